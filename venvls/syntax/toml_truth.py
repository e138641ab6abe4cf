"""Whether a document is TOML: what `tomllib` says, with a place, asked about one table at a time.

The scanner knows statements; redefined keys and malformed numbers are found here. Tables that have nothing
to do with each other are valid together when each is, so an edit costs the table it touches; documents in
which they do meet are read as a whole.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from venvls.syntax.manifest import Problem
from venvls.syntax.places import shifted_problem
from venvls.syntax.remembering import remembered
from venvls.syntax.toml import Table, TomlDocument, scan_toml
from venvls.text import Span

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)\Z")
_LARGEST = 1_048_576
_MOST_PARTS = 256
_Path = tuple[str, ...]


class _Truth(NamedTuple):
    """What is wrong with a table by itself, and the path of every table and value that it defines."""

    problems: tuple[Problem, ...] = ()
    defined: frozenset[_Path] = frozenset()


def toml_problems(text: str, document: TomlDocument) -> tuple[Problem, ...]:
    """Return what is wrong with a document as TOML: one problem for each statement or table."""
    truths = [_truth(table.text) for table in document.tables]
    found = [
        shifted_problem(problem, table.start)
        for table, truth in zip(document.tables, truths, strict=True)
        for problem in truth.problems
    ]
    if found or _are_apart(document, truths):
        return tuple(found)
    return _problem(text)


def _are_apart(document: TomlDocument, truths: Sequence[_Truth]) -> bool:
    """Tell whether no table defines what another one defines or extends."""
    arrays = {table.path for table in document.tables if table.header and table.header.is_array}
    plain = [table.path for table in document.tables if table.header and not table.header.is_array]
    if len(set(plain)) < len(plain) or not arrays.isdisjoint(plain):
        return False
    above = {path[:length] for path in (*plain, *arrays) for length in range(1, len(path))}
    if not arrays.isdisjoint(above):
        return False
    headers = above.union(plain, arrays)
    return all(headers.isdisjoint(truth.defined) for truth in truths)


@remembered
def _truth(text: str) -> _Truth:
    table = Table(0, text)
    if _is_hostile(text):
        return _Truth((Problem("invalid-toml", Span(0, 0), "this table is too large to be read"),))
    try:
        loaded: object = tomllib.loads(text)
    except (ValueError, RecursionError):
        statements = tuple(
            shifted_problem(one.statement.problems[0], one.offset) for one in table.body.broken
        )
        return _Truth(statements or _problem(text))
    for key in table.path:
        while isinstance(loaded, list):
            loaded = loaded[-1]
        loaded = loaded[key] if isinstance(loaded, dict) else None
    return _Truth(defined=frozenset(_paths(table.path, loaded)))


def _is_hostile(text: str) -> bool:
    """Tell whether `tomllib` would take minutes: its time grows with the square of a key's parts."""
    if len(text) > _LARGEST:
        return True
    return text.count(".") > _MOST_PARTS and any(
        line.partition("=")[0].count(".") > _MOST_PARTS for line in text.split("\n")
    )


def _paths(path: _Path, value: object) -> Iterator[_Path]:
    if isinstance(value, list) and len(value) == 1:
        # The table of an array header.
        value = value[0]
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key)
            if isinstance(inner, dict):
                yield from _paths((*path, key), inner)


def _problem(text: str) -> tuple[Problem, ...]:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return (_at_key(text, _located(text, str(error))),)
    except (RecursionError, ValueError) as error:
        # Nesting and numbers beyond what the interpreter takes: not TOML for anybody here.
        reason = f"this document is not readable: `{type(error).__name__}`"
        return (Problem("invalid-toml", Span(0, 0), reason),)
    return ()


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
