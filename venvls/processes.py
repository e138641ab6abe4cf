"""Running a program: its own process group, a time limit, and lines as they come.

Output goes to a file that is read while it grows. So a child whose parent died writes on instead of
breaking off half-way, and however much it says, nothing fills up. Does not know what is run.
"""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path

_LOOK_EVERY = 0.05
"""Seconds between looks at the output; the end of the process is noticed at once."""

_GRACE = 3.0
"""Seconds that a process group has to end by itself when asked to."""


@dataclass(frozen=True, slots=True)
class Command:
    """What to run. `variables` are its whole environment, `limit` is seconds."""

    arguments: tuple[str, ...]
    variables: Mapping[str, str]
    folder: str
    limit: float


class Ending(StrEnum):
    """How a process came to its end."""

    BY_ITSELF = "by-itself"
    CANCELLED = "cancelled"
    TIMED_OUT = "timed-out"
    NOT_STARTED = "not-started"


@dataclass(frozen=True, slots=True)
class Finished:
    """A process that is gone, with all lines that it wrote to its output and error streams."""

    ending: Ending
    status: int
    lines: tuple[str, ...]

    @property
    def succeeded(self) -> bool:
        """Whether it ended by itself and says that all is well."""
        return self.ending is Ending.BY_ITSELF and self.status == 0


async def run(
    command: Command,
    output: Path,
    on_line: Callable[[str], None],
    *,
    cancelled: asyncio.Event | None = None,
    inherited: tuple[int, ...] = (),
) -> Finished:
    """Run a command to its end and hand over each line of its output.

    When `cancelled` is set, the time limit passes or the caller's task is cancelled, the whole
    process group is ended. `inherited` are file descriptors that the child keeps open.
    """
    with output.open("w+b") as written, output.open(encoding="utf-8", errors="replace") as read:
        reader = LineReader(read, on_line)
        try:
            process = await asyncio.create_subprocess_exec(
                *command.arguments,
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=subprocess.STDOUT,
                cwd=command.folder,
                env=dict(command.variables),
                pass_fds=() if sys.platform == "win32" else inherited,
                start_new_session=True,
            )
        except OSError as error:
            return Finished(Ending.NOT_STARTED, -1, (str(error),))
        try:
            ending = await _watch(process, command.limit, reader, cancelled)
        finally:
            await _end_group(process)
        reader.read_on()
        return Finished(ending, process.returncode or 0, reader.finish())


class LineReader:
    """Whole lines of a file that still grows."""

    def __init__(self, file: TextIOWrapper, on_line: Callable[[str], None]) -> None:
        self._file = file
        self._on_line = on_line
        self._lines: list[str] = []
        self._begun = ""

    def read_on(self) -> None:
        """Hand over the lines that were completed since the last time."""
        *whole, self._begun = (self._begun + self._file.read()).split("\n")
        for line in whole:
            self._lines.append(line.rstrip())
            self._on_line(line.rstrip())

    def finish(self) -> tuple[str, ...]:
        """Return all lines, with what stands at the end without a line end."""
        return (*self._lines, self._begun) if self._begun else tuple(self._lines)


async def _watch(
    process: asyncio.subprocess.Process, limit: float, reader: LineReader, cancelled: asyncio.Event | None
) -> Ending:
    clock = asyncio.get_running_loop().time
    deadline = clock() + limit
    end = asyncio.ensure_future(process.wait())
    stop = asyncio.ensure_future((cancelled or asyncio.Event()).wait())
    try:
        while not end.done():
            if stop.done():
                return Ending.CANCELLED
            if clock() > deadline:
                return Ending.TIMED_OUT
            await asyncio.wait((end, stop), timeout=_LOOK_EVERY, return_when=asyncio.FIRST_COMPLETED)
            reader.read_on()
        return Ending.BY_ITSELF
    finally:
        end.cancel()
        stop.cancel()


async def _end_group(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    _ask_to_end(process)
    try:
        await asyncio.wait_for(asyncio.shield(process.wait()), _GRACE)
    except TimeoutError:
        pass
    finally:
        # Whatever the leader left behind in its group must not work on, even if it ended politely.
        _kill(process)
        await asyncio.shield(process.wait())


def _ask_to_end(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            process.terminate()
        else:
            os.killpg(process.pid, signal.SIGTERM)


def _kill(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
