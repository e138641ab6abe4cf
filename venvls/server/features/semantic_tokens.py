"""`textDocument/semanticTokens/full`: five numbers a token, each place relative to the one before."""

from collections.abc import Iterator, Sequence
from typing import Any

from lsprotocol import types

from venvls.analysis.items import Token
from venvls.analysis.tokens import tokens
from venvls.model.names import Uri
from venvls.server.capabilities import TOKEN_TYPES
from venvls.server.context import Context
from venvls.server.coordinates import View

_NUMBERS = {name: number for number, name in enumerate(TOKEN_TYPES)}


def full(context: Context, params: types.SemanticTokensParams) -> dict[str, Any] | None:
    """Return the tokens of a manifest."""
    uri = Uri(params.text_document.uri)
    view = context.view(uri)
    if view is None:
        return None
    return {"data": list(_relative(tokens(context.engine.snapshot, uri), view))}


def _relative(found: Sequence[Token], view: View) -> Iterator[int]:
    line = start = 0
    for token in found:
        here, first, last = token.range.start.line, *map(view.character, token.range)
        yield from (here - line, first - start if here == line else first, last - first)
        yield from (_NUMBERS[token.kind], 0)
        line, start = here, first
