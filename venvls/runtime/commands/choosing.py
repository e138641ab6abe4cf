"""`venvls.explainEnvironment` and `venvls.selectEnvironment`: why this one, and rather that one."""

import asyncio
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from venvls.environments.explanation import explanation
from venvls.environments.inspection import inspect
from venvls.runtime.commands import CommandError, arguments
from venvls.runtime.memory import CHOSEN

if TYPE_CHECKING:
    from venvls.runtime.engine import Engine


async def explain_environment(engine: "Engine", argument: Mapping[str, object]) -> object:
    """Return what was considered for a document or folder, in order, and what is wrong with the one taken."""
    scope = await arguments.scope(engine, argument)
    choice = engine.memory.recall(CHOSEN, scope.path)
    explained = await asyncio.to_thread(
        explanation, scope.path, engine.surroundings.folders, engine.environ, choice
    )
    return {"scopeUri": scope.root, **explained}


async def select_environment(engine: "Engine", argument: Mapping[str, object]) -> object:
    """Use the environment at `prefix` for a project from now on, or evidence again when it is `null`.

    `prefix` may also be its interpreter. The choice is kept in our own state, never in the project.
    """
    scope = await arguments.trusted_scope(engine, argument)
    prefix = arguments.optional_text(argument, "prefix")
    if prefix is None:
        engine.memory.forget(CHOSEN, scope.path)
    else:
        place = await asyncio.to_thread(_prefix_of, _absolute(scope.path, prefix))
        found = await asyncio.to_thread(inspect, place)
        if not found.is_ready:
            raise CommandError(f"this is no environment that can be used: `{place}`: {found.reason}")
        engine.memory.remember(CHOSEN, scope.path, place)
    await engine.inspect(scope.root)
    return await engine.environment(scope.root)


def _prefix_of(place: str) -> str:
    """Return the environment of an interpreter, which people name too."""
    return os.path.dirname(os.path.dirname(place)) if os.path.isfile(place) else place


def _absolute(root: str, prefix: str) -> str:
    # A script is a root of its own; what is named beside it is meant.
    folder = os.path.dirname(root) if root.endswith(".py") else root
    return os.path.normpath(os.path.join(folder, os.path.expanduser(prefix)))
