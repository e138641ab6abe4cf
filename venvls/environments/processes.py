"""One bounded, cancellable child process: its own group, no input, never a shell.

Only `creation` and repairs start processes. Does not know what the command is for.
"""

import asyncio
import contextlib
import os
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

_GRACE_SECONDS = 2.0
_LONGEST_OUTPUT = 20_000


class Ending(StrEnum):
    """How a process came to its end."""

    EXITED = "exited"
    CANCELLED = "cancelled"
    TIMED_OUT = "timed-out"
    NOT_STARTED = "not-started"


@dataclass(frozen=True, slots=True)
class Finished:
    """How it ended, its exit code, and the end of what it said on both streams."""

    ending: Ending
    exit_code: int
    output: str

    @property
    def succeeded(self) -> bool:
        """Whether it ran to its end and reported success."""
        return self.ending is Ending.EXITED and self.exit_code == 0


async def run(
    command: Sequence[str], environ: Mapping[str, str], time_limit: float, cancelled: asyncio.Event
) -> Finished:
    """Run a command until it ends, `cancelled` is set or `time_limit` seconds have passed.

    Its whole process group is gone when this returns or is itself cancelled.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=dict(environ),
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        return Finished(Ending.NOT_STARTED, -1, str(error))
    reading = asyncio.create_task(process.communicate())
    waiting = asyncio.create_task(cancelled.wait())
    try:
        await asyncio.wait({reading, waiting}, timeout=time_limit, return_when=asyncio.FIRST_COMPLETED)
        ended = reading.done()
        if not ended:
            await _stop(process, reading)
        ending = Ending.EXITED if ended else Ending.CANCELLED if cancelled.is_set() else Ending.TIMED_OUT
        return Finished(ending, process.returncode or 0, _text(reading))
    finally:
        waiting.cancel()
        _signal(process, kill=True)
        # Waited for also when we are cancelled: the caller removes what the process may still write.
        await asyncio.wait({reading}, timeout=_GRACE_SECONDS)
        reading.cancel()


async def _stop(process: asyncio.subprocess.Process, reading: "asyncio.Task[tuple[bytes, bytes]]") -> None:
    _signal(process, kill=False)
    await asyncio.wait({reading}, timeout=_GRACE_SECONDS)
    _signal(process, kill=True)
    # Something that left the group may hold the pipe open: it is not waited for.
    await asyncio.wait({reading}, timeout=_GRACE_SECONDS)


def _signal(process: asyncio.subprocess.Process, *, kill: bool) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL if kill else signal.SIGTERM)
        elif process.returncode is None:
            process.kill()


def _text(reading: "asyncio.Task[tuple[bytes, bytes]]") -> str:
    if not reading.done() or reading.cancelled():
        return ""
    return reading.result()[0][-_LONGEST_OUTPUT:].decode("utf-8", errors="replace")
