"""Which interpreter an environment is made from: the user's wish, the project's pin, what it allows.

Where all that leaves a choice, the newest is taken of those for which most requirements have wheels.
"""

import asyncio
import os
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import TYPE_CHECKING

from venvls.analysis.snapshot import Scope
from venvls.environments.accepted_wheels import accepted_tags
from venvls.environments.interpreters import choose, interpreter_at, interpreters, one_of_each_minor
from venvls.environments.preferences import preferred_pythons
from venvls.environments.scripts import script_block
from venvls.model.environment import Environment, EnvironmentState, Interpreter
from venvls.runtime.commands import CommandError
from venvls.runtime.files import read_text
from venvls.syntax.project_table import requires_python

if TYPE_CHECKING:
    from venvls.runtime.engine import Engine


@dataclass(frozen=True, slots=True)
class _Trial:
    interpreter: Interpreter
    scope: Scope


async def interpreter_for(engine: "Engine", scope: Scope, wanted: str | None) -> Interpreter:
    """Return the interpreter for a project's or script's environment; raises `CommandError` without one."""
    if wanted:
        return await asyncio.to_thread(_demanded, engine, scope, wanted)
    return await _chosen(engine, scope, ())


async def interpreter_like(engine: "Engine", scope: Scope) -> Interpreter:
    """Return the interpreter that the scope's environment has, else the nearest to it that is there."""
    environment = scope.environment
    release = environment.version.release if environment.version else ()
    versions = (".".join(map(str, release[:count])) for count in (3, 2) if len(release) >= count)
    return await _chosen(engine, scope, (environment.base_interpreter, *versions))


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


async def _chosen(engine: "Engine", scope: Scope, wishes: Iterable[str]) -> Interpreter:
    if (pinned := await asyncio.to_thread(_pinned, engine, scope, wishes)) is not None:
        return pinned
    tried = await asyncio.to_thread(_tried, engine, scope)
    if tried:
        lacking = await engine.without_wheels([one.scope for one in tried])
        # The first of the best: they come newest first.
        return min(zip(lacking, tried, strict=True), key=itemgetter(0))[1].interpreter
    if allowed := await asyncio.to_thread(_allowed, scope.path):
        raise CommandError(f"no interpreter on this machine satisfies `requires-python`: `{allowed}`")
    raise CommandError("no Python interpreter was found on this machine")


def _pinned(engine: "Engine", scope: Scope, wishes: Iterable[str]) -> Interpreter | None:
    allowed = _allowed(scope.path)
    found = interpreters(engine.environ)
    # A pin that no interpreter here fits is a wish, unlike what the project allows.
    pins = (*filter(None, wishes), *preferred_pythons(scope.path, engine.surroundings.folders))
    return next(filter(None, (choose(found, allowed, pin) for pin in pins)), None)


def _tried(engine: "Engine", scope: Scope) -> tuple[_Trial, ...]:
    several = one_of_each_minor(interpreters(engine.environ), _allowed(scope.path))
    return tuple(_Trial(one, _scope_with(scope, one)) for one in several)


def _scope_with(scope: Scope, interpreter: Interpreter) -> Scope:
    """Return the scope as if its environment had been made from an interpreter."""
    environment = Environment(
        EnvironmentState.READY,
        interpreter=interpreter.executable,
        base_interpreter=interpreter.executable,
        version=interpreter.version,
        implementation=interpreter.implementation,
    )
    return replace(scope, environment=environment, tags=accepted_tags(environment))


def _allowed(path: str) -> str:
    if not path.endswith(".py"):
        return requires_python(read_text(os.path.join(path, "pyproject.toml")) or "")
    try:
        block = tomllib.loads(script_block(read_text(path) or "") or "")
    except (tomllib.TOMLDecodeError, RecursionError):
        return ""
    allowed = block.get("requires-python")
    return allowed if isinstance(allowed, str) else ""
