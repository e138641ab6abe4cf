"""TOML with the place of every key and value, on text that is not TOML yet too (TOML 1.0.0).

A document is cut into statements, each parsed once per text. A statement that is broken costs itself and
nothing after it. Does not know what any table means; whether a document is valid as a whole, with all
rules about redefinition, is `tomllib`'s to say (`toml_truth`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from venvls.syntax.toml_statements import Header, Statement, parse_statement
from venvls.syntax.toml_values import Entry, InlineTable, Value
from venvls.text import Span

_TOKEN = re.compile(
    r'"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"{3,5}'
    r"|'''[^']*(?:'(?!'')[^']*)*'{3,5}"
    r'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"?'
    r"|'[^'\n]*'?"
    r"|#[^\n]*|[\[\]{}\n]",
    re.DOTALL,
)
# A line that can only begin a statement: an array or string left open before it ends there.
_BEGINS = re.compile(
    r"[ \t]*(?:\[{1,2}[ \t]*(?!true\b|false\b|inf\b|nan\b)[A-Za-z_][^\[\],\n]*\]{1,2}"
    r"[ \t]*(?:#[^\n]*)?(?:\n|\Z)"
    r"|[A-Za-z0-9_-]+(?:[ \t]*\.[ \t]*[A-Za-z0-9_-]+)*[ \t]*=)"
)
_SIMPLE_LINE = re.compile(r"""[^\n\[\]{}"'#]*(?:"[^"\\\n]*"(?!")|'[^'\n]*'(?!'))?[ \t]*(?:\n|\Z)""")


class Placed(NamedTuple):
    """A statement at its offset in the document."""

    offset: int
    statement: Statement


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the statements below it. `path` is empty, and `header` `None`, for the root.

    `start` and `end` are offsets of the document; the statements of the table end at `end`, which may be
    followed by blank lines and comments that belong to nobody.
    """

    path: tuple[str, ...]
    header: Header | None
    start: int
    end: int
    entries: tuple[tuple[int, Entry], ...] = ()


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
class TomlDocument:
    """All tables in order, and the statements that are not TOML."""

    tables: tuple[Table, ...]
    broken: tuple[Placed, ...] = ()

    def leaves(self) -> Iterator[Leaf]:
        """Yield every value that is no table, inline tables taken apart."""
        for index, table in enumerate(self.tables):
            for offset, entry in table.entries:
                yield from _leaves(table.path, offset, entry, index)


def scan_toml(text: str) -> TomlDocument:
    """Read a document; offsets are into `text`."""
    tables: list[Table] = []
    broken: list[Placed] = []
    path: tuple[str, ...] = ()
    header: Header | None = None
    start = end = 0
    entries: list[tuple[int, Entry]] = []
    for offset, statement in _statements(text):
        if statement.problems:
            broken.append(Placed(offset, statement))
        if statement.header is not None:
            tables.append(Table(path, header, start, end, tuple(entries)))
            header, entries, start = statement.header, [], offset
            path = header.path
        if statement.entry is not None:
            entries.append((offset, statement.entry))
        if statement.header is not None or statement.entry is not None:
            end = offset + len(statement.text)
    tables.append(Table(path, header, start, end, tuple(entries)))
    return TomlDocument(tuple(tables), tuple(broken))


def _leaves(path: tuple[str, ...], offset: int, entry: Entry, table: int) -> Iterator[Leaf]:
    full = path + entry.path
    if isinstance(entry.value, InlineTable):
        for inner in entry.value.entries:
            yield from _leaves(full, offset, inner, table)
    yield Leaf(full, offset, entry, table)


def _statements(text: str) -> Iterator[Placed]:
    position = 0
    while position < len(text):
        end = _extent(text, position)
        yield Placed(position, parse_statement(text[position:end]))
        position = end


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
