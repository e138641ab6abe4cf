"""Which interpreter an environment is made from: the user's wish, the project's pin, what it allows."""

import asyncio
import os
import tomllib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from venvls.analysis.snapshot import Scope
from venvls.environments.interpreters import choose, interpreter_at, interpreters
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
    if wanted:
        return await asyncio.to_thread(_demanded, engine, scope, wanted)
    return await asyncio.to_thread(_chosen, engine, scope, ())


async def interpreter_like(engine: "Engine", scope: Scope) -> Interpreter:
    """Return the interpreter that the scope's environment has, else the nearest to it that is there."""
    environment = scope.environment
    release = environment.version.release if environment.version else ()
    versions = (".".join(map(str, release[:count])) for count in (3, 2) if len(release) >= count)
    return await asyncio.to_thread(_chosen, engine, scope, (environment.base_interpreter, *versions))


def _demanded(engine: "Engine", scope: Scope, wanted: str) -> Interpreter:
    allowed = _allowed(scope.path)
    known = interpreters(engine.environ)
    # A person may name one that lies where nobody would look.
    named = interpreter_at(wanted) if os.path.isabs(wanted) else None
    found = (*known, named) if named else known
    if (chosen := choose(found, allowed, wanted)) is not None:
        return chosen
    if choose(found, None, wanted) is not None:
        raise CommandError(f"`{wanted}` does not satisfy `requires-python`: `{allowed}`")
    raise CommandError(f"there is no such interpreter: `{wanted}`")


def _chosen(engine: "Engine", scope: Scope, wishes: Sequence[str]) -> Interpreter:
    allowed = _allowed(scope.path)
    found = interpreters(engine.environ)
    pins = preferred_pythons(scope.path, engine.surroundings.folders)
    # A pin that no interpreter here fits is a wish, unlike what the project allows.
    for wish in (*filter(None, wishes), *pins, None):
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
