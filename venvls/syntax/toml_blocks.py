"""A TOML document as blocks, one for each table, and what an edit leaves as it is.

`tomllib` reads a document once as a whole. After that an edit costs the tables it touches: tables that have
nothing to do with each other are valid together when each is. Where that cannot be told (a table is defined
twice, a string of several lines is opened), the document is read as a whole again. Does not know what any
table means.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from venvls.syntax.manifest import Block, KeyPath, Manifest, ManifestKind, Problem
from venvls.syntax.remembering import remembered
from venvls.syntax.toml import Table, begins_statement, scan_toml
from venvls.syntax.toml_truth import document_problems, is_toml, table_problems
from venvls.text import Span, Text
from venvls.text.lines import LineChange

_DEEPEST = 64
_LONG_QUOTES = ('"""', "'''")

Reader = Callable[[str, int], Block]
"""Reads the text of one table. The number is that of its lines without an end: one in the last table."""


class _Shape(NamedTuple):
    """What a table defines: its own path, and the path of every key in it."""

    path: KeyPath
    is_array: bool
    defined: frozenset[KeyPath]


def parse_tables(kind: ManifestKind, text: str, read: Reader) -> Manifest:
    """Parse a whole document."""
    tables = [table for table in scan_toml(text).tables if table.text] or [Table(0, "")]
    headers = _headers((table.path, table.is_array) for table in tables)
    if is_toml(text):
        return Manifest.of(kind, _blocks(tables, read, is_end=True), headers)
    blocks = [_with_problems(block) for block in _blocks(tables, read, is_end=True)]
    if not any(table_problems(table.text) for table in tables):
        # The tables contradict each other.
        return Manifest.of(kind, _contradicting(text, tables, blocks))
    shapes = [_shape(table.text) for table in tables] if headers is not None else []
    return Manifest.of(kind, blocks, headers if _are_apart(shapes, headers) else None)


def reparsed_tables(manifest: Manifest, text: Text, change: LineChange, read: Reader) -> Manifest | None:
    """Parse the tables that an edit touched, `None` where it may concern others as well."""
    if manifest.tables is None:
        return None
    # What comes before the edit may go on into it, or end earlier than it did.
    first = max(0, manifest.block_at(change.first) - 1)
    rest = manifest.block_at(change.first + change.removed - 1) + 1
    is_end = rest == len(manifest.blocks)
    end = len(text.lines) if is_end else manifest.starts[rest] + change.added - change.removed
    piece = "".join(text.lines[manifest.starts[first] : end])
    old = manifest.blocks[first:rest]
    if not piece or not (is_end or begins_statement(text.lines[end])):
        return None
    if any(quotes in one for one in (piece, *(block.text for block in old)) for quotes in _LONG_QUOTES):
        return None
    tables = [table for table in scan_toml(piece).tables if table.text]
    new = [_with_problems(block) for block in _blocks(tables, read, is_end=is_end)]
    headers = _headers_after(manifest, first, rest, new)
    return None if headers is None else manifest.spliced(first, rest, new, headers)


def _blocks(tables: Sequence[Table], read: Reader, *, is_end: bool) -> list[Block]:
    *others, last = tables
    return [*(read(table.text, 0) for table in others), read(last.text, int(is_end))]


def _with_problems(block: Block) -> Block:
    found = table_problems(block.text)
    return replace(block, problems=_in_order(block, found)) if found else block


def _in_order(block: Block, found: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted((*found, *block.problems), key=lambda problem: problem.span))


def _contradicting(text: str, tables: Sequence[Table], blocks: list[Block]) -> list[Block]:
    for problem in document_problems(text):
        index = max(number for number, table in enumerate(tables) if table.start <= problem.span.start)
        block, start = blocks[index], tables[index].start
        end = min(problem.span.end, start + len(block.text))
        placed = replace(problem, span=Span(problem.span.start, end).shifted(-start))
        blocks[index] = replace(block, problems=_in_order(block, [placed]))
    return blocks


def _headers_after(
    manifest: Manifest, first: int, rest: int, new: Sequence[Block]
) -> frozenset[KeyPath] | None:
    """Return the headers after an edit, `None` where tables may contradict each other."""
    before = [_shape(block.text) for block in manifest.blocks[first:rest]]
    after = [_shape(block.text) for block in new]
    if [shape[:2] for shape in before] == [shape[:2] for shape in after]:
        return manifest.tables if _are_apart(after, manifest.tables) else None
    every = [_shape(block.text) for block in (*manifest.blocks[:first], *new, *manifest.blocks[rest:])]
    headers = _headers(shape[:2] for shape in every)
    return headers if _are_apart(every, headers) else None


def _headers(tables: Iterable[tuple[KeyPath, bool]]) -> frozenset[KeyPath] | None:
    """Return every header and what it stands in, `None` where one is there twice or in an array."""
    plain: list[KeyPath] = []
    arrays: set[KeyPath] = set()
    for path, is_array in tables:
        if len(path) > _DEEPEST:
            return None
        if is_array:
            arrays.add(path)
        else:
            plain.append(path)
    own = set(plain)
    above = {path[:length] for path in (*plain, *arrays) for length in range(1, len(path))}
    if len(own) < len(plain) or not arrays.isdisjoint(own) or not arrays.isdisjoint(above):
        return None
    return frozenset(above | own | arrays)


def _are_apart(shapes: Iterable[_Shape], headers: frozenset[KeyPath] | None) -> bool:
    """Tell whether no table defines what another one defines or extends."""
    return headers is not None and all(headers.isdisjoint(shape.defined) for shape in shapes)


@remembered
def _shape(text: str) -> _Shape:
    table = Table(0, text)
    path = table.path
    keys = [entry.path for _, entry in table.body.entries]
    # No header is longer than the longest that is looked at, so no longer key can meet one.
    lengths = ((key, range(1, min(len(key), _DEEPEST) + 1)) for key in keys)
    defined = {(*path, *key[:length]) for key, every in lengths for length in every}
    return _Shape(path, table.is_array, frozenset(defined))
