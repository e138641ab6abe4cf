"""Waiting while another process is at work in an environment, so that editors take turns.

Says for whom it waits, can be cancelled, and ends after a while. Does not take the turn: who is
through tries, and may have to wait again.
"""

import asyncio
from pathlib import Path

from venvls.install import journal as journals
from venvls.install.progress import Report
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


async def _is_cancelled(cancelled: asyncio.Event) -> bool:
    try:
        async with asyncio.timeout(_LOOK_EVERY):
            return await cancelled.wait()
    except TimeoutError:
        return False
