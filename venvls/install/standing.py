"""A pip that has planned and waits to be told to install what it fetched.

Starting another one takes longer than most installs. It is a child of ours at the other end of a pair of
sockets, and ends with our end: closed by us, who then bury it, or by our death. What it is told comes
with open files: where it writes, and the lock that it holds even if we die. Does not know what it is
told to do. There is one on Linux alone, where files can be handed over and the end of a process can be
waited for without the event loop.
"""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from venvls.processes import Command, Ending, Finished, LineReader, attend

_BEGIN_LIMIT = 5.0
"""Seconds in which it says that it has begun."""

_GRACE = 3.0
"""Seconds that it has to end by itself when the line is closed."""


class Standing:
    """Our end of the line, and the process at the other one once it was started."""

    @classmethod
    def possible(cls) -> Self | None:
        """Return a line to nobody yet, where this machine has what it takes."""
        try:
            return cls(*socket.socketpair()) if _can_be_watched() else None
        except OSError:
            return None

    def __init__(self, end: socket.socket, others: socket.socket) -> None:
        self._end = end
        self._others = others
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def descriptor(self) -> int:
        """The other end, which the process inherits."""
        return self._others.fileno()

    async def started(
        self, command: Command, output: Path, on_line: Callable[[str], None], cancelled: asyncio.Event
    ) -> Finished:
        """Run a command until it ends, or says on the line that it is done and stays."""
        with output.open("w+b") as written, output.open(encoding="utf-8", errors="replace") as read:
            try:
                child = self._start(command, written.fileno())
            except OSError as error:
                return Finished(Ending.NOT_STARTED, -1, (str(error),))
            reader = LineReader(read, on_line)
            return await attend(child, command.limit, reader, cancelled=cancelled, done=_said(self._end))

    async def told(
        self,
        command: Command,
        spoken: tuple[str, ...],
        output: Path,
        on_line: Callable[[str], None],
        held: int,
    ) -> Finished | None:
        """Let it run `spoken` as `command` would be run; `None` when nobody is there to do it.

        `held` is a descriptor that it keeps open. The time limit ends its process group.
        """
        if self._process is None:
            return None
        order = {"arguments": spoken, "variables": dict(command.variables), "folder": command.folder}
        with output.open("w+b") as written, output.open(encoding="utf-8", errors="replace") as read:
            if not await self._begun(json.dumps(order).encode(), (written.fileno(), held)):
                return None
            reader, child = LineReader(read, on_line), _Child(self._process)
            answer = asyncio.ensure_future(_said(self._end))
            finished = await attend(child, command.limit, reader, done=answer)
            return finished if answer.cancelled() else replace(finished, status=answer.result())

    def close(self) -> None:
        """Close the line, and wait until the process at its other end is gone."""
        self._end.close()
        self._others.close()
        if self._process is None:
            return
        try:
            self._process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _start(self, command: Command, output: int) -> "_Child":
        self._end.setblocking(False)
        self._process = subprocess.Popen(
            command.arguments,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=command.folder,
            env=dict(command.variables),
            pass_fds=(self.descriptor,),
            start_new_session=True,
        )
        # The line ends with the process only when nobody else holds its end.
        self._others.close()
        return _Child(self._process)

    async def _begun(self, order: bytes, files: tuple[int, ...]) -> bool:
        """Hand an order over, and tell whether somebody carries it out."""
        loop = asyncio.get_running_loop()
        try:
            socket.send_fds(self._end, [len(order).to_bytes(4, "big")], files)
            async with asyncio.timeout(_BEGIN_LIMIT):
                await loop.sock_sendall(self._end, order)
                return bool(await loop.sock_recv(self._end, 1))
        except (OSError, TimeoutError):
            return False


@dataclass(frozen=True, slots=True)
class _Child:
    """A process that can be waited for on the event loop, and without it."""

    process: subprocess.Popen[bytes]

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def returncode(self) -> int | None:
        return self.process.poll()

    async def wait(self) -> int:
        loop = asyncio.get_running_loop()
        if self.process.poll() is None:
            ended, descriptor = asyncio.Event(), os.pidfd_open(self.process.pid)
            loop.add_reader(descriptor, ended.set)
            try:
                await ended.wait()
            finally:
                loop.remove_reader(descriptor)
                os.close(descriptor)
        return self.process.wait()

    def terminate(self) -> None:
        self.process.terminate()

    def kill(self) -> None:
        self.process.kill()


async def _said(end: socket.socket) -> int:
    """Return the status that comes over the line; never, when nobody is there to say one."""
    with suppress(OSError):
        if said := await asyncio.get_running_loop().sock_recv(end, 1):
            return said[0]
    return await asyncio.Event().wait()


def _can_be_watched() -> bool:
    if sys.platform != "linux":
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError:
        return False  # an old kernel, or one that keeps this from us
    return True
