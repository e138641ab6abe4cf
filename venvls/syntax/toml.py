"""TOML with the place of every key and value, on text that is not TOML yet too (TOML 1.0.0).

A document is cut into tables, and these into statements, each read once per text: an edit costs the table
it touches. A statement that is broken costs itself and nothing after it. Does not know what any table means;
whether a document is valid is `tomllib`'s to say (`toml_truth`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from venvls.syntax.remembering import remembered
from venvls.syntax.toml_statements import Header, Statement, parse_statement
from venvls.syntax.toml_values import Entry, InlineTable, Value
from venvls.text import Span

_TOKEN = re.compile(
    r'"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"{3,5}'
    r"|'''[^']*(?:'(?!'')[^']*)*'{3,5}"
    r'|"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*"?'
    r"|'[^'\n]*'?"
    r"|#[^\n]*|[\[\]{}\n]",
    re.DOTALL,
)
# A line that can only begin a statement: an array or string left open before it ends there.
_BEGINS = re.compile(
    r"[ \t]*(?:\[{1,2}[ \t]*(?!true\b|false\b|inf\b|nan\b)[A-Za-z_][^\[\],\n]*\]{1,2}"
    r"[ \t]*(?:#[^\n]*)?(?:\r?\n|\Z)"
    r"|[A-Za-z0-9_-]+(?:[ \t]*\.[ \t]*[A-Za-z0-9_-]+)*[ \t]*=)"
)
_SIMPLE_LINE = re.compile(r"""[^\n\[\]{}"'#]*(?:"[^"\\\n]*"(?!")|'[^'\n]*'(?!'))?[ \t]*(?:\r?\n|\Z)""")
# Nearly every header.
_PLAIN_HEADER = re.compile(
    r"[ \t]*\[(\[)?([A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)\](?(1)\])[ \t]*(?:#[^\n]*|\r)?(?:\n|\Z)"
)

# Characters. Nobody writes one table of a megabyte; `tomllib` still says whether it is valid.
_LARGEST = 1_048_576
_HEADER_LINE = re.compile(r"^[ \t]*\[", re.MULTILINE)


class Placed(NamedTuple):
    """A statement at its offset in the table."""

    offset: int
    statement: Statement


class Leaf(NamedTuple):
    """A value with its full path. Spans below it are relative to `offset`.

    `table` is the index of its table in the document: it tells entries of an array of tables apart.
    """

    path: tuple[str, ...]
    offset: int
    entry: Entry
    table: int

    @property
    def value(self) -> Value:
        """What stands after the equals sign."""
        return self.entry.value

    def place(self, span: Span) -> Span:
        """Return where a span below this leaf lies in the document."""
        return span.shifted(self.offset)


@dataclass(frozen=True, slots=True)
class TableBody:
    """The statements of a table, offsets relative to its beginning.

    `end` is where the last one ends: what follows it are blank lines and comments.
    """

    end: int
    entries: tuple[tuple[int, Entry], ...] = ()
    broken: tuple[Placed, ...] = ()


class Table(NamedTuple):
    """A table: `text` from its header to the next one, and its first offset in the document.

    The root is the first table and has no header. Statements are read when they are asked for.
    """

    start: int
    text: str

    @property
    def path(self) -> tuple[str, ...]:
        """The keys of its header, none for the root."""
        if plain := _PLAIN_HEADER.match(self.text):
            return tuple(plain[2].split("."))
        return self.header.path if self.header else ()

    @property
    def is_array(self) -> bool:
        """Whether it is one of an array of tables."""
        if plain := _PLAIN_HEADER.match(self.text):
            return plain[1] is not None
        return self.header is not None and self.header.is_array

    @property
    def header(self) -> Header | None:
        """Its header, with spans relative to `start`."""
        return _header(self.text)

    @property
    def body(self) -> TableBody:
        """Its statements."""
        return _body(self.text)

    @property
    def end(self) -> int:
        """Where its last statement ends in the document."""
        return self.start + self.body.end

    def entries(self) -> Iterator[tuple[int, Entry]]:
        """Yield its entries with their offsets in the document."""
        return ((self.start + offset, entry) for offset, entry in self.body.entries)

    def leaves(self, index: int = 0) -> Iterator[Leaf]:
        """Yield every value, and those of inline tables before the table they are in."""
        for offset, entry in self.entries():
            yield from _leaves(self.path, offset, entry, index)


@dataclass(frozen=True, slots=True)
class TomlDocument:
    """All tables in order, the root first; joining their texts gives the document."""

    tables: tuple[Table, ...]

    @property
    def is_broken(self) -> bool:
        """Whether any statement is not TOML."""
        return any(table.body.broken for table in self.tables)

    def leaves(self, below: frozenset[str] | None = None) -> Iterator[Leaf]:
        """Yield every value, in tables that can hold the top-level keys `below` if these are given."""
        for index, table in enumerate(self.tables):
            if below is None or not table.path or table.path[0] in below:
                yield from table.leaves(index)


def scan_toml(text: str) -> TomlDocument:
    """Read a document; offsets are into `text`."""
    starts = [*_starts(text), len(text)]
    return TomlDocument(tuple(Table(start, text[start:end]) for start, end in pairwise(starts)))


def begins_statement(line: str) -> bool:
    """Tell whether a line can only begin a statement, so that what is open before it ends there."""
    return _BEGINS.match(line) is not None


@remembered
def _header(table: str) -> Header | None:
    if not _HEADER_LINE.match(table):
        return None
    return parse_statement(table[: _extent(table, 0)]).header


@remembered
def _body(table: str) -> TableBody:
    if len(table) > _LARGEST:
        return TableBody(len(table))
    end = position = 0
    entries: list[tuple[int, Entry]] = []
    broken: list[Placed] = []
    while position < len(table):
        stop = _extent(table, position)
        statement = parse_statement(table[position:stop])
        if statement.problems:
            broken.append(Placed(position, statement))
        if statement.entry is not None:
            entries.append((position, statement.entry))
        if statement.header is not None or statement.entry is not None:
            end = stop
        position = stop
    return TableBody(end, tuple(entries), tuple(broken))


def _leaves(path: tuple[str, ...], offset: int, entry: Entry, table: int) -> Iterator[Leaf]:
    full = path + entry.path
    if isinstance(entry.value, InlineTable):
        for inner in entry.value.entries:
            yield from _leaves(full, offset, inner, table)
    yield Leaf(full, offset, entry, table)


def _starts(text: str) -> Iterator[int]:
    """Yield where each table begins, the root at 0."""
    found = [match.start() for match in _HEADER_LINE.finditer(text)]
    if '"""' in text or "'''" in text or not all(_BEGINS.match(text, start) for start in found):
        # Such a line may be the inside of a string or of an array: look at every statement.
        found = [start for start in _statement_starts(text) if _HEADER_LINE.match(text, start)]
    yield 0
    yield from (start for start in found if start)


def _statement_starts(text: str) -> Iterator[int]:
    position = 0
    while position < len(text):
        yield position
        position = _extent(text, position)


def _extent(text: str, start: int) -> int:
    """Return where the statement that begins at `start` ends, its line end included."""
    if simple := _SIMPLE_LINE.match(text, start):
        return simple.end()
    depth = 0
    for token in _TOKEN.finditer(text, start):
        character = token[0]
        if character in "[{":
            depth += 1
        elif character in "]}":
            depth = max(0, depth - 1)
        elif character == "\n" and (not depth or _BEGINS.match(text, token.end())):
            return token.end()
    return len(text)
