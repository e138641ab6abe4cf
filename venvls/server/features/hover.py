"""`textDocument/hover`."""

from collections.abc import Awaitable

from lsprotocol import types

from venvls.analysis.items import Hover
from venvls.model.names import Uri
from venvls.server import conversion
from venvls.server.context import Context
from venvls.server.coordinates import View


def hover(context: Context, params: types.HoverParams) -> Awaitable[types.Hover | None] | None:
    """Return what is known about a place."""
    uri = Uri(params.text_document.uri)
    view = context.view(uri)
    if view is None:
        return None
    found = context.engine.hover(context.engine.snapshot, uri, view.position(params.position))
    return _converted(context, view, found)


async def _converted(context: Context, view: View, found: Awaitable[Hover | None]) -> types.Hover | None:
    value = await found
    if value is None:
        return None
    return conversion.hover(value, view, markdown=context.capabilities.hover_markdown)
