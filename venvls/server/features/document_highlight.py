"""`textDocument/documentHighlight`: what references knows, in one document."""

from typing import Any

from lsprotocol import types

from venvls.analysis.naming import Mention
from venvls.analysis.navigation import highlights
from venvls.server.context import Context
from venvls.server.coordinates import View
from venvls.server.spelling import canonical


def document_highlight(
    context: Context, params: types.DocumentHighlightParams
) -> list[dict[str, Any]] | None:
    """Return the places that mean the thing at a place."""
    uri = canonical(params.text_document.uri)
    view = context.view(uri)
    if view is None:
        return None
    found = highlights(context.engine.current(uri), uri, view.position(params.position))
    return [_highlight(one, view) for one in found]


def _highlight(mention: Mention, view: View) -> dict[str, Any]:
    # To declare something is to write it, as it were; anything else reads.
    kinds = types.DocumentHighlightKind
    kind = kinds.Write if mention.is_definition else kinds.Read
    return {"range": view.extent(mention.location.range), "kind": kind.value}
