"""Adds strings to an array of a TOML document, in the style the array has.

What comes out is parsed again and must be the old document with the addition and nothing else; otherwise
nothing is proposed. Does not know what the array means.
"""

import tomllib
from collections.abc import Sequence
from typing import NamedTuple

from venvls.syntax.toml import Leaf, Table, TomlDocument, scan_toml
from venvls.syntax.toml_array import Insert, array_inserts, quoted

Path = tuple[str, ...]


class _Place(NamedTuple):
    """Where the array is, or where it would be."""

    leaf: Leaf | None
    table: Table | None


def toml_inserts(text: str, path: Path, strings: Sequence[str], line_end: str) -> tuple[Insert, ...]:
    """Return what to insert so that the array at `path` ends with `strings`, nothing where that cannot be.

    A missing key is added to its table and a missing table to the document. Offsets are into `text`, in
    ascending order.
    """
    document = scan_toml(text)
    if document.is_broken:
        return ()
    place = _find(document, path)
    inserts = _inserts(text, place, path, strings, line_end)
    return inserts if _adds_only(text, inserts, path, strings) else ()


def toml_entries(
    text: str, table: Path, entries: Sequence[tuple[str, str]], line_end: str
) -> tuple[Insert, ...]:
    """Return what to insert so that a table that is there ends with `key = value` for each of `entries`,
    whose values are TOML.

    Nothing where there is no such table, or where a key is there already.
    """
    found = [one for one in scan_toml(text).tables if one.header and one.path == table]
    if len(found) != 1:
        return ()
    end = len(text[: found[0].end].rstrip("\r\n"))
    lines = "".join(f"{line_end}{_key(key)} = {value}" for key, value in entries)
    inserts = (Insert(end, lines),)
    return inserts if _adds_entries(text, inserts, table, dict(entries)) else ()


def _key(key: str) -> str:
    return quoted(key) if "." in key else key


def applied(text: str, inserts: Sequence[Insert]) -> str:
    """Return the text with everything inserted."""
    for insert in reversed(inserts):
        text = text[: insert.offset] + insert.text + text[insert.offset :]
    return text


def _find(document: TomlDocument, path: Path) -> _Place:
    leaf = next((leaf for leaf in document.leaves() if leaf.path == path), None)
    tables = [table for table in document.tables if table.path == path[:-1]]
    return _Place(leaf, tables[0] if len(tables) == 1 else None)


def _inserts(
    text: str, place: _Place, path: Path, strings: Sequence[str], line_end: str
) -> tuple[Insert, ...]:
    if place.leaf is not None:
        return array_inserts(text, place.leaf, strings, line_end)
    listed = "".join(f"    {quoted(string)},{line_end}" for string in strings)
    entry = f"{path[-1]} = [{line_end}{listed}]"
    if place.table is None:
        gap = "" if not text.strip() else line_end if text.endswith("\n") else line_end * 2
        return (Insert(len(text), f"{gap}[{'.'.join(path[:-1])}]{line_end}{entry}{line_end}"),)
    if place.table.header is None and not place.table.body.entries:
        # The root of a document that has nothing in its root yet.
        return (Insert(0, entry + line_end),)
    end = len(text[: place.table.end].rstrip("\r\n"))
    return (Insert(end, line_end + entry),)


def _adds_entries(text: str, inserts: Sequence[Insert], table: Path, entries: dict[str, str]) -> bool:
    try:
        expected = tomllib.loads(text)
        found = tomllib.loads(applied(text, inserts))
    except (ValueError, RecursionError):
        return False
    inner = expected
    for key in table:
        inner = inner[key]
    if not entries.keys().isdisjoint(inner):
        return False
    inner.update({key: tomllib.loads(f"value = {value}")["value"] for key, value in entries.items()})
    return bool(found == expected)


def _adds_only(text: str, inserts: Sequence[Insert], path: Path, strings: Sequence[str]) -> bool:
    """Tell whether the text with the insertions is the old document with the strings added at `path`."""
    if not inserts:
        return False
    try:
        expected = tomllib.loads(text)
        found = tomllib.loads(applied(text, inserts))
    except (ValueError, RecursionError):
        return False
    inner = expected
    for key in path[:-1]:
        inner = inner.setdefault(key, {})
        if not isinstance(inner, dict):
            return False
    present = inner.setdefault(path[-1], [])
    if not isinstance(present, list):
        return False
    present.extend(strings)
    return found == expected
