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
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import Protocol

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


class Child(Protocol):
    """A process that leads a group of its own, however it was started."""

    @property
    def pid(self) -> int:
        """Its number."""

    @property
    def returncode(self) -> int | None:
        """Its status, once it is known that it has ended."""

    async def wait(self) -> int:
        """Return its status when it has ended."""

    def terminate(self) -> None:
        """Ask it alone to end, where there are no groups."""

    def kill(self) -> None:
        """End it alone, where there are no groups."""


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
        return await attend(process, command.limit, reader, cancelled=cancelled)


async def attend(
    process: Child,
    limit: float,
    reader: "LineReader",
    *,
    cancelled: asyncio.Event | None = None,
    done: Awaitable[object] | None = None,
) -> Finished:
    """Follow a process that was started, as `run` does.

    When `done` is, the process has done what was asked: it is left alone, and counts as one that ended well.
    """
    signals = (cancelled or asyncio.Event(), done or asyncio.Event().wait())
    ended = True
    try:
        ending = await _watch(process, limit, reader, *signals)
        ended = ending is not None
    finally:
        if ended:
            await _end_group(process)
    reader.read_on()
    return Finished(ending or Ending.BY_ITSELF, process.returncode or 0, reader.finish())


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
    process: Child,
    limit: float,
    reader: LineReader,
    cancelled: asyncio.Event,
    done: Awaitable[object],
) -> Ending | None:
    """Return how it ended, or nothing when it goes on."""
    clock = asyncio.get_running_loop().time
    deadline = clock() + limit
    end, stop, go_on = map(asyncio.ensure_future, (process.wait(), cancelled.wait(), done))
    try:
        while not end.done():
            if stop.done():
                return Ending.CANCELLED
            if clock() > deadline:
                return Ending.TIMED_OUT
            if go_on.done():
                return None
            await asyncio.wait((end, stop, go_on), timeout=_LOOK_EVERY, return_when=asyncio.FIRST_COMPLETED)
            reader.read_on()
        return Ending.BY_ITSELF
    finally:
        for one in (end, stop, go_on):
            one.cancel()


async def _end_group(process: Child) -> None:
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


def _ask_to_end(process: Child) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            process.terminate()
        else:
            os.killpg(process.pid, signal.SIGTERM)


def _kill(process: Child) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
