"""`venvls.repairEnvironment`: mends what is wrong with an environment, after asking.

Recreating installs what was installed, and keeps the old environment until the new one stands.
"""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from venvls.analysis.snapshot import Scope
from venvls.environments.creation import CreationRequest
from venvls.environments.repairs import Repair, recreate, remove_leftovers, repair_of, restrict
from venvls.install.applying import apply
from venvls.install.freezing import freeze
from venvls.install.planning import plan
from venvls.install.request import Install
from venvls.model.change import Failure
from venvls.model.environment import Defect, Environment
from venvls.model.names import project_name
from venvls.runtime.client import Loudness, Progress
from venvls.runtime.commands import CommandError, arguments
from venvls.runtime.commands.changing import install, upgrade_installer
from venvls.runtime.commands.interpreter import interpreter_for
from venvls.runtime.commands.results import failure_of

if TYPE_CHECKING:
    from venvls.runtime.engine import Engine

RECREATE = "Recreate"
CANCEL = "Cancel"


async def repair_environment(engine: "Engine", argument: Mapping[str, object]) -> object:
    """Mend the defect with this `code`; returns whether it was, and why not."""
    scope = await arguments.trusted_scope(engine, argument)
    code = arguments.text(argument, "code")
    defect = next((each for each in scope.defects if each.code == code), None)
    if defect is None:
        raise CommandError(f"the environment of `{scope.path}` has no such defect: `{code}`")
    match repair_of(defect):
        case Repair.RECREATE | Repair.REINSTALL:
            return await _recreate(engine, scope)
        case Repair.REMOVE_LEFTOVERS:
            await asyncio.to_thread(remove_leftovers, scope.environment, defect)
        case Repair.RESTRICT:
            await asyncio.to_thread(restrict, defect)
        case Repair.INSTALL:
            return _repaired(await install(engine, {**argument, "requirements": _incomplete(scope, code)}))
        case Repair.SEED_PIP:
            return _repaired(await upgrade_installer(engine, argument))
        case Repair.UNTRACK:
            raise CommandError(_untracking(scope, defect))
    await engine.inspect(scope.root)
    return {"repaired": True, "failure": None}


async def _recreate(engine: "Engine", scope: Scope) -> object:
    prefix = scope.environment.prefix
    question = (
        f"recreate `{prefix}` with what is installed in it? The old one is kept until the new one stands"
    )
    if await engine.client.ask(question, (RECREATE, CANCEL)) != RECREATE:
        return {"repaired": False, "failure": None}
    interpreter = await interpreter_for(engine, scope, None)
    lines = await asyncio.to_thread(freeze, scope.environment)
    async with (
        engine.jobs.turn(prefix),
        engine.jobs.creating(scope.path),
        engine.client.progress(f"Recreating `{prefix}`", cancellable=True) as progress,
    ):

        async def fill(made: Environment) -> Failure | None:
            return await _filled(engine, scope, made, lines, progress)

        request = CreationRequest(prefix, interpreter.executable, prompt=scope.environment.prompt)
        made = await recreate(request, fill, progress.report, progress.cancelled)
    await engine.inspect(scope.root)
    failure = made if isinstance(made, Failure) else None
    if failure is not None:
        engine.client.show(Loudness.ERROR, failure.message)
    return {"repaired": failure is None, "failure": failure_of(failure)}


async def _filled(
    engine: "Engine", scope: Scope, made: Environment, lines: tuple[str, ...], progress: Progress
) -> Failure | None:
    editables = tuple(line.removeprefix("-e ") for line in lines if line.startswith("-e "))
    requirements = tuple(line for line in lines if not line.startswith(("-", "#")))
    if not requirements and not editables:
        return None
    planned = await plan(
        Install(requirements, editables, folder=scope.path),
        made,
        scope.index,
        engine.snapshot.settings.installer,
        progress.report,
        progress.cancelled,
    )
    if isinstance(planned, Failure):
        return planned
    return (await apply(planned, progress.report, progress.cancelled)).failure


def _incomplete(scope: Scope, code: str) -> list[str]:
    """Return the distributions that lack something, as installed: installing them brings what is missing."""
    installed = scope.environment.distributions
    names = {each.subjects[0]: None for each in scope.defects if each.code == code}
    return [f"{name}=={installed[project_name(name)].version}" for name in names]


def _repaired(result: object) -> object:
    failure = result["failure"] if isinstance(result, dict) else None
    return {"repaired": failure is None, "failure": failure}


def _untracking(scope: Scope, defect: Defect) -> str:
    command = f"git rm -r --cached {scope.environment.prefix}"
    return f"{defect.message}; what to commit is yours to decide: `{command}`"
