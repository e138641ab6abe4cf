"""`textDocument/prepareRename` and `textDocument/rename`, of groups and extras.

The edits reach manifests that are not open, too: the client applies them to the file.
"""

from lsprotocol import types

from venvls.analysis.navigation import renamed, renamed_range
from venvls.server import conversion
from venvls.server.context import Context
from venvls.server.errors import RequestFailed
from venvls.server.spelling import canonical


def prepare(context: Context, params: types.PrepareRenameParams) -> types.Range | None:
    """Return what a rename at a place would replace, nothing where nothing can be renamed."""
    uri = canonical(params.text_document.uri)
    view = context.view(uri)
    if view is None:
        return None
    range_ = renamed_range(context.engine.current(uri), uri, view.position(params.position))
    return conversion.range_(view, range_) if range_ is not None else None


def rename(context: Context, params: types.RenameParams) -> types.WorkspaceEdit | None:
    """Return the edits of a rename; `RequestFailed` says why there are none."""
    uri = canonical(params.text_document.uri)
    view = context.view(uri)
    if view is None:
        return None
    snapshot, position = context.engine.current(uri), view.position(params.position)
    if renamed_range(snapshot, uri, position) is None:
        raise RequestFailed("only dependency groups and extras of this project can be renamed")
    edits = renamed(snapshot, uri, position, params.new_name)
    if edits is None:
        raise RequestFailed(f"not a name of letters, digits, `-` and `_`: `{params.new_name}`")
    return conversion.workspace_edit(
        edits,
        snapshot.documents.get,
        context.spelling,
        view.encoding,
        versioned=context.capabilities.versioned_edits,
    )
