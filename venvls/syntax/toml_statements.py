"""One statement of TOML: a table header, a key with its value, or nothing but white space and a comment.

Equal text is parsed once, so that an edit costs the statement it touches.
"""

import re
from dataclasses import dataclass

from venvls.syntax.manifest import Problem
from venvls.syntax.remembering import remembered
from venvls.syntax.toml_values import Entry, ValueReader
from venvls.text import Span

_REST = re.compile(r"[ \t]*(?:#[^\n]*|\r)?(?:\n|\Z)")


@dataclass(frozen=True, slots=True)
class Header:
    """`[a.b]`, or `[[a.b]]` when `is_array`. `span` covers the brackets."""

    path: tuple[str, ...]
    key_spans: tuple[Span, ...]
    span: Span
    is_array: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """At most one of `header` and `entry`; spans are offsets into `text`, which holds its line ends."""

    text: str
    header: Header | None = None
    entry: Entry | None = None
    problems: tuple[Problem, ...] = ()


@remembered
def parse_statement(text: str) -> Statement:
    """Read one statement."""
    reader = ValueReader(text)
    reader.position = len(text) - len(text.lstrip(" \t\ufeff"))
    if _REST.fullmatch(text, reader.position):
        return Statement(text)
    header = _header(reader) if text.startswith("[", reader.position) else None
    entry = reader.entry() if header is None else None
    if not reader.problems and not _REST.fullmatch(text, reader.position):
        expected = "expected the end of the line" if header or entry else "expected a key or a table"
        rest = text[reader.position :]
        start = reader.position + len(rest) - len(rest.lstrip(" \t"))
        reader.problem(Span(start, max(start, len(text.rstrip()))), expected)
    return Statement(text, header, entry, tuple(reader.problems))


def _header(reader: ValueReader) -> Header:
    start = reader.position
    is_array = reader.text.startswith("[[", start)
    brackets = 2 if is_array else 1
    reader.position += brackets
    reader.position += len(reader.text[reader.position :]) - len(reader.text[reader.position :].lstrip(" \t"))
    path, spans = reader.key()
    reader.position += len(reader.text[reader.position :]) - len(reader.text[reader.position :].lstrip(" \t"))
    if not path:
        reader.problem(Span(start, start + brackets), "expected the name of a table")
    if reader.text.startswith("]" * brackets, reader.position):
        reader.position += brackets
    else:
        reader.problem(
            Span(start, start + brackets), f"expected `{']' * brackets}` after the name of the table"
        )
    return Header(path, spans, Span(start, reader.position), is_array)
