"""`textDocument/formatting`.

The client's options say how wide an indentation is and the like, which no manifest asks about.
"""

from typing import Any

from lsprotocol import types

from venvls.analysis.formatting import formatted
from venvls.server.context import Context
from venvls.server.spelling import canonical


def formatting(context: Context, params: types.DocumentFormattingParams) -> list[dict[str, Any]] | None:
    """Return the edits that format a manifest."""
    uri = canonical(params.text_document.uri)
    view = context.view(uri)
    if view is None:
        return None
    edits = formatted(context.engine.current(uri), uri)
    return [{"range": view.extent(edit.range), "newText": edit.text} for edit in edits]
