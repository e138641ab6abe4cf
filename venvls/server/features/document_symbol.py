"""`textDocument/documentSymbol`: as a tree where the client can show one, else as a list."""

from collections.abc import Iterator, Sequence
from typing import Any

from lsprotocol import types

from venvls.analysis.items import Symbol, SymbolKind
from venvls.analysis.outline import symbols
from venvls.server.context import Context
from venvls.server.coordinates import View
from venvls.server.spelling import canonical

# LSP 3.17, `SymbolKind`: of those that every client knows.
_KINDS = {
    SymbolKind.GROUP: 3,
    SymbolKind.REQUIREMENT: 4,
    SymbolKind.OPTION: 7,
    SymbolKind.INCLUDE: 1,
}


def document_symbol(context: Context, params: types.DocumentSymbolParams) -> list[dict[str, Any]] | None:
    """Return the outline of a manifest."""
    uri = canonical(params.text_document.uri)
    view = context.view(uri)
    if view is None:
        return None
    found = symbols(context.engine.current(uri), uri)
    if context.capabilities.symbol_trees:
        return [_tree(symbol, view) for symbol in found]
    return list(_listed(found, context.spelling.of(uri), view, ""))


def _tree(symbol: Symbol, view: View) -> dict[str, Any]:
    made = {
        "name": symbol.name,
        "kind": _KINDS[symbol.kind],
        "range": view.extent(symbol.range),
        "selectionRange": view.extent(symbol.name_range),
    }
    if symbol.detail:
        made["detail"] = symbol.detail
    if symbol.children:
        made["children"] = [_tree(child, view) for child in symbol.children]
    return made


def _listed(found: Sequence[Symbol], uri: str, view: View, container: str) -> Iterator[dict[str, Any]]:
    for symbol in found:
        # A list has no place for details: without them all includes would read alike.
        name = f"{symbol.name} {symbol.detail}" if symbol.kind is SymbolKind.INCLUDE else symbol.name
        made: dict[str, Any] = {
            "name": name,
            "kind": _KINDS[symbol.kind],
            "location": {"uri": uri, "range": view.extent(symbol.range)},
        }
        if container:
            made["containerName"] = container
        yield made
        yield from _listed(symbol.children, uri, view, symbol.name)
