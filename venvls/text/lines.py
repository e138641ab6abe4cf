r"""A document's text as an immutable array of lines.

Line ends are `\n`, `\r\n` and `\r`, as LSP has them (3.17, "Text Documents"), and nothing else: a
form feed or U+2028 is a character like any other. An edit costs the lines it touches plus one
copy of the array of references, so it does not grow with the characters of the document.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from venvls.text.span import Position, Range, Span

# What `str.splitlines` takes for line ends besides those of LSP.
_OTHER_ENDS = "\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z")


@dataclass(frozen=True, slots=True)
class Text:
    r"""Lines with their ends; the last one has none, so there is always at least one line.

    `Text.of("a\nb")` has the lines `("a\n", "b")`; `Text.of("a\n")` has `("a\n", "")`.
    """

    lines: tuple[str, ...]
    _starts: list[int] = field(default_factory=list, repr=False, compare=False)

    @staticmethod
    def of(source: str) -> "Text":
        """Split `source` into lines."""
        return Text(tuple(split_lines(source)))

    def __str__(self) -> str:
        return "".join(self.lines)

    @property
    def end(self) -> Position:
        """The position after the last character."""
        return Position(len(self.lines) - 1, len(self.lines[-1]))

    @property
    def length(self) -> int:
        """How many characters there are, line ends included."""
        return sum(map(len, self.lines))

    def content(self, line: int) -> str:
        """Return a line without its end."""
        return self.lines[line].rstrip("\r\n")

    def clamp(self, position: Position) -> Position:
        """Return the nearest position that exists: LSP lets a client name a column past the end."""
        line, column = position
        if line >= len(self.lines):
            return self.end
        return Position(line, min(column, len(self.content(line))))

    def slice(self, range_: Range) -> str:
        """Return the text between two positions."""
        (first, start), (last, end) = range_
        if first == last:
            return self.lines[first][start:end]
        return "".join((self.lines[first][start:], *self.lines[first + 1 : last], self.lines[last][:end]))

    def replaced(self, range_: Range, text: str) -> "tuple[Text, LineChange]":
        """Replace what `range_` names and tell which lines became which."""
        start, end = self.clamp(range_.start), self.clamp(range_.end)
        first, last = start.line, end.line
        # A lone `\r` before the edit and a `\n` that begins it become one line end, so the lines
        # before and after take part when they could join.
        joined = self.lines[first][: start.column] + text + self.lines[last][end.column :]
        if first and self.lines[first - 1].endswith("\r") and joined.startswith("\n"):
            first -= 1
            joined = self.lines[first] + joined
        if last + 1 < len(self.lines) and joined.endswith("\r") and self.lines[last + 1].startswith("\n"):
            last += 1
            joined += self.lines[last]
        new: Sequence[str] = split_lines(joined)
        if last + 1 < len(self.lines) and new[-1] == "":
            new = new[:-1]
        elif last + 1 < len(self.lines) and not new[-1].endswith(("\n", "\r")):
            last += 1
            new = split_lines(joined + self.lines[last])
            if last + 1 < len(self.lines):
                new = new[:-1]
        lines = (*self.lines[:first], *new, *self.lines[last + 1 :])
        return Text(lines), LineChange(first, last + 1 - first, len(new))

    def offset(self, position: Position) -> int:
        """Return the code point offset of a position in the whole text."""
        line, column = self.clamp(position)
        return self._line_starts()[line] + column

    def position(self, offset: int) -> Position:
        """Return the position of an offset into the whole text."""
        starts = self._line_starts()
        line = bisect_right(starts, offset) - 1
        return Position(line, offset - starts[line])

    def range(self, span: Span) -> Range:
        """Return where a span of the whole text lies."""
        return Range(self.position(span.start), self.position(span.end))

    def _line_starts(self) -> list[int]:
        # Computed on first use: an edit of a requirements file never asks.
        if not self._starts:
            self._starts.extend(accumulate(map(len, self.lines[:-1]), initial=0))
        return self._starts


@dataclass(frozen=True, slots=True)
class LineChange:
    """`removed` lines from `first` on became `added` lines."""

    first: int
    removed: int
    added: int


def split_lines(source: str) -> list[str]:
    """Split into lines that keep their ends; the last one has no end and may be empty."""
    # Eight looks at the whole text take a tenth of the time that `splitlines` saves.
    plain = not any(end in source for end in _OTHER_ENDS)
    lines = source.splitlines(keepends=True) if plain else _LINE.findall(source)
    if not lines or lines[-1].endswith(("\n", "\r")):
        lines.append("")
    return lines
