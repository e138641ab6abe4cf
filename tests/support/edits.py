"""Applies the protocol's text edits as an editor does: all ranges are in the text before any edit."""

from collections.abc import Mapping, Sequence
from typing import Any

from venvls.text import Position, PositionEncoding, Range, Text, column_of_units


def applied(text: str, edits: Sequence[Mapping[str, Any]], encoding: str = "utf-16") -> str:
    """Return `text` after the edits; later ones come first, so that none moves another."""
    document = Text.of(text)
    for edit in sorted(edits, key=lambda each: _place(each["range"]["start"]), reverse=True):
        start, end = (_position(document, edit["range"][side], encoding) for side in ("start", "end"))
        document, _ = document.replaced(Range(start, end), edit["newText"])
    return str(document)


def text_at(text: str, range_: Mapping[str, Any], encoding: str = "utf-16") -> str:
    """Return what a range of `text` says."""
    document = Text.of(text)
    start, end = (_position(document, range_[side], encoding) for side in ("start", "end"))
    return document.slice(Range(start, end))


def edits_of(workspace_edit: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return the text edits by URI, from `changes` or `documentChanges`."""
    found: dict[str, list[Any]] = {
        uri: list(edits) for uri, edits in workspace_edit.get("changes", {}).items()
    }
    for change in workspace_edit.get("documentChanges", ()):
        if "textDocument" in change:
            found.setdefault(change["textDocument"]["uri"], []).extend(change["edits"])
    return found


def _place(position: Mapping[str, int]) -> tuple[int, int]:
    return position["line"], position["character"]


def _position(document: Text, position: Mapping[str, int], encoding: str) -> Position:
    line = document.content(position["line"])
    return Position(
        position["line"], column_of_units(line, position["character"], PositionEncoding(encoding))
    )
