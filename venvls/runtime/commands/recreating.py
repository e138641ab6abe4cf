"""Making an environment anew with what is installed in it, and putting back one that was set aside.

The new one is what the old one was: its Python as far as that is there, its maker, its prompt, with or
without pip and the packages of its Python. Knows nothing of what else can be repaired.
"""

import asyncio
import os
from dataclasses import replace
from typing import TYPE_CHECKING

from venvls.analysis.snapshot import Scope
from venvls.environments.creation import CreationRequest, Creator, uv_executable
from venvls.environments.repairs import put_back, recreate
from venvls.environments.roots import contains
from venvls.install.applying import apply
from venvls.install.freezing import freeze
from venvls.install.planning import plan
from venvls.install.recovery import recover
from venvls.install.request import Install
from venvls.install.turns import CANCELLED as NOTHING_CHANGED
from venvls.install.turns import alone
from venvls.model.change import Failure
from venvls.model.environment import Defect, Environment, EnvironmentKind, Interpreter
from venvls.model.names import ProjectName
from venvls.runtime.client import Loudness, Progress
from venvls.runtime.commands import CommandError
from venvls.runtime.commands.interpreter import interpreter_like
from venvls.runtime.commands.results import failure_of

if TYPE_CHECKING:
    from venvls.runtime.engine import Engine

RECREATE = "Recreate"
PUT_BACK = "Put it back"
CANCEL = "Cancel"


async def recreate_environment(engine: "Engine", scope: Scope) -> object:
    """Make the environment of a scope anew, after asking; the old one is kept until the new one stands."""
    if scope.environment.kind is EnvironmentKind.CONDA:
        raise CommandError(f"only conda can make this environment anew: `{scope.environment.prefix}`")
    prefix = _place(scope.environment)
    if not await asyncio.to_thread(_may_be_replaced, prefix, scope.path):
        raise CommandError(f"this is no environment, so it is left as it is: `{prefix}`")
    question = (
        f"recreate `{prefix}` with what is installed in it? The old one is kept until the new one stands"
    )
    if await engine.client.ask(question, (RECREATE, CANCEL)) != RECREATE:
        return {"repaired": False, "failure": None}
    interpreter = await interpreter_like(engine, scope)
    try:
        async with engine.client.progress(f"Recreating `{prefix}`", cancellable=True) as progress:
            made = await _in_turn(engine, scope, interpreter, progress)
    finally:
        # Also when the request is cancelled: nobody else would say that the old one is back.
        await engine.inspect(scope.root)
    failure = made if isinstance(made, Failure) else None
    if failure is not None:
        engine.client.show(Loudness.ERROR, failure.message)
    return {"repaired": failure is None, "failure": failure_of(failure)}


async def put_environment_back(engine: "Engine", scope: Scope, defect: Defect) -> object:
    """Bring back, after asking, the environment that the defect names."""
    prefix = _place(scope.environment)
    question = f"put `{defect.subjects[0]}` back? What is at `{prefix}` now is removed"
    if await engine.client.ask(question, (PUT_BACK, CANCEL)) != PUT_BACK:
        return {"repaired": False, "failure": None}
    async with engine.jobs.turn(prefix):
        repaired = await asyncio.to_thread(put_back, prefix)
        # Whoever was killed had kept others out of it.
        await asyncio.to_thread(recover, prefix)
    await engine.inspect(scope.root)
    return {"repaired": repaired, "failure": None}


async def _in_turn(
    engine: "Engine", scope: Scope, interpreter: Interpreter, progress: Progress
) -> Environment | Failure:
    """Wait for whoever installs into the environment, here or in another editor, then keep them out."""
    prefix = _place(scope.environment)
    if engine.jobs.is_taken(prefix):
        progress.report("Waiting for the job before this one")
    async with engine.jobs.turn(prefix, progress.cancelled) as held:
        if not held:
            return NOTHING_CHANGED
        work = f"Recreating `{prefix}`"
        async with alone(prefix, progress.report, progress.cancelled, work=work) as hindered:
            if hindered is not None:
                return hindered
            # What others have installed while this one waited is installed again, too.
            scope = await engine.inspect(scope.root) or scope
            async with engine.jobs.creating(scope.path):
                return await _made_anew(engine, scope, prefix, interpreter, progress)


async def _made_anew(
    engine: "Engine", scope: Scope, prefix: str, interpreter: Interpreter, progress: Progress
) -> Environment | Failure:
    lines = await asyncio.to_thread(freeze, _alone(scope.environment))

    async def fill(made: Environment) -> Failure | None:
        return await _filled(engine, scope, made, lines, progress)

    request = _request(scope.environment, prefix, interpreter)
    return await recreate(request, fill, progress.report, progress.cancelled)


def _place(environment: Environment) -> str:
    """Return where the environment really is: a link to it goes on leading there."""
    real = os.path.realpath(environment.prefix)
    return real if os.path.isdir(real) else environment.prefix


def _may_be_replaced(prefix: str, project: str) -> bool:
    """Tell whether nothing but an environment would be lost: a path in a `.venv` file may lead anywhere."""
    if contains(prefix, os.path.realpath(project)):
        return False
    if not os.path.isdir(prefix):
        return os.path.islink(prefix)
    signs = ("pyvenv.cfg", os.path.join("bin", "activate"), os.path.join("Scripts", "activate"))
    return not os.listdir(prefix) or any(os.path.lexists(os.path.join(prefix, sign)) for sign in signs)


def _alone(environment: Environment) -> Environment:
    """Return the environment without what it only sees of the Python that it was made from."""
    own = {
        name: one
        for name, one in environment.distributions.items()
        if not any(contains(site, one.folder) for site in _lent(environment))
    }
    return replace(environment, distributions=own, has_pip=ProjectName("pip") in own)


def _lent(environment: Environment) -> tuple[str, ...]:
    return tuple(site for site in environment.site_packages if not contains(environment.prefix, site))


def _request(environment: Environment, prefix: str, interpreter: Interpreter) -> CreationRequest:
    by_uv = environment.kind is EnvironmentKind.UV and uv_executable() is not None
    return CreationRequest(
        prefix,
        interpreter.executable,
        Creator.UV if by_uv else Creator.AUTO,
        prompt=environment.prompt,
        seeded=_alone(environment).has_pip,
        system_site=environment.system_site,
    )


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
