"""Notices when the client's process ends (LSP 3.17, `InitializeParams.processId`).

Where the system can tell (Linux), it tells at once, even of a process that nobody has reaped; else it
is asked every few seconds. A process that does not exist to begin with is one of another machine or
container, and says nothing; one that was seen and is gone has ended.
"""

import asyncio
import os
import sys

from venvls.server.liveness import exists

INTERVAL = 2.0
"""Seconds between two questions."""


async def ended(process_id: int, *, seen: bool = False) -> None:
    """Return when the process has ended, at once if it was seen before; never if it cannot be observed."""
    if sys.platform == "win32":
        # There `os.kill` has no signal that only asks: a client's end is the end of its streams.
        await asyncio.Event().wait()
    if not exists(process_id):
        if not seen:
            await asyncio.Event().wait()
        return
    try:
        descriptor = os.pidfd_open(process_id) if hasattr(os, "pidfd_open") else None
    except ProcessLookupError:
        return
    except OSError:
        descriptor = None
    if descriptor is None:
        await _polled(process_id)
    else:
        await _told(descriptor)


async def _told(descriptor: int) -> None:
    loop = asyncio.get_running_loop()
    over = asyncio.Event()
    loop.add_reader(descriptor, over.set)
    try:
        await over.wait()
    finally:
        loop.remove_reader(descriptor)
        os.close(descriptor)


async def _polled(process_id: int) -> None:
    while exists(process_id):  # noqa: ASYNC110 -- a process sets no event
        await asyncio.sleep(INTERVAL)
