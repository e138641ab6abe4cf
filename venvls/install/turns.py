"""Waiting while another process is at work in an environment, so that editors take turns.

Says for whom it waits, can be cancelled, and ends after a while. Only who does something else than
install takes the turn here; an install takes it itself when it is applied, and may have to wait again.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from venvls.install import journal as journals
from venvls.install.journal import Journal
from venvls.install.progress import Report
from venvls.install.recovery import recover
from venvls.model.change import Failure, FailureReason

PATIENCE = 900.0
"""Seconds to wait for others: as long as an installer may take."""

CANCELLED = Failure(FailureReason.CANCELLED, "Cancelled before anything was changed")
"""What a person gets who did not want to wait, or not to go on, in time."""

_LOOK_EVERY = 0.1
"""Seconds between looks: nobody tells when a lock is given back."""


async def others_done(
    prefix: str, report: Report, cancelled: asyncio.Event, patience: float | None = None
) -> Failure | None:
    """Return when nobody else changes the environment, or why that was not waited for."""
    clock, said = asyncio.get_running_loop().time, ""
    deadline = clock() + (PATIENCE if patience is None else patience)
    while (owner := await asyncio.to_thread(journals.owner, Path(prefix))) is not None:
        named = f": {owner}" if owner else ""
        if clock() > deadline:
            return Failure(FailureReason.BUSY, f"Another install is at work in this environment{named}")
        if said != (said := f"Waiting for another install in this environment{named}"):
            report(said, None)
        if await _is_cancelled(cancelled):
            return CANCELLED
    return None


@asynccontextmanager
async def alone(
    prefix: str, report: Report, cancelled: asyncio.Event, *, work: str
) -> AsyncIterator[Failure | None]:
    """Keep others from changing what lies at `prefix` now, also while it is moved elsewhere and back.

    Yields why that was not waited for, or nothing. `work` is told to others who wait. Where nothing can
    be written nobody else can either, and nobody is kept from it.
    """
    if failure := await _turn_has_come(prefix, report, cancelled):
        yield failure
        return
    journal = await asyncio.to_thread(_held, prefix, work)
    try:
        yield None
    finally:
        if journal is not None:
            journals.leave(journal)


async def _turn_has_come(prefix: str, report: Report, cancelled: asyncio.Event) -> Failure | None:
    while not (failure := await others_done(prefix, report, cancelled)):
        ended = await asyncio.to_thread(recover, prefix)
        if ended is None or ended.failure is None or ended.failure.reason is not FailureReason.BUSY:
            return None
    return failure


def _held(prefix: str, work: str) -> Journal | None:
    if sys.platform == "win32":
        return None  # no folder can be moved in which a file is open
    try:
        return journals.hold(Path(prefix), work)
    except OSError:
        return None


async def _is_cancelled(cancelled: asyncio.Event) -> bool:
    try:
        async with asyncio.timeout(_LOOK_EVERY):
            return await cancelled.wait()
    except TimeoutError:
        return False
