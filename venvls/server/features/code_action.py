"""`textDocument/codeAction`.

What is found is found by the range: the diagnostics that a client sends along may be cut or changed.
A client that knows commands only (LSP before 3.8) is offered those actions that are one.
"""

from collections.abc import Awaitable, Sequence
from typing import NamedTuple

from lsprotocol import types

from venvls.analysis.actions.whole_documents import whole_document_actions
from venvls.analysis.snapshot import Snapshot
from venvls.model.names import Uri
from venvls.server import conversion
from venvls.server.context import Context
from venvls.server.coordinates import View
from venvls.server.spelling import canonical
from venvls.text import Range


class Asked(NamedTuple):
    """The question as it was at dispatch."""

    snapshot: Snapshot
    uri: Uri
    view: View
    range: Range
    only: Sequence[str] | None


def code_action(
    context: Context, params: types.CodeActionParams
) -> Awaitable[Sequence[types.CodeAction | types.Command]] | None:
    """Return what can be done about a range."""
    uri = canonical(params.text_document.uri)
    view = context.view(uri)
    if view is None:
        return None
    asked = Asked(context.engine.snapshot, uri, view, view.range(params.range), params.context.only)
    return _actions(context, asked)


def is_wanted(kind: str, only: Sequence[str] | None) -> bool:
    """Tell whether a kind is one of `only` or below one (LSP 3.17, `CodeActionContext.only`)."""
    return only is None or any(kind == each or kind.startswith(f"{each}.") or not each for each in only)


async def _actions(context: Context, asked: Asked) -> Sequence[types.CodeAction | types.Command]:
    found = await context.engine.actions(asked.snapshot, asked.uri, asked.range)
    if asked.only:
        found = (*found, *whole_document_actions(asked.snapshot, asked.uri))
    wanted = [action for action in found if is_wanted(action.kind, asked.only)]
    if not context.capabilities.action_literals:
        return [
            conversion.command(action.title, action.invocation)
            for action in wanted
            if action.invocation is not None
        ]
    document_of, client = context.engine.snapshot.documents.get, context.capabilities
    return [conversion.action(each, asked.view, document_of, context.spelling, client) for each in wanted]
