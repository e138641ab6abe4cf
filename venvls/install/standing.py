"""A pip that has planned and waits to be told to install what it fetched.

Starting another one takes longer than most installs. It is a child of the process that planned, at the
other end of a pair of sockets, and ends with ours: closed by us, or by our death. What it is told comes
with open files: where it writes, and the lock that it holds even if we die. Does not know what it is
told to do. There is one on Linux alone: elsewhere files cannot be handed over, or forks are not safe.
"""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from venvls.processes import Command, Ending, Finished, LineReader

_LOOK_EVERY = 0.05
_PID_LIMIT = 5.0
"""Seconds in which it says that it has begun."""


def line() -> tuple[socket.socket, socket.socket] | None:
    """Return our end and the other one's, where this machine has such lines."""
    return socket.socketpair() if sys.platform == "linux" else None


async def told(
    end: socket.socket,
    command: Command,
    spoken: tuple[str, ...],
    output: Path,
    on_line: Callable[[str], None],
    held: int,
) -> Finished | None:
    """Let it run `spoken` as `command` would be run; `None` when nobody is there to do it.

    `held` is a descriptor that it keeps open. The time limit ends its process group.
    """
    order = {"arguments": spoken, "variables": dict(command.variables), "folder": command.folder}
    with output.open("w+b") as written, output.open(encoding="utf-8", errors="replace") as read:
        end.setblocking(False)
        process = await _begun(end, json.dumps(order).encode(), (written.fileno(), held))
        if process is None:
            return None
        reader = LineReader(read, on_line)
        ending, status = await _watched(end, process, command.limit, reader)
        reader.read_on()
        return Finished(ending, status, reader.finish())


async def _begun(end: socket.socket, order: bytes, files: tuple[int, ...]) -> int | None:
    """Hand an order over, and return the number of the process that carries it out."""
    loop = asyncio.get_running_loop()
    try:
        socket.send_fds(end, [len(order).to_bytes(4, "big")], files)
        async with asyncio.timeout(_PID_LIMIT):
            await loop.sock_sendall(end, order)
            answer = await loop.sock_recv(end, 4)
    except (OSError, TimeoutError):
        return None
    return int.from_bytes(answer, "big") if len(answer) == 4 else None


async def _watched(end: socket.socket, process: int, limit: float, reader: LineReader) -> tuple[Ending, int]:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + limit
    answer = asyncio.ensure_future(loop.sock_recv(end, 1))
    try:
        while not answer.done():
            if loop.time() > deadline:
                return Ending.TIMED_OUT, -1
            await asyncio.wait((answer,), timeout=_LOOK_EVERY)
            reader.read_on()
        said = answer.result()
        return Ending.BY_ITSELF, said[0] if said else -1
    except OSError:
        return Ending.BY_ITSELF, -1
    finally:
        if not answer.done() or answer.cancelled():
            answer.cancel()
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(os.getpgid(process), signal.SIGKILL)
