"""Where a value of a TOML document stands, found by its path from the root, positions in arrays included.

For those who learn of a fault by its path, as validators tell it. Does not know what any value means.
"""

import re
from collections.abc import Iterator
from typing import TypeAlias

from venvls.syntax.toml import Table, TomlDocument
from venvls.syntax.toml_values import Array, Entry, InlineTable, Value
from venvls.text import Span

_Path: TypeAlias = tuple[str | int, ...]
_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


def steps(path: str) -> _Path:
    """Read a path such as `packages[0].wheels[1].url`."""
    return tuple(int(match[1]) if match[1] else match[2] for match in _STEP.finditer(path))


def place_of(document: TomlDocument, path: _Path) -> tuple[Span, bool] | None:
    """Return where a value stands, and whether it is there at all, not only what it would be in.

    That is the value itself, or the header of its table. `None` where nothing leads there.
    """
    found: dict[_Path, Span] = {}
    for one, span in _places(document):
        found.setdefault(one, span)
    for length in range(len(path), 0, -1):
        if path[:length] in found:
            return found[path[:length]], length == len(path)
    return None


def _places(document: TomlDocument) -> Iterator[tuple[_Path, Span]]:
    counts: dict[_Path, int] = {}
    for table in document.tables:
        above = _numbered(table, counts)
        if table.header is not None:
            yield above, table.header.span.shifted(table.start)
        for offset, entry in table.entries():
            yield from _in_entry(above, entry, offset)


def _numbered(table: Table, counts: dict[_Path, int]) -> _Path:
    """Return the path of a table with the positions of the arrays it is in, and count the one it adds to."""
    found: _Path = ()
    for length, key in enumerate(table.path, 1):
        found = (*found, key)
        if table.is_array and length == len(table.path):
            counts[found] = counts.get(found, -1) + 1
        if found in counts:
            found = (*found, counts[found])
    return found


def _in_entry(above: _Path, entry: Entry, offset: int) -> Iterator[tuple[_Path, Span]]:
    for length, span in enumerate(entry.key_spans[:-1], 1):
        yield (*above, *entry.path[:length]), span.shifted(offset)
    yield from _in_value((*above, *entry.path), entry.value, offset)


def _in_value(path: _Path, value: Value, offset: int) -> Iterator[tuple[_Path, Span]]:
    yield path, value.span.shifted(offset)
    if isinstance(value, Array):
        for index, item in enumerate(value.items):
            yield from _in_value((*path, index), item, offset)
    elif isinstance(value, InlineTable):
        for entry in value.entries:
            yield from _in_entry(path, entry, offset)
