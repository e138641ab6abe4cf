"""`venvls/environment`: the activation contract of a document or folder (docs/protocol.md)."""

from collections.abc import Mapping

from venvls.runtime.commands import CommandError
from venvls.server import raw
from venvls.server.context import Context
from venvls.server.errors import RequestFailed
from venvls.server.spelling import canonical


async def environment(context: Context, params: object) -> Mapping[str, object]:
    """Return the contract of the scope that `uri` lies in, by default of the first folder."""
    asked = raw.read(raw.Scope, params or {})
    try:
        return dict(await context.engine.environment(canonical(asked.uri) if asked.uri else None))
    except CommandError as error:
        raise RequestFailed(str(error)) from None
