"""`textDocument/documentLink`."""

from typing import Any

from lsprotocol import types

from venvls.analysis.items import Link
from venvls.analysis.links import links
from venvls.server.context import Context
from venvls.server.coordinates import View
from venvls.server.spelling import canonical


def document_link(context: Context, params: types.DocumentLinkParams) -> list[dict[str, Any]] | None:
    """Return the links of a manifest."""
    uri = canonical(params.text_document.uri)
    view = context.view(uri)
    if view is None:
        return None
    tooltips = context.capabilities.link_tooltips
    return [_link(link, view, tooltips=tooltips) for link in links(context.engine.current(uri), uri)]


def _link(link: Link, view: View, *, tooltips: bool) -> dict[str, Any]:
    made: dict[str, Any] = {"range": view.extent(link.range), "target": link.target}
    if tooltips and link.tooltip:
        made["tooltip"] = link.tooltip
    return made
