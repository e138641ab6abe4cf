"""Whether a document is TOML: what `tomllib` says, with a place.

The scanner knows statements; redefined keys and malformed numbers are found here. A document that is not
valid is asked about one table at a time, so that each has its own problem. Which tables an edit concerns is
not known here (`toml_blocks`).
"""

import re
import tomllib
from dataclasses import replace

from venvls.syntax.manifest import Problem
from venvls.syntax.places import shifted_problem
from venvls.syntax.remembering import remembered
from venvls.syntax.toml import Table, TomlDocument, scan_toml
from venvls.text import Span

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)\Z")
_LARGEST = 1_048_576
_MOST_PARTS = 256


def toml_problems(text: str, document: TomlDocument) -> tuple[Problem, ...]:
    """Return what is wrong with a document as TOML: one problem for each statement or table."""
    if is_toml(text):
        return ()
    found = [
        shifted_problem(problem, table.start)
        for table in document.tables
        for problem in table_problems(table.text)
    ]
    return tuple(found) or document_problems(text)


def is_toml(text: str) -> bool:
    """Tell whether a text is valid, as far as that can be told in bounded time."""
    if _is_hostile(text):
        return False
    try:
        tomllib.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


@remembered
def table_problems(text: str) -> tuple[Problem, ...]:
    """Return what is wrong with the text of one table by itself."""
    if _is_hostile(text):
        return (Problem("invalid-toml", Span(0, 0), "this table is too large to be read"),)
    if is_toml(text):
        return ()
    broken = Table(0, text).body.broken
    statements = tuple(shifted_problem(one.statement.problems[0], one.offset) for one in broken)
    return statements or document_problems(text)


def document_problems(text: str) -> tuple[Problem, ...]:
    """Return the problem that `tomllib` finds in a text as a whole."""
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return (_at_key(text, _located(text, str(error))),)
    except (RecursionError, ValueError) as error:
        # Nesting and numbers beyond what the interpreter takes: not TOML for anybody here.
        reason = f"this document is not readable: `{type(error).__name__}`"
        return (Problem("invalid-toml", Span(0, 0), reason),)
    return ()


def _is_hostile(text: str) -> bool:
    """Tell whether `tomllib` would take minutes: its time grows with the square of a key's parts."""
    if len(text) > _LARGEST:
        return True
    return text.count(".") > _MOST_PARTS and any(
        line.partition("=")[0].count(".") > _MOST_PARTS for line in text.split("\n")
    )


def _located(text: str, message: str) -> Problem:
    place = _PLACE.search(message)
    reason = message[: place.start()] if place else message
    offset = len(text)
    if place and place[1]:
        lines = text.split("\n")
        line = min(int(place[1]), len(lines)) - 1
        offset = sum(len(one) + 1 for one in lines[:line]) + min(int(place[2]) - 1, len(lines[line]))
    offset = min(offset, len(text))
    return Problem("invalid-toml", Span(offset, min(offset + 1, len(text))), reason[:1].lower() + reason[1:])


def _at_key(text: str, problem: Problem) -> Problem:
    """Move a problem that is found at the end of a statement to its key, where a person looks."""
    if problem.span.of(text).strip():
        return problem
    document = scan_toml(text)
    keys = [table.header.span.shifted(table.start) for table in document.tables if table.header]
    keys += [entry.key_span.shifted(offset) for table in document.tables for offset, entry in table.entries()]
    before = problem.span.start
    return replace(problem, span=max((key for key in keys if key.start < before), default=problem.span))
