"""A manifest as a sequence of blocks.

A *block* is the smallest piece of text that can be parsed alone: a logical line of a requirements
file, a table of a pyproject.toml, a whole lock, a PEP 723 comment. All spans in a block are offsets into
its own text, so an edit elsewhere moves nothing, and equal text is parsed once.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate
from typing import TypeAlias

from venvls.model.names import ProjectName
from venvls.model.requirement import Declaration
from venvls.text import Position, Range, Span, Text

KeyPath: TypeAlias = tuple[str, ...]
"""Keys from the root of a TOML document down to a table or value."""


TOO_LONG = "too-long"
"""The code of the one problem of a manifest that is not read because of its length."""

_ENDS = re.compile(r"[\r\n]")


class ManifestKind(StrEnum):
    """What kind of file declares requirements."""

    REQUIREMENTS = "requirements"
    CONSTRAINTS = "constraints"
    PYPROJECT = "pyproject"
    SCRIPT = "script"
    PYLOCK = "pylock"
    LOCK = "lock"


LOCKS = frozenset({ManifestKind.LOCK, ManifestKind.PYLOCK})
"""Kinds of manifests that tools write, of one block from end to end."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with the text, at the exact characters, and what was expected there."""

    code: str
    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Option:
    """An installer's option in a requirements file: `-r base.txt`, `--index-url ...`.

    `name` is its long form with dashes (`--requirement`); `argument` is empty for flags.
    """

    name: str
    span: Span
    name_span: Span
    argument: str = ""
    argument_span: Span | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a manifest with what was found in it. `lines` counts the physical lines of `text`.

    `sources` are projects that a table of uv's takes from a place instead of an index.
    """

    text: str
    lines: int
    declarations: tuple[Declaration, ...] = ()
    options: tuple[Option, ...] = ()
    problems: tuple[Problem, ...] = ()
    sources: tuple[ProjectName, ...] = ()


@dataclass(frozen=True, slots=True)
class Splice:
    """How blocks were made of others: from `first` on, `removed` of them gave way to `added`."""

    of: tuple[Block, ...]
    first: int
    removed: int
    added: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """Blocks in order, and the line each begins at. Joining the blocks' texts gives the document.

    `tables` is what `toml_blocks` needs to know for the next edit, `None` for other manifests. `splice`
    tells what the last edit did, so that nobody has to compare ten thousand blocks to find out.
    """

    kind: ManifestKind
    blocks: tuple[Block, ...]
    starts: tuple[int, ...]
    tables: frozenset[KeyPath] | None = field(default=None, compare=False, repr=False)
    splice: Splice | None = field(default=None, compare=False, repr=False)

    @staticmethod
    def of(
        kind: ManifestKind, blocks: Sequence[Block], tables: frozenset[KeyPath] | None = None
    ) -> "Manifest":
        """Return a manifest of blocks that follow each other from the first line on."""
        starts = accumulate((block.lines for block in blocks[:-1]), initial=0)
        return Manifest(kind, tuple(blocks), tuple(starts), tables)

    def spliced(
        self, first: int, rest: int, blocks: Sequence[Block], tables: frozenset[KeyPath] | None = None
    ) -> "Manifest":
        """Return it with `blocks` in the place of those from `first` on up to `rest`."""
        *starts, end = accumulate((block.lines for block in blocks), initial=self.starts[first])
        after = self.starts[rest:]
        grown = end - after[0] if after else 0
        moved = after if not grown else [start + grown for start in after]
        held = (*self.blocks[:first], *blocks, *self.blocks[rest:])
        splice = Splice(self.blocks, first, rest - first, len(blocks))
        return Manifest(self.kind, held, (*self.starts[:first], *starts, *moved), tables, splice)

    @property
    def is_too_long(self) -> bool:
        """Whether it was not read: its one block has nothing but the problem that says so."""
        return len(self.blocks) == 1 and any(one.code == TOO_LONG for one in self.blocks[0].problems)

    def block_at(self, line: int) -> int:
        """Return the index of the block that holds a line."""
        return max(0, bisect_right(self.starts, line) - 1)

    def range(self, index: int, span: Span) -> Range:
        """Return where a span of a block's text lies in the document."""
        block, first = self.blocks[index], self.starts[index]
        if block.lines == 1 or not _ENDS.search(block.text, 0, span.end):
            return Range(Position(first, span.start), Position(first, span.end))
        start, end = _lines_of(block.text).range(span)
        return Range(Position(start.line + first, start.column), Position(end.line + first, end.column))

    def offset(self, index: int, position: Position) -> int:
        """Return the offset into a block's text of a position of the document that lies in the block."""
        line = position.line - self.starts[index]
        if line == 0 or self.is_too_long:
            return position.column
        return _lines_of(self.blocks[index].text).offset(Position(line, position.column))


@lru_cache(maxsize=64)
def _lines_of(text: str) -> Text:
    # Whoever asks for one place in a block of many lines usually asks for many.
    return Text.of(text)
