"""`textDocument/completion`, between two keystrokes, and `completionItem/resolve`."""

from collections.abc import Awaitable
from typing import Any

from lsprotocol import types

from venvls.analysis.snapshot import Snapshot
from venvls.model.names import Uri
from venvls.server import conversion, raw
from venvls.server.completions import completion_list
from venvls.server.context import Context
from venvls.server.coordinates import View
from venvls.server.spelling import canonical
from venvls.text import Position


def complete(context: Context, params: object) -> dict[str, Any] | Awaitable[dict[str, Any] | None] | None:
    """Return the proposals at once when all facts are at hand, else within the engine's patience."""
    asked = raw.read(raw.Asked, params)
    uri = canonical(asked.text_document.uri)
    view = context.view(uri)
    if view is None:
        return None
    snapshot, position = context.engine.current(uri), view.position(asked.position)
    found = context.engine.complete_now(snapshot, uri, position)
    if found is not None:
        return completion_list(found, view, context.capabilities)
    return _complete_later(context, snapshot, uri, view, position)


async def resolve(context: Context, item: types.CompletionItem) -> types.CompletionItem:
    """Add the documentation to an item that is about to be shown."""
    if isinstance(item.data, dict):
        documentation = await context.engine.resolve_completion(item.data)
        if documentation:
            markdown = context.capabilities.item_markdown
            item.documentation = conversion.markup(documentation, markdown=markdown)
    return item


async def _complete_later(
    context: Context, snapshot: Snapshot, uri: Uri, view: View, position: Position
) -> dict[str, Any] | None:
    value = await context.engine.complete(snapshot, uri, position)
    return completion_list(value, view, context.capabilities) if value is not None else None
