"""`textDocument/foldingRange`: whole lines, which every client can fold."""

from typing import Any

from lsprotocol import types

from venvls.analysis.folding import folds
from venvls.server.context import Context
from venvls.server.spelling import canonical


def folding_range(context: Context, params: types.FoldingRangeParams) -> list[dict[str, Any]] | None:
    """Return the folds of a manifest. Our kinds are named as those of LSP."""
    uri = canonical(params.text_document.uri)
    if context.view(uri) is None:
        return None
    return [
        {"startLine": fold.first, "endLine": fold.last, "kind": str(fold.kind)}
        for fold in folds(context.engine.current(uri), uri)
    ]
