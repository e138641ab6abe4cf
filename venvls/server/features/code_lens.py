"""`textDocument/codeLens`: after a change of the environment the client is told to ask again."""

from collections.abc import Awaitable, Sequence

from lsprotocol import types

from venvls.analysis.items import Lens
from venvls.analysis.lenses import lenses
from venvls.analysis.snapshot import Snapshot
from venvls.model.names import Uri
from venvls.server import conversion
from venvls.server.context import Context
from venvls.server.coordinates import View
from venvls.server.spelling import canonical


def code_lens(context: Context, params: types.CodeLensParams) -> Awaitable[Sequence[types.CodeLens]] | None:
    """Return the lenses of a manifest, once its project is known."""
    uri = canonical(params.text_document.uri)
    view = context.view(uri)
    if view is None:
        return None
    return _lenses(context, context.engine.current(uri), uri, view)


async def _lenses(context: Context, snapshot: Snapshot, uri: Uri, view: View) -> Sequence[types.CodeLens]:
    snapshot = await context.engine.placed(snapshot, uri)
    return [_lens(lens, view) for lens in lenses(snapshot, uri)]


def _lens(lens: Lens, view: View) -> types.CodeLens:
    # A lens that only says something is a command without a name: one without a command is unresolved.
    invocation = lens.invocation
    command = (
        types.Command(title=lens.title, command="")
        if invocation is None
        else conversion.command(lens.title, invocation)
    )
    return types.CodeLens(range=conversion.range_(view, lens.range), command=command)
