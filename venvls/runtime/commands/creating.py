"""`venvls.createEnvironment`: an environment for a project or script that has none."""

import asyncio
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from venvls.analysis.snapshot import Scope
from venvls.environments.creation import CreationRequest, Creator, create, uv_executable
from venvls.environments.preferences import preferred_creator
from venvls.model.change import Failure
from venvls.model.environment import EnvironmentState, Interpreter
from venvls.model.names import Uri
from venvls.model.settings import InstallerChoice
from venvls.runtime.client import Loudness
from venvls.runtime.commands import BadArgumentError, CommandError, arguments
from venvls.runtime.commands.changing import install_requirements
from venvls.runtime.commands.interpreter import interpreter_for
from venvls.runtime.commands.results import failure_of
from venvls.runtime.uris import path_of

if TYPE_CHECKING:
    from venvls.runtime.engine import Engine

FOLDER = ".venv"


async def create_environment(engine: "Engine", argument: Mapping[str, object]) -> object:
    """Create `.venv` in the project root of `uri`; an existing folder is never overwritten.

    The environment of a script (PEP 723) lies in the cache folder instead.
    """
    scope = await arguments.trusted_scope(engine, argument)
    wanted = arguments.optional_text(argument, "interpreter")
    installer = arguments.optional_text(argument, "installer")
    filled = arguments.flag(argument, "installRequirements")
    if installer not in (None, "pip", "uv"):
        raise BadArgumentError(f"the installer can be `pip` or `uv`: `{installer}`")
    await _refuse_what_is_nowhere(engine, argument, scope)
    if scope.environment.state in (EnvironmentState.READY, EnvironmentState.CREATING):
        raise CommandError(f"the project has an environment already: `{scope.environment.prefix}`")
    interpreter = await interpreter_for(engine, scope, wanted)
    creator = await asyncio.to_thread(_creator, engine, scope, installer)
    try:
        async with engine.jobs.turn(scope.path), engine.jobs.creating(scope.path):
            await engine.inspect(scope.root)
            failure = await _create(engine, scope, interpreter, creator)
    finally:
        # Also when the request is cancelled: nobody else would say that nothing is being created any more.
        await engine.inspect(scope.root)
    if failure is not None:
        engine.client.show(Loudness.ERROR, failure.message)
        return {"created": False, "failure": failure_of(failure)}
    lacking = await install_requirements(engine, scope) if filled else None
    contract = await engine.environment(scope.root)
    return {"created": True, "failure": failure_of(lacking), "environment": contract}


async def _refuse_what_is_nowhere(engine: "Engine", argument: Mapping[str, object], scope: Scope) -> None:
    # The project of a folder that is gone could only be guessed, and it would come back as an empty one.
    uri = Uri(arguments.text(argument, "uri"))
    known = engine.document(uri) is not None or await asyncio.to_thread(os.path.exists, path_of(uri))
    if not known:
        raise CommandError(f"there is no such file or folder: `{path_of(uri)}`")
    if not scope.is_script and not await asyncio.to_thread(os.path.isdir, scope.path):
        raise CommandError(f"there is no such folder: `{scope.path}`")


async def _create(
    engine: "Engine", scope: Scope, interpreter: Interpreter, creator: Creator
) -> Failure | None:
    prefix = _prefix(scope)
    title = f"Creating `{os.path.basename(prefix)}` with Python {interpreter.version}"
    async with engine.client.progress(title, cancellable=True) as progress:
        await asyncio.to_thread(os.makedirs, os.path.dirname(prefix), exist_ok=True)
        request = CreationRequest(prefix, interpreter.executable, creator)
        made = await create(request, progress.report, progress.cancelled)
    return made if isinstance(made, Failure) else None


def _prefix(scope: Scope) -> str:
    return scope.environment.prefix if scope.is_script else os.path.join(scope.path, FOLDER)


def _creator(engine: "Engine", scope: Scope, installer: str | None) -> Creator:
    if installer is None and engine.snapshot.settings.installer is not InstallerChoice.AUTO:
        installer = str(engine.snapshot.settings.installer)
    if installer is not None:
        return Creator.UV if installer == "uv" else Creator.AUTO
    # A project of uv's is still served by virtualenv on a machine that has no uv.
    return preferred_creator(scope.path) if uv_executable() else Creator.AUTO
