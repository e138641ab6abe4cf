"""Whether a document is TOML: what `tomllib` says, with a place, asked about one table at a time.

The scanner knows statements; redefined keys and malformed numbers are found here. Tables that have nothing
to do with each other are valid together when each is, so an edit costs the table it touches; documents in
which they do meet are read as a whole.
"""

import re
import tomllib
from dataclasses import replace
from functools import lru_cache

from venvls.syntax.manifest import Problem
from venvls.syntax.places import shifted_problem
from venvls.syntax.toml import TomlDocument, scan_toml, table_body
from venvls.text import Span

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)\Z")
_Path = tuple[str, ...]


def toml_problems(text: str, document: TomlDocument) -> tuple[Problem, ...]:
    """Return what is wrong with a document as TOML: one problem for each statement or table."""
    broken = [
        shifted_problem(statement.problems[0], table.start + offset)
        for table in document.tables
        for offset, statement in table.body.broken
    ]
    if broken:
        return tuple(broken)
    if _are_apart(document):
        problems = ((table.start, _table_problem(table.body.text)) for table in document.tables)
        return tuple(shifted_problem(problem, start) for start, problem in problems if problem)
    problem = _problem(text)
    return (_at_key(text, document, problem),) if problem else ()


def _are_apart(document: TomlDocument) -> bool:
    """Tell whether no table defines what another one defines or extends."""
    arrays = {table.path for table in document.tables if table.header and table.header.is_array}
    plain = [table.path for table in document.tables if table.header and not table.header.is_array]
    if len(set(plain)) < len(plain) or not arrays.isdisjoint(plain):
        return False
    above = {path[:length] for path in (*plain, *arrays) for length in range(1, len(path))}
    if not arrays.isdisjoint(above):
        return False
    headers = above.union(plain, arrays)
    return all(headers.isdisjoint(_defined(table.body.text)) for table in document.tables)


@lru_cache(maxsize=16_384)
def _defined(table: str) -> frozenset[_Path]:
    """Return the path of every table and value that the entries of a table define."""
    body = table_body(table)
    return frozenset(
        body.path + entry.path[:length]
        for _, entry in body.entries
        for length in range(1, len(entry.path) + 1)
    )


@lru_cache(maxsize=16_384)
def _table_problem(table: str) -> Problem | None:
    problem = _problem(table)
    return _at_key(table, scan_toml(table), problem) if problem else None


def _problem(text: str) -> Problem | None:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return _located(text, str(error))
    except (RecursionError, ValueError) as error:
        # Nesting and numbers beyond what the interpreter takes: not TOML for anybody here.
        return Problem("invalid-toml", Span(0, 0), f"this document is not readable: `{type(error).__name__}`")
    return None


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


def _at_key(text: str, document: TomlDocument, problem: Problem) -> Problem:
    """Move a problem that is found at the end of a statement to its key, where a person looks."""
    if problem.span.of(text).strip():
        return problem
    keys = [table.header.span.shifted(table.start) for table in document.tables if table.header]
    keys += [entry.key_span.shifted(offset) for table in document.tables for offset, entry in table.entries()]
    before = problem.span.start
    return replace(problem, span=max((key for key in keys if key.start < before), default=problem.span))
