"""The commands that change what is installed: plan, then apply exactly that.

Until a plan stands nothing is touched and a job can be cancelled. Applying is not interrupted: who
cancels then gets the finished result, which says so.
"""

import asyncio
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from venvls.analysis.snapshot import Scope
from venvls.install.applying import apply
from venvls.install.compiling import compile_installed
from venvls.install.plan import Plan
from venvls.install.planning import plan
from venvls.install.request import Install, Request, Sync, Uninstall, Upgrade, UpgradeInstaller
from venvls.install.turns import CANCELLED, others_done
from venvls.model.change import Failure, FailureReason, Outcome, Step
from venvls.model.environment import Environment
from venvls.model.masking import masked
from venvls.model.names import Uri, project_name
from venvls.runtime.client import Loudness, Progress
from venvls.runtime.commands import BadArgumentError, arguments
from venvls.runtime.commands.declaring import declare
from venvls.runtime.commands.results import result_of, summary_of
from venvls.runtime.commands.trusting import ask_for_consent
from venvls.runtime.locks import lock_owner
from venvls.runtime.uris import path_of, uri_of
from venvls.syntax.kinds import is_python, kind_of
from venvls.syntax.manifest import ManifestKind
from venvls.syntax.project_table import project_table

if TYPE_CHECKING:
    from venvls.runtime.engine import Engine


_ATTEMPTS = 3
"""How often a plan is made anew because the environment has outgrown it."""

_EDITABLE = ("-e ", "--editable ")


async def install(engine: "Engine", argument: Mapping[str, object]) -> object:
    """Install requirements and, with `declareIn`, add them to that manifest."""
    requirements = arguments.texts(argument, "requirements")
    keys = ("declareIn", "group", "extra")
    manifest, group, extra = (arguments.optional_text(argument, key) for key in keys)
    if group is not None and extra is not None:
        raise BadArgumentError("a requirement is added to a group or to an extra, not to both")
    title = f"Installing {', '.join(requirements)}"
    scope = await arguments.trusted_scope(engine, argument)
    request = Install(
        tuple(each for each in requirements if not each.startswith(_EDITABLE)),
        tuple(each.split(maxsplit=1)[1].strip() for each in requirements if each.startswith(_EDITABLE)),
        folder=scope.path,
        prereleases=arguments.flag(argument, "prereleases"),
    )
    outcome = await _change(engine, argument, title, request)
    if manifest is None or outcome.failure is not None:
        return {**result_of(outcome), "declared": False, "undeclared": None}
    undeclared = await declare(engine, Uri(manifest), requirements, group, extra)
    if undeclared:
        engine.client.show(Loudness.WARNING, undeclared)
    return {**result_of(outcome), "declared": not undeclared, "undeclared": undeclared or None}


async def install_requirements(engine: "Engine", scope: Scope) -> Failure | None:
    """Install what a project or script declares, as its usual manifest says; `None` when that is done."""
    request = _declared(engine, scope)
    if request is None:
        return None
    argument = {"uri": scope.root}
    return (await _change(engine, argument, "Installing what is required", request)).failure


def _declared(engine: "Engine", scope: Scope) -> Request | None:
    if scope.is_script:
        document = engine.document(scope.root)
        blocks = document.manifest.blocks if document and document.manifest else ()
        found = [str(each.requirement) for block in blocks for each in block.declarations if each.requirement]
        return Install(tuple(found), folder=os.path.dirname(scope.path)) if found else None
    manifest = os.path.join(scope.path, "requirements.txt")
    if os.path.isfile(manifest):
        return Sync(manifest, folder=scope.path)
    project = engine.snapshot.documents.get(uri_of(os.path.join(scope.path, "pyproject.toml")))
    if project is not None and project_table(str(project.text)).has_project:
        return Install(editables=(".",), folder=scope.path)
    return None


async def uninstall(engine: "Engine", argument: Mapping[str, object]) -> object:
    """Remove projects from the environment."""
    names = tuple(project_name(name) for name in arguments.texts(argument, "requirements"))
    return result_of(await _change(engine, argument, f"Removing {', '.join(names)}", Uninstall(names)))


