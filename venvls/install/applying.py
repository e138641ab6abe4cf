"""Carrying out a plan: save, install, verify, and put everything back if any of it fails.

Once begun it is not interrupted: a cancellation is remembered and reported, the installer runs in a
session of its own so that a signal meant for us does not reach it, and should we be killed then
`recovery` takes over from the journal.
"""

import asyncio
import shutil
from dataclasses import replace
from pathlib import Path

from venvls.install import journal as journals
from venvls.install.failures import classified, failure_of
from venvls.install.journal import Journal, Marking, Record
from venvls.install.plan import Plan
from venvls.install.planning import discard
from venvls.install.progress import INSTALLING, Report, following
from venvls.install.recovery import finish, recover, undo
from venvls.install.saving import endangered, rewritten
from venvls.install.target import Found, present, recorded
from venvls.install.turns import CANCELLED, others_done
from venvls.install.verifying import outdated, shortcoming
from venvls.model.change import Failure, FailureReason, Outcome


async def apply(
    plan: Plan, progress: Report, cancelled: asyncio.Event | None = None, *, work: str = ""
) -> Outcome:
    """Change the environment exactly as planned, or leave it as it was.

    Waits while another process changes it, which a cancellation ends, by `cancelled` or of the calling
    task. After that one is too late: the plan is completed and the outcome says `cancelled_late`. The
    staged files are removed in any case. `work` is told to others who wait.
    """
    cancelled = cancelled or asyncio.Event()
    try:
        if plan.is_empty:
            return Outcome()
        return await _apply_in_turn(plan, progress, cancelled, work)
    finally:
        await asyncio.to_thread(discard, plan)


async def _apply_in_turn(plan: Plan, progress: Report, cancelled: asyncio.Event, work: str) -> Outcome:
    while True:
        applying = asyncio.ensure_future(_apply(plan, progress, work))
        late = await _outlasting_cancellation(applying)
        outcome = applying.result()
        late = late or cancelled.is_set()
        if not outcome.failure or outcome.failure.reason is not FailureReason.BUSY:
            return replace(outcome, cancelled_late=late)
        if late:
            return Outcome(failure=CANCELLED)
        if failure := await others_done(str(plan.target.prefix), progress, cancelled):
            return Outcome(failure=failure)


async def _outlasting_cancellation(work: "asyncio.Future[Outcome]") -> bool:
    """Wait for the end of `work` and tell whether somebody tried to cancel us meanwhile."""
    late = False
    while not work.done():
        try:
            await asyncio.wait((work,))
        except asyncio.CancelledError:
            late = True
            if task := asyncio.current_task():
                task.uncancel()
    return late


async def _apply(plan: Plan, progress: Report, work: str) -> Outcome:
    progress("Saving what will be replaced", 60)
    begun = await asyncio.to_thread(_begin, plan, work)
    if isinstance(begun, Failure):
        return Outcome(failure=begun)
    journal, record = begun
    try:
        failure = await _install(plan, journal, progress)
    except BaseException:
        # Nobody knows what state this is in; `recover` finds out from the journal.
        journals.release(journal)
        raise
    progress("Checking", 97)
    outcome, _ = await asyncio.gather(
        asyncio.to_thread(_conclude, journal, record, failure), asyncio.to_thread(discard, plan)
    )
    return outcome


def _begin(plan: Plan, work: str) -> tuple[Journal, Record] | Failure:
    """Save what may change, unless somebody else is at work or the plan no longer fits."""
    prefix = plan.target.prefix
    earlier = recover(str(prefix))
    if earlier is not None and earlier.failure and journals.exists(prefix):
        return earlier.failure  # somebody is still at work, or what was left behind could not be mended
    try:
        journal = journals.hold(prefix, work)
    except OSError as error:
        return Failure(FailureReason.PERMISSION, "Files of the environment may not be written", str(error))
    if journal is None:
        return Failure(FailureReason.BUSY, "Another install is at work in this environment")
    try:
        if changed := outdated(plan.steps, plan.target.sites):
            journals.close(journal)
            return Failure(FailureReason.OUTDATED, f"The environment has changed meanwhile: {changed}")
        return journal, journals.begin(journal, _record(plan), endangered(plan), rewritten(plan.target))
    except OSError as error:
        journals.close(journal)
        return classified((str(error),), "The install")


def _record(plan: Plan) -> Record:
    def relative(path: Path) -> str:
        return str(path.relative_to(plan.target.prefix))

    return Record(
        steps=plan.steps,
        sites=tuple(map(relative, plan.target.sites)),
        scripts=relative(plan.target.scripts),
        writes=tuple(sorted({path for arrival in plan.arrivals for path in arrival.writes})),
        editables=tuple(arrival.item.name for arrival in plan.arrivals if arrival.item.editable),
        markings=_markings(plan),
    )


def _markings(plan: Plan) -> tuple[Marking, ...]:
    """Return what is to be marked; what a person once asked for stays asked for."""
    there = present(plan.target.sites)
    before = {
        name for name, found in there.items() if any((one.folder / "REQUESTED").is_file() for one in found)
    }
    return tuple(
        Marking(item.name, item.requested or item.name in before, item.direct_url)
        for item in (arrival.item for arrival in plan.arrivals)
        if not item.editable
    )


async def _install(plan: Plan, journal: Journal, progress: Report) -> Failure | None:
    follow = following(progress, INSTALLING)
    try:
        await asyncio.to_thread(_remove_ruins, plan)
        for command in plan.installer.commands(plan):
            output = journal.folder / "output.log"
            finished = await plan.installer.carry_out(plan, command, output, follow, journal.descriptor)
            if not finished.succeeded:
                return failure_of(finished, plan.installer.title)
    except OSError as error:
        return classified((str(error),), "The install")
    return None


def _remove_ruins(plan: Plan) -> None:
    """Remove the metadata of distributions without a RECORD: installers refuse to replace those."""
    there = present(plan.target.sites)
    for step in plan.steps:
        for found in there.get(step.name, ()):
            if _is_ruin(found):
                shutil.rmtree(found.folder)


def _is_ruin(found: Found) -> bool:
    return found.folder.name.endswith(".dist-info") and found.folder.is_dir() and not recorded(found)


def _conclude(journal: Journal, record: Record, failure: Failure | None) -> Outcome:
    if failure is not None:
        return undo(journal, record, failure)
    if finish(journal, record):
        return Outcome(record.steps)
    sites = tuple(journal.prefix / site for site in record.sites)
    said = shortcoming(record.steps, sites) or "its metadata could not be written"
    return undo(journal, record, Failure(FailureReason.FAILED, f"The install is not as planned: {said}"))
