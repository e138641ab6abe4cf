"""`venvls.createEnvironment`: an environment for a project that has none."""

import asyncio
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from venvls.analysis.snapshot import Scope
from venvls.environments.creation import CreationRequest, Creator, create
from venvls.environments.interpreters import choose, interpreters
from venvls.model.change import Failure
from venvls.model.environment import EnvironmentState, Interpreter
from venvls.runtime.client import Loudness
from venvls.runtime.commands import CommandError, arguments
from venvls.runtime.commands.results import failure_of
from venvls.runtime.files import read_text
from venvls.syntax.project_table import requires_python

if TYPE_CHECKING:
    from venvls.runtime.engine import Engine

FOLDER = ".venv"


async def create_environment(engine: "Engine", argument: Mapping[str, object]) -> object:
    """Create `.venv` in the project root of `uri`; an existing folder is never overwritten."""
    scope = await arguments.trusted_scope(engine, argument)
    wanted = arguments.optional_text(argument, "interpreter")
    installer = arguments.optional_text(argument, "installer")
    if installer not in (None, "pip", "uv"):
        raise CommandError(f"the installer can be `pip` or `uv`: `{installer}`")
    if scope.environment.state in (EnvironmentState.READY, EnvironmentState.CREATING):
        raise CommandError(f"the project has an environment already: `{scope.environment.prefix}`")
    interpreter = await interpreter_for(engine, scope, wanted)
    async with engine.jobs.turn(scope.path), engine.jobs.creating(scope.path):
        await engine.inspect(scope.root)
        failure = await _create(engine, scope, interpreter, installer or "")
    made = await engine.inspect(scope.root)
    if failure is not None:
        engine.client.show(Loudness.ERROR, failure.message)
        return {"created": False, "failure": failure_of(failure)}
    return (
        {"created": True, "failure": None, "environment": await engine.environment(scope.root)}
        if made
        else {}
    )


async def _create(engine: "Engine", scope: Scope, interpreter: Interpreter, installer: str) -> Failure | None:
    title = f"Creating `{FOLDER}` with Python {interpreter.version}"
    async with engine.client.progress(title, cancellable=True) as progress:
        request = CreationRequest(
            prefix=os.path.join(scope.path, FOLDER),
            interpreter=interpreter.executable,
            creator=Creator.UV if installer == "uv" else Creator.AUTO,
        )
        made = await create(request, progress.report, progress.cancelled)
    return made if isinstance(made, Failure) else None


async def interpreter_for(engine: "Engine", scope: Scope, wanted: str | None) -> Interpreter:
    """Return the interpreter for a project's environment; raises `CommandError` where there is none."""
    manifest = await asyncio.to_thread(read_text, os.path.join(scope.path, "pyproject.toml"))
    declared = requires_python(manifest or "")
    found = await asyncio.to_thread(interpreters, engine.environ)
    chosen = choose(found, declared, wanted)
    if chosen is not None:
        return chosen
    if wanted:
        raise CommandError(f"there is no such interpreter: `{wanted}`")
    raise CommandError(
        f"no interpreter on this machine satisfies `requires-python`: `{declared}`"
        if declared
        else "no Python interpreter was found on this machine"
    )
