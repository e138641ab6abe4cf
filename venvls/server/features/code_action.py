"""`textDocument/codeAction`.

What is found is found by the range: the diagnostics that a client sends along may be cut or changed.
A client that knows commands only (LSP before 3.8) is offered those actions that are one.
"""

from collections.abc import Awaitable, Sequence

from lsprotocol import types

from venvls.analysis.items import Action
from venvls.model.names import Uri
from venvls.server import conversion
from venvls.server.context import Context
from venvls.server.coordinates import View


def code_action(
    context: Context, params: types.CodeActionParams
) -> Awaitable[Sequence[types.CodeAction | types.Command]] | None:
    """Return what can be done about a range."""
    uri = Uri(params.text_document.uri)
    view = context.view(uri)
    if view is None:
        return None
    found = context.engine.actions(context.engine.snapshot, uri, view.range(params.range))
    return _converted(context, view, params.context.only, found)


def is_wanted(kind: str, only: Sequence[str] | None) -> bool:
    """Tell whether a kind is one of `only` or below one (LSP 3.17, `CodeActionContext.only`)."""
    return only is None or any(kind == each or kind.startswith(f"{each}.") or not each for each in only)


async def _converted(
    context: Context, view: View, only: Sequence[str] | None, found: Awaitable[Sequence[Action]]
) -> Sequence[types.CodeAction | types.Command]:
    wanted = [action for action in await found if is_wanted(action.kind, only)]
    if not context.capabilities.action_literals:
        return [
            conversion.command(action.title, action.invocation)
            for action in wanted
            if action.invocation is not None
        ]
    document_of, client = context.engine.snapshot.documents.get, context.capabilities
    return [conversion.action(each, view, document_of, client) for each in wanted]
