"""`textDocument/semanticTokens/full` and `/range`: five numbers a token, relative to the one before."""

from collections.abc import Iterator, Sequence
from typing import Any

from lsprotocol import types

from venvls.analysis.items import Token
from venvls.analysis.tokens import tokens
from venvls.server.capabilities import TOKEN_TYPES
from venvls.server.context import Context
from venvls.server.coordinates import View
from venvls.server.spelling import canonical

_NUMBERS = {name: number for number, name in enumerate(TOKEN_TYPES)}


def full(context: Context, params: types.SemanticTokensParams) -> dict[str, Any] | None:
    """Return the tokens of a manifest."""
    uri = canonical(params.text_document.uri)
    view = context.view(uri)
    if view is None:
        return None
    return {"data": list(_relative(tokens(context.engine.current(uri), uri), view))}


def of_range(context: Context, params: types.SemanticTokensRangeParams) -> dict[str, Any] | None:
    """Return the tokens of a part of a manifest: of what is on the screen."""
    uri = canonical(params.text_document.uri)
    view = context.view(uri)
    if view is None:
        return None
    found = tokens(context.engine.current(uri), uri, view.range(params.range))
    return {"data": list(_relative(found, view))}


def _relative(found: Sequence[Token], view: View) -> Iterator[int]:
    line = start = 0
    for token in found:
        first, last = map(view.character, token.range)
        below = token.line - line
        yield from (below, first if below else first - start, last - first, _NUMBERS[token.kind], 0)
        line, start = token.line, first
