"""`venvls.trust`: agree to the indexes that only files of a folder name."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from venvls.runtime.commands import arguments
from venvls.runtime.scopes import AGREED, digest

if TYPE_CHECKING:
    from venvls.runtime.engine import Engine


async def trust(engine: "Engine", argument: Mapping[str, object]) -> object:
    """Remember that exactly these places may be contacted for this folder; other ones ask again."""
    scope = await arguments.trusted_scope(engine, argument)
    places = scope.index.unagreed
    if places:
        engine.memory.remember(AGREED, scope.path, digest(places))
        await engine.inspect(scope.root)
    return {"agreed": [place.value for place in places]}
