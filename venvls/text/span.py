"""Places in text: offsets in one string, and line and column in a document.

A `Span` is relative to whatever string it was found in; a `Range` belongs to a document.
Neither knows the text it points into.
"""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open interval of code point offsets, `start <= end`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """Return the part of `text` that this span names."""
        return text[self.start : self.end]

    def shifted(self, by: int) -> "Span":
        """Return the same extent, `by` code points further on."""
        return Span(self.start + by, self.end + by)

    def touches(self, offset: int) -> bool:
        """Tell whether a cursor at `offset` is in the span or at one of its ends."""
        return self.start <= offset <= self.end


class Position(NamedTuple):
    """A place between two characters: zero-based line, zero-based column in code points."""

    line: int
    column: int


class Range(NamedTuple):
    """Half-open interval of positions of one document."""

    start: Position
    end: Position

    def touches(self, other: "Range") -> bool:
        """Tell whether the two ranges share a place, their ends included."""
        return self.start <= other.end and other.start <= self.end


class TextEdit(NamedTuple):
    """Replace what `range` names by `text`."""

    range: Range
    text: str
