"""`textDocument/inlayHint`: after a change of the environment the client is told to ask again."""

from collections.abc import Awaitable
from typing import Any

from lsprotocol import types

from venvls.analysis.hints import hints
from venvls.analysis.items import InlayHint
from venvls.analysis.snapshot import Snapshot
from venvls.model.names import Uri
from venvls.server.context import Context
from venvls.server.coordinates import View
from venvls.server.spelling import canonical
from venvls.text import Range


def inlay_hint(context: Context, params: types.InlayHintParams) -> Awaitable[list[dict[str, Any]]] | None:
    """Return the hints of a range, once the project of the document is known."""
    uri = canonical(params.text_document.uri)
    view = context.view(uri)
    if view is None:
        return None
    return _hints(context, context.engine.current(uri), uri, view, view.range(params.range))


async def _hints(
    context: Context, snapshot: Snapshot, uri: Uri, view: View, range_: Range
) -> list[dict[str, Any]]:
    snapshot = await context.engine.placed(snapshot, uri)
    return [_hint(hint, view) for hint in hints(snapshot, uri, range_)]


def _hint(hint: InlayHint, view: View) -> dict[str, Any]:
    made: dict[str, Any] = {
        "position": view.place(hint.position),
        "label": hint.label,
        "paddingLeft": True,
    }
    if hint.tooltip:
        made["tooltip"] = {"kind": "markdown", "value": hint.tooltip}
    return made
