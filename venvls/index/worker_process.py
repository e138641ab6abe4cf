"""The other end of `worker`: one child process, started when first needed and again when it dies.

Knows frames and numbers, not what a question means.
"""

import asyncio
import contextlib
import itertools
import logging
import os
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping

import msgspec

from venvls.index.frames import HEADER, LONGEST, Ask, LogLine, Question, Reply, frame, from_worker
from venvls.model.masking import masked

_log = logging.getLogger("venvls.index")

_START_LIMIT = 20.0
_END_LIMIT = 2.0
_DEATHS = 3
_LAST_LINES = 20
_AT_ONCE = 32
_DEATHS_WITHIN = 60.0


class WorkerLostError(Exception):
    """The worker ended before it answered, or could not be started."""


class WorkerProcess:
    """Sends questions and hands each reply to whoever asked; for one event loop."""

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self._environ = environ
        self._process: asyncio.subprocess.Process | None = None
        self._starting = asyncio.Lock()
        self._reading: asyncio.Task[None] | None = None
        self._listening: asyncio.Task[None] | None = None
        self._numbers = itertools.count(1)
        self._waiting: dict[int, Callable[[Reply | None], None]] = {}
        self._deaths: list[float] = []
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The process id while it runs, as far as its end has been noticed."""
        if self._process is None or self._process.returncode is not None:
            return None
        return self._process.pid

    async def ask(self, question: Question, on_reply: Callable[[Reply | None], None]) -> int:
        """Send a question; every reply goes to `on_reply`, `None` when the worker died before the last.

        Raises `WorkerLostError` when there is no worker to be had.
        """
        process = await self._running()
        number = next(self._numbers)
        self._waiting[number] = on_reply
        assert process.stdin is not None
        process.stdin.write(frame(Ask(number, question)))
        return number

    def forget(self, number: int) -> None:
        """Take no more replies to a question."""
        self._waiting.pop(number, None)

    async def close(self) -> None:
        """Let the worker end, and end it where it does not."""
        self._closed = True
        process, self._process = self._process, None
        self._lose_all()
        if process is None:
            return
        assert process.stdin is not None
        process.stdin.close()
        await _ended(process)
        for task in (self._reading, self._listening):
            if task is not None:
                await task

    async def _running(self) -> asyncio.subprocess.Process:
        async with self._starting:
            if self._closed:
                raise WorkerLostError("the index is closed")
            if self._process is None:
                self._refuse_if_it_keeps_dying()
                self._process = await self._started()
                self._reading = asyncio.create_task(self._read(self._process))
                self._listening = asyncio.create_task(self._listen(self._process))
            return self._process

    async def _started(self) -> asyncio.subprocess.Process:
        # -P: a folder that is the current one must not be able to shadow a module of ours.
        starting = asyncio.create_subprocess_exec(
            sys.executable, "-P", "-m", "venvls.index.worker",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            env=dict(self._environ), limit=1 << 20,
        )  # fmt: skip
        try:
            return await asyncio.wait_for(starting, _START_LIMIT)
        except (OSError, TimeoutError) as error:
            raise WorkerLostError(f"the index worker could not be started: {error}") from error

    def _refuse_if_it_keeps_dying(self) -> None:
        now = time.monotonic()
        self._deaths = [death for death in self._deaths if now - death < _DEATHS_WITHIN]
        if len(self._deaths) >= _DEATHS:
            raise WorkerLostError("the index worker ended several times in a row")

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        try:
            for count in itertools.count(1):
                header = await process.stdout.readexactly(HEADER)
                length = int.from_bytes(header, "big")
                if length > LONGEST:
                    break
                self._received(await process.stdout.readexactly(length))
                if count % _AT_ONCE == 0:
                    # What has arrived is read without waiting, and a keystroke must not wait for all of it.
                    await asyncio.sleep(0)
        except (asyncio.IncompleteReadError, OSError):
            pass
        except msgspec.DecodeError as error:
            _log.error("the index worker said something unreadable: %s", error)
        await _ended(process)
        if self._process is process:
            self._process = None
            self._deaths.append(time.monotonic())
            _log.warning("the index worker ended and is started again when needed")
            self._lose_all()

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        """Keep the last words of a worker that broke down before it could say so in frames."""
        assert process.stderr is not None
        last: deque[bytes] = deque(maxlen=_LAST_LINES)
        with contextlib.suppress(ValueError, OSError):
            async for line in process.stderr:
                last.append(line)
        if last:
            said = b"".join(last).decode("utf-8", "replace").rstrip()
            _log.error("the index worker said: %s", masked(said))

    def _received(self, body: bytes) -> None:
        match from_worker(body):
            case LogLine(level=level, text=text):
                _log.log(level, "%s", text)
            case Reply() as reply:
                on_reply = self._waiting.get(reply.number)
                if reply.final:
                    self.forget(reply.number)
                if on_reply is not None:
                    on_reply(reply)

    def _lose_all(self) -> None:
        waiting, self._waiting = self._waiting, {}
        for on_reply in waiting.values():
            on_reply(None)


async def _ended(process: asyncio.subprocess.Process) -> None:
    """Wait for a process that should end by itself, and end it when it does not."""
    # Not killed at once: a signal to a process that has just ended takes its status from whoever waits.
    try:
        await asyncio.wait_for(process.wait(), _END_LIMIT)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
