"""`venvls.repairEnvironment`: mends what is wrong with an environment, after asking.

Recreating installs what was installed, and keeps the old environment until the new one stands.
"""

import asyncio
import shlex
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from venvls.analysis.snapshot import Scope
from venvls.environments.repairs import Repair, remove_leftovers, repair_of, restrict
from venvls.model.change import Failure, FailureReason
from venvls.model.environment import Defect
from venvls.model.names import project_name
from venvls.runtime.client import Loudness
from venvls.runtime.commands import CommandError, arguments
from venvls.runtime.commands.changing import install, upgrade_installer
from venvls.runtime.commands.recreating import put_environment_back, recreate_environment
from venvls.runtime.commands.results import failure_of

if TYPE_CHECKING:
    from venvls.runtime.engine import Engine


async def repair_environment(engine: "Engine", argument: Mapping[str, object]) -> object:
    """Mend the defect with this `code`; returns whether it was, and why not."""
    scope = await arguments.trusted_scope(engine, argument)
    code = arguments.text(argument, "code")
    defect = next((each for each in scope.defects if each.code == code), None)
    if defect is None:
        raise CommandError(f"the environment of `{scope.path}` has no such defect: `{code}`")
    match repair_of(defect):
        case Repair.RECREATE | Repair.REINSTALL:
            return await recreate_environment(engine, scope)
        case Repair.REMOVE_LEFTOVERS:
            return await _mended(engine, scope, defect, partial(remove_leftovers, scope.environment, defect))
        case Repair.RESTRICT:
            return await _mended(engine, scope, defect, partial(restrict, defect))
        case Repair.INSTALL:
            return _repaired(await install(engine, {**argument, "requirements": _incomplete(scope, code)}))
        case Repair.SEED_PIP:
            return _repaired(await upgrade_installer(engine, argument))
        case Repair.PUT_BACK:
            return await put_environment_back(engine, scope, defect)
        case Repair.UNTRACK:
            raise CommandError(_untracking(scope, defect))


async def _mended(engine: "Engine", scope: Scope, defect: Defect, mend: Callable[[], object]) -> object:
    """Do what needs nothing but files and look whether it helped: it may be somebody else's to do."""
    detail = ""
    async with engine.jobs.turn(scope.environment.prefix):
        try:
            await asyncio.to_thread(mend)
        except OSError as error:
            detail = str(error)
    now = await engine.inspect(scope.root)
    if now is not None and defect not in now.defects:
        return {"repaired": True, "failure": None}
    failure = Failure(FailureReason.PERMISSION, f"this could not be mended: {defect.message}", detail)
    engine.client.show(Loudness.ERROR, failure.message)
    return {"repaired": False, "failure": failure_of(failure)}


def _incomplete(scope: Scope, code: str) -> list[str]:
    """Return the distributions that lack something, as installed: installing them brings what is missing."""
    installed = scope.environment.distributions
    names = {each.subjects[0]: None for each in scope.defects if each.code == code}
    return [f"{name}=={installed[project_name(name)].version}" for name in names]


def _repaired(result: object) -> object:
    failure = result["failure"] if isinstance(result, dict) else None
    return {"repaired": failure is None, "failure": failure}


def _untracking(scope: Scope, defect: Defect) -> str:
    command = f"git rm -r --cached {shlex.quote(scope.environment.prefix)}"
    return f"{defect.message}; what to commit is yours to decide: `{command}`"
