"""`textDocument/didOpen`, `didChange`, `didClose` and `didSave`: straight into the engine."""

import logging
from collections.abc import Iterator, Sequence

from lsprotocol import types

from venvls.server import raw
from venvls.server.context import Context
from venvls.server.coordinates import View
from venvls.server.spelling import canonical
from venvls.text import TextEdit

_log = logging.getLogger(__name__)


def opened(context: Context, params: object) -> None:
    """Take over a document."""
    document = raw.read(raw.Opened, params).text_document
    uri = context.spelling.opened(document.uri)
    context.engine.opened(uri, document.language_id, document.version, document.text)


def changed(context: Context, params: object) -> None:
    """Apply the client's edits."""
    read = raw.read(raw.Changed, params)
    uri = canonical(read.text_document.uri)
    view = context.view(uri)
    if view is None:
        _log.warning("a change of a document that is not open: `%s`", uri)
        return
    context.engine.changed(uri, read.text_document.version, tuple(_edits(view, read.content_changes)))


def closed(context: Context, params: object) -> None:
    """Give a document back to the disk."""
    uri = canonical(raw.read(raw.Closed, params).text_document.uri)
    if context.view(uri) is not None:
        context.engine.closed(uri)
        context.spelling.closed(uri)


def saved(context: Context, params: types.DidSaveTextDocumentParams) -> None:
    """Take note that a document was written."""
    context.engine.saved(canonical(params.text_document.uri))


def _edits(view: View, changes: Sequence[raw.Change]) -> Iterator[TextEdit | str]:
    # Each change counts in the text that the one before it made.
    for index, change in enumerate(changes):
        edit = TextEdit(view.range(change.range), change.text) if change.range else change.text
        yield edit
        if index + 1 < len(changes):
            view = view.after(edit)
