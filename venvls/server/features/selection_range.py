"""`textDocument/selectionRange`: for each place the ranges around it, each inside of the next."""

from collections.abc import Sequence
from typing import Any

from lsprotocol import types

from venvls.analysis.selection import selections
from venvls.server.context import Context
from venvls.server.coordinates import View
from venvls.server.spelling import canonical
from venvls.text import Position, Range


def selection_range(context: Context, params: types.SelectionRangeParams) -> list[dict[str, Any]] | None:
    """Return one chain a position, in the order of the positions (LSP 3.17)."""
    uri = canonical(params.text_document.uri)
    view = context.view(uri)
    if view is None:
        return None
    snapshot, positions = context.engine.current(uri), map(view.position, params.positions)
    return [_chain(selections(snapshot, uri, place), place, view) for place in positions]


def _chain(ranges: Sequence[Range], place: Position, view: View) -> dict[str, Any]:
    # Every position has an answer: where nothing is around it, the place itself.
    made: dict[str, Any] = {}
    for range_ in reversed(ranges or (Range(place, place),)):
        made = {"range": view.extent(range_), **({"parent": made} if made else {})}
    return made
