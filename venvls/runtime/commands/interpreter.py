"""Which interpreter an environment is made from: the user's wish, the project's pin, what it allows."""

import asyncio
import os
import tomllib
from typing import TYPE_CHECKING

from venvls.analysis.snapshot import Scope
from venvls.environments.interpreters import choose, interpreters
from venvls.environments.preferences import preferred_pythons
from venvls.environments.scripts import script_block
from venvls.model.environment import Interpreter
from venvls.runtime.commands import CommandError
from venvls.runtime.files import read_text
from venvls.syntax.project_table import requires_python

if TYPE_CHECKING:
    from venvls.runtime.engine import Engine


async def interpreter_for(engine: "Engine", scope: Scope, wanted: str | None) -> Interpreter:
    """Return the interpreter for a project's or script's environment; raises `CommandError` without one."""
    return await asyncio.to_thread(_chosen, engine, scope, wanted)


def _chosen(engine: "Engine", scope: Scope, wanted: str | None) -> Interpreter:
    allowed = _allowed(scope.path)
    found = interpreters(engine.environ)
    if wanted:
        if (chosen := choose(found, allowed, wanted)) is not None:
            return chosen
        raise CommandError(f"there is no such interpreter: `{wanted}`")
    # A pin that no interpreter here fits is a wish, unlike what the project allows.
    for wish in (*preferred_pythons(scope.path, engine.surroundings.folders), None):
        if (chosen := choose(found, allowed, wish)) is not None:
            return chosen
    if allowed:
        raise CommandError(f"no interpreter on this machine satisfies `requires-python`: `{allowed}`")
    raise CommandError("no Python interpreter was found on this machine")


def _allowed(path: str) -> str:
    if not path.endswith(".py"):
        return requires_python(read_text(os.path.join(path, "pyproject.toml")) or "")
    try:
        block = tomllib.loads(script_block(read_text(path) or "") or "")
    except (tomllib.TOMLDecodeError, RecursionError):
        return ""
    allowed = block.get("requires-python")
    return allowed if isinstance(allowed, str) else ""
