"""`venvls.freeze`: what is installed, as a requirements file would say it."""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from venvls.install.freezing import freeze as frozen
from venvls.runtime.commands import CommandError, arguments

if TYPE_CHECKING:
    from venvls.runtime.engine import Engine


async def freeze(engine: "Engine", argument: Mapping[str, object]) -> object:
    """Return the lines that `pip freeze` would print, read from the environment's files."""
    scope = await arguments.scope(engine, argument)
    if not scope.environment.is_ready:
        raise CommandError(scope.environment.reason)
    lines = await asyncio.to_thread(frozen, scope.environment)
    return {"requirements": list(lines)}
