"""Places between the client's counting and ours: a document's text at the moment of a message.

Columns of ours count code points; the client's count what was agreed on at `initialize`. A place
that does not exist is moved to the nearest that does.
"""

from typing import Any, NamedTuple, Protocol

from venvls.text import (
    Position,
    PositionEncoding,
    Range,
    Text,
    TextEdit,
    column_of_units,
    units_of_column,
)


class Place(Protocol):
    """A position as lsprotocol or one of our own structures has it."""

    @property
    def line(self) -> int:
        """Zero-based line."""

    @property
    def character(self) -> int:
        """Zero-based units of the client's encoding."""


class Extent(Protocol):
    """A range as lsprotocol or one of our own structures has it."""

    @property
    def start(self) -> Place:
        """The first position."""

    @property
    def end(self) -> Place:
        """The position after the last."""


class View(NamedTuple):
    """A text as the client counts it."""

    text: Text
    encoding: PositionEncoding

    def position(self, place: Place) -> Position:
        """Return where the client's position is for us."""
        if place.line >= len(self.text.lines):
            return self.text.end
        line = self.text.content(place.line)
        return Position(place.line, column_of_units(line, place.character, self.encoding))

    def range(self, extent: Extent) -> Range:
        """Return where the client's range is for us."""
        return Range(self.position(extent.start), self.position(extent.end))

    def character(self, position: Position) -> int:
        """Return the client's column of a position."""
        line, column = position
        if line >= len(self.text.lines):
            return column
        return units_of_column(self.text.lines[line], column, self.encoding)

    def place(self, position: Position) -> dict[str, Any]:
        """Return a position as plain JSON of the protocol."""
        return {"line": position.line, "character": self.character(position)}

    def extent(self, range_: Range) -> dict[str, Any]:
        """Return a range as plain JSON of the protocol."""
        return {"start": self.place(range_.start), "end": self.place(range_.end)}

    def after(self, edit: TextEdit | str) -> "View":
        """Return the view of the text that an edit makes; a string replaces the whole text."""
        if isinstance(edit, str):
            return View(Text.of(edit), self.encoding)
        text, _ = self.text.replaced(edit.range, edit.text)
        return View(text, self.encoding)
