"""Adds strings to an array that is there, keeping its shape: one line or many, commas, quotes, comments."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from venvls.syntax.toml import Leaf
from venvls.syntax.toml_values import Array, String, Value

_COMMA = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*,")
_LINE_REST = re.compile(r"[ \t]*(?:#[^\r\n]*)?")


class Insert(NamedTuple):
    """Put `text` before the character at `offset`."""

    offset: int
    text: str


def quoted(string: str, quote: str = '"') -> str:
    """Return a TOML string, with the quotes asked for where the content allows them."""
    plain = string.isprintable() and "\\" not in string
    if plain and quote not in string:
        return f"{quote}{string}{quote}"
    if plain and (other := "'" if quote == '"' else '"') not in string:
        return f"{other}{string}{other}"
    escaped = string.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(one if one.isprintable() else f"\\U{ord(one):08x}" for one in escaped) + '"'


def array_inserts(text: str, leaf: Leaf, strings: Sequence[str], line_end: str) -> tuple[Insert, ...]:
    """Return what to insert so that the array of `leaf` ends with `strings`; nothing if it is no array."""
    array = leaf.value
    if not isinstance(array, Array) or not array.closed:
        return ()
    span = leaf.place(array.span)
    quote = _quote(text, leaf, array.items)
    new = [quoted(string, quote) for string in strings]
    many = "\n" in span.of(text)
    if not array.items:
        return _first_items(text, span.start + 1, span.end - 1, new, line_end, many=many)
    last = leaf.place(array.items[-1].span)
    comma = _COMMA.match(text, last.end, span.end)
    if not many:
        return (_on_the_line(last.end, comma, new),)
    return _on_own_lines(text, last.start, last.end, comma, new, line_end)


def _on_the_line(end: int, comma: re.Match[str] | None, new: Sequence[str]) -> Insert:
    if comma:
        return Insert(comma.end(), "".join(f" {one}," for one in new))
    return Insert(end, "".join(f", {one}" for one in new))


def _on_own_lines(
    text: str, start: int, end: int, comma: re.Match[str] | None, new: Sequence[str], line_end: str
) -> tuple[Insert, ...]:
    """Add lines after that of the last item, behind its comment."""
    lead = text[text.rfind("\n", 0, start) + 1 : start]
    indentation = lead if not lead.strip() else "    "
    rest = _LINE_REST.match(text, comma.end() if comma else end)
    after = rest.end() if rest else end
    separated = f",{line_end}{indentation}".join(new)
    if comma:
        return (Insert(after, f"{line_end}{indentation}{separated},"),)
    if after == end:
        return (Insert(end, f",{line_end}{indentation}{separated}"),)
    return Insert(end, ","), Insert(after, f"{line_end}{indentation}{separated}")


def _first_items(
    text: str, start: int, end: int, new: Sequence[str], line_end: str, *, many: bool
) -> tuple[Insert, ...]:
    if not many:
        return (Insert(start, ", ".join(new)),)
    rest = _LINE_REST.match(text, start, end)
    after = rest.end() if rest else start
    return (Insert(after, "".join(f"{line_end}    {one}," for one in new)),)


def _quote(text: str, leaf: Leaf, items: Sequence[Value]) -> str:
    """Return the quote that the last string is written with, so that the new one looks like it."""
    strings = [item for item in items if isinstance(item, String)]
    if not strings or strings[-1].inner.start - strings[-1].span.start > 1:
        # A multi-line string is no model for a requirement.
        return '"'
    return text[leaf.place(strings[-1].span).start]
