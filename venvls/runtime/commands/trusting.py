"""`venvls.trust`: agree to the indexes that only files of a folder name."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from venvls.analysis.snapshot import Scope
from venvls.model.masking import masked
from venvls.runtime.commands import arguments
from venvls.runtime.memory import AGREED
from venvls.runtime.scopes import digest

if TYPE_CHECKING:
    from venvls.runtime.engine import Engine


ALLOW = "Ask them from now on"
REFUSE = "Never mind"


async def ask_for_consent(engine: "Engine", scope: Scope) -> Scope:
    """Let the user agree to the indexes that only this folder names; returns the scope as it is then."""
    places = scope.index.unagreed
    if not places:
        return scope
    named = ", ".join(f"`{masked(place.value)}` ({place.origin})" for place in places)
    if await engine.client.ask(f"only this folder names these indexes: {named}", (ALLOW, REFUSE)) != ALLOW:
        return scope
    return await _agree(engine, scope)


async def trust(engine: "Engine", argument: Mapping[str, object]) -> object:
    """Remember that exactly these places may be contacted for this folder; other ones ask again."""
    scope = await arguments.trusted_scope(engine, argument)
    places = scope.index.unagreed
    if places:
        await _agree(engine, scope)
    return {"agreed": [masked(place.value) for place in places]}


async def _agree(engine: "Engine", scope: Scope) -> Scope:
    engine.memory.remember(AGREED, scope.path, digest(scope.index.unagreed))
    return await engine.inspect(scope.root) or scope
