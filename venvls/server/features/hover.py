"""`textDocument/hover`."""

from collections.abc import Awaitable

from lsprotocol import types

from venvls.analysis.snapshot import Snapshot
from venvls.model.names import Uri
from venvls.server import conversion
from venvls.server.context import Context
from venvls.server.coordinates import View
from venvls.server.spelling import canonical
from venvls.text import Position


def hover(context: Context, params: types.HoverParams) -> Awaitable[types.Hover | None] | None:
    """Return what is known about a place."""
    uri = canonical(params.text_document.uri)
    view = context.view(uri)
    if view is None:
        return None
    return _hover(context, context.engine.snapshot, uri, view, view.position(params.position))


async def _hover(
    context: Context, snapshot: Snapshot, uri: Uri, view: View, position: Position
) -> types.Hover | None:
    value = await context.engine.hover(snapshot, uri, position)
    if value is None:
        return None
    return conversion.hover(value, view, markdown=context.capabilities.hover_markdown)
