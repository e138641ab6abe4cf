"""From a request to an exact plan: resolve, fetch and build, while the environment is only read.

Whatever goes wrong here, and a cancellation above all, leaves the environment byte for byte as it
was. The gate and the question to a person come afterwards and are not our affair.
"""

import asyncio
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import assert_never

from packaging.requirements import InvalidRequirement, Requirement

from venvls.install.abandoned import PLAN, remove_abandoned
from venvls.install.ages import uploaded_before
from venvls.install.choosing import Needs, choose, refusal
from venvls.install.dedicated import beyond_uv
from venvls.install.plan import Arrival, Demand, Installer, Plan, Workplace
from venvls.install.progress import Report
from venvls.install.request import Install, Request, Sync, Uninstall, Upgrade, UpgradeInstaller, checked
from venvls.install.standing import Standing
from venvls.install.target import target_of
from venvls.model.change import Failure, FailureReason, LockOwner, Step, StepKind
from venvls.model.environment import Distribution, Environment
from venvls.model.index_configuration import IndexConfiguration
from venvls.model.names import ProjectName, project_name
from venvls.model.settings import InstallerChoice

_PIP = ProjectName("pip")


async def plan(
    request: Request,
    environment: Environment,
    index: IndexConfiguration,
    choice: InstallerChoice,
    progress: Report,
    cancelled: asyncio.Event,
    *,
    lock_owner: LockOwner | None = None,
    minimum_age: float = 0.0,
) -> Plan | Failure:
    """Return the exact change that a request means for an environment, or why there is none.

    The caller applies the plan or hands it to `discard`. `lock_owner` is the tool whose lock decides
    what the project's environment holds, when there is one. What indexes have had for less than
    `minimum_age` seconds is left out.
    """
    wanted = _permitted(request, environment, index, lock_owner)
    if isinstance(wanted, Failure):
        return wanted
    needs = Needs(ages=minimum_age > 0 and not isinstance(wanted, Uninstall), apart=beyond_uv(index))
    installer = choose(environment, choice, needs)
    if isinstance(installer, Failure):
        return installer
    moment = "" if isinstance(wanted, Uninstall) else uploaded_before(minimum_age, index, installer.title)
    if isinstance(moment, Failure):
        return moment
    await asyncio.to_thread(remove_abandoned)
    folder = Path(tempfile.mkdtemp(prefix=PLAN))
    target = target_of(environment)
    standing = Standing.possible()
    work = Workplace(folder, target, index, progress, cancelled, moment, standing)
    try:
        drafted = await _drafted(wanted, environment, installer, work)
    except BaseException:
        _remove(folder, standing)
        raise
    if isinstance(drafted, Failure):
        _remove(folder, standing)
        return drafted
    return replace(drafted, standing=standing)


def discard(plan: Plan) -> None:
    """Remove what was staged for a plan that will not be applied, and end what waits to apply it."""
    _remove(Path(plan.folder), plan.standing)


def _remove(folder: Path, standing: Standing | None) -> None:
    if standing is not None:
        standing.close()
    shutil.rmtree(folder, ignore_errors=True)


def _permitted(
    request: Request, environment: Environment, index: IndexConfiguration, owner: LockOwner | None
) -> Request | Failure:
    if refused := refusal(environment, owner):
        return refused
    if isinstance(request, Sync) and index.unagreed:
        return Failure(
            FailureReason.NOT_TRUSTED,
            f"`{request.path}` may name an index that was not agreed to: {index.unagreed[0].origin}",
        )
    return checked(request)


async def _drafted(
    request: Request, environment: Environment, installer: Installer, work: Workplace
) -> Plan | Failure:
    own = _own_distributions(environment)
    if isinstance(request, Uninstall):
        return _removal(request, own, installer, work)
    demand = _demand(request, own)
    if isinstance(demand, Failure):
        return demand
    resolution = await installer.resolve(work, demand)
    if isinstance(resolution, Failure):
        return resolution
    arrivals = await installer.stage(work, resolution) if resolution.items else ()
    if isinstance(arrivals, Failure):
        return arrivals
    work.report("Planned", 60)
    steps = (
        *(_arriving(arrival, own) for arrival in arrivals),
        *(_leaving(name, own) for name in resolution.removals),
    )
    return Plan(
        work.target,
        installer,
        str(work.folder),
        work.index,
        arrivals,
        resolution.removals,
        steps,
        work.uploaded_before,
        notices=resolution.notices,
    )


def _removal(
    request: Uninstall, own: dict[ProjectName, Distribution], installer: Installer, work: Workplace
) -> Plan | Failure:
    names = tuple(dict.fromkeys(map(project_name, request.names)))
    if absent := next((name for name in names if name not in own), None):
        return Failure(FailureReason.INVALID_REQUEST, f"Not installed in this environment: `{absent}`")
    steps = tuple(_leaving(name, own) for name in names)
    return Plan(work.target, installer, str(work.folder), work.index, removals=names, steps=steps)


def _demand(request: Request, own: dict[ProjectName, Distribution]) -> Demand | Failure:
    match request:
        case Install(requirements, editables, constraints):
            return Demand(
                requirements=requirements,
                editables=editables,
                constraints=constraints,
                names=_names(requirements),
                upgrade=request.upgrade,
                prereleases=request.prereleases,
            )
        case Upgrade(requirements, constraints):
            return _upgrade(requirements, constraints, own)
        case Sync(path, exact):
            file = Path(path).absolute()
            return Demand(file=str(file), exact=exact, folder=request.folder or str(file.parent))
        case UpgradeInstaller():
            return Demand((_PIP,), names=frozenset({_PIP}), upgrade=True)
        case Uninstall():
            raise AssertionError("removals need no resolution")
        case _:
            assert_never(request)


def _upgrade(
    requirements: tuple[str, ...] | None, constraints: tuple[str, ...], own: dict[ProjectName, Distribution]
) -> Demand | Failure:
    # What came from a folder or a repository has no newer release on an index.
    from_index = (name for name, one in own.items() if one.editable is None and one.direct_url is None)
    wanted = requirements if requirements is not None else tuple(from_index)
    names = _names(wanted)
    if absent := next((name for name in sorted(names) if name not in own), None):
        return Failure(FailureReason.INVALID_REQUEST, f"Not installed in this environment: `{absent}`")
    if not wanted:
        return Failure(FailureReason.INVALID_REQUEST, "Nothing is installed that could be upgraded")
    return Demand(wanted, constraints=constraints, names=names, upgrade=True)


def _names(requirements: tuple[str, ...]) -> frozenset[ProjectName]:
    names: set[ProjectName] = set()
    for text in requirements:
        try:
            names.add(project_name(Requirement(text).name))
        except InvalidRequirement:
            continue  # a path or an address: its name is known once it is built
    return frozenset(names)


def _own_distributions(environment: Environment) -> dict[ProjectName, Distribution]:
    """Leave out what only shines through from the base interpreter."""
    return {
        name: one
        for name, one in environment.distributions.items()
        if Path(one.folder).is_relative_to(environment.prefix) or one.editable
    }


def _arriving(arrival: Arrival, own: dict[ProjectName, Distribution]) -> Step:
    before = own.get(arrival.item.name)
    return Step(
        kind=StepKind.CHANGE if before else StepKind.ADD,
        name=arrival.item.name,
        before=before.version if before else "",
        after=arrival.item.version,
        source=arrival.item.source,
        size=arrival.size,
    )


def _leaving(name: ProjectName, own: dict[ProjectName, Distribution]) -> Step:
    before = own.get(name)
    return Step(StepKind.REMOVE, name, before=before.version if before else "")