async def upgrade(engine: "Engine", argument: Mapping[str, object]) -> object:
    """Upgrade the named requirements to the newest releases they allow."""
    requirements = arguments.texts(argument, "requirements")
    title = f"Upgrading {', '.join(requirements)}"
    return result_of(await _change(engine, argument, title, Upgrade(requirements)))


async def sync(engine: "Engine", argument: Mapping[str, object]) -> object:
    """Install what a requirements file asks for."""
    path = path_of(arguments.text(argument, "uri"))
    if is_python(path) or kind_of(path) not in {None, ManifestKind.REQUIREMENTS, ManifestKind.CONSTRAINTS}:
        raise BadArgumentError(f"this is no requirements file: `{path}`")
    scope = await arguments.trusted_scope(engine, argument)
    await ask_for_consent(engine, scope)
    request = Sync(path, folder=scope.path)
    return result_of(await _change(engine, argument, f"Installing from {path}", request))


async def upgrade_installer(engine: "Engine", argument: Mapping[str, object]) -> object:
    """Bring the environment's own pip to its newest release."""
    return result_of(await _change(engine, argument, "Upgrading pip", UpgradeInstaller()))


async def _change(engine: "Engine", argument: Mapping[str, object], title: str, request: Request) -> Outcome:
    scope = await arguments.trusted_scope(engine, argument)
    if not scope.environment.is_ready:
        outcome = Outcome(failure=Failure(FailureReason.NO_ENVIRONMENT, scope.environment.reason))
    else:
        async with engine.client.progress(masked(title), cancellable=True) as progress:
            outcome = await _in_turn(engine, scope, request, progress, masked(title))
        inspected = await engine.inspect(scope.root) or scope
        if outcome.failure is None:
            # Bytecode is the slowest part of an install and nothing waits for it.
            engine.background(_compile(engine, inspected.environment, outcome.steps), "compile")
    if outcome.failure is not None and outcome.failure.reason is not FailureReason.CANCELLED:
        engine.client.show(Loudness.ERROR, outcome.failure.message)
    return outcome


async def _compile(engine: "Engine", environment: Environment, steps: tuple[Step, ...]) -> None:
    # Bytecode that is written while its module is removed would stay behind.
    async with engine.jobs.chore(environment.prefix) as unwanted:
        await compile_installed(environment, steps, unwanted)


async def _in_turn(
    engine: "Engine", scope: Scope, request: Request, progress: Progress, title: str
) -> Outcome:
    place = scope.environment.prefix
    if engine.jobs.is_taken(place):
        progress.report("Waiting for the job before this one")
    async with engine.jobs.turn(place, progress.cancelled) as held:
        if not held:
            return Outcome(failure=CANCELLED)
        return await _plan_and_apply(engine, scope, request, progress, title)


async def _plan_and_apply(
    engine: "Engine", scope: Scope, request: Request, progress: Progress, title: str
) -> Outcome:
    """Plan and apply, and once more where another process changed the environment between the two."""
    for _ in range(_ATTEMPTS):
        if failure := await others_done(scope.environment.prefix, progress.report, progress.cancelled):
            return Outcome(failure=failure)
        # Someone else's job may have changed the environment while this one waited.
        scope = await engine.inspect(scope.root) or scope
        planned = await _planned(engine, scope, request, progress)
        if isinstance(planned, Failure):
            return Outcome(failure=planned)
        for notice in planned.notices:
            engine.client.show(Loudness.WARNING, notice)
        progress.report(summary_of(planned.steps))
        engine.client.show(Loudness.LOG, f"plan for {scope.environment.prefix}: {summary_of(planned.steps)}")
        outcome = await apply(planned, progress.report, progress.cancelled, work=title)
        if outcome.failure is None or outcome.failure.reason is not FailureReason.OUTDATED:
            break
    return outcome


async def _planned(engine: "Engine", scope: Scope, request: Request, progress: Progress) -> Plan | Failure:
    return await plan(
        request,
        scope.environment,
        scope.index,
        engine.snapshot.settings.installer,
        progress.report,
        progress.cancelled,
        lock_owner=await asyncio.to_thread(lock_owner, scope.path),
        minimum_age=engine.snapshot.settings.minimum_release_age,
    )
