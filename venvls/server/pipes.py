"""The loop's side of standard input and output.

Bytes are handed to the session in the very call that reads them: no stream object, no thread and no
other turn of the loop lies between a keystroke and its handling.
"""

import asyncio
import os
import selectors
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress

from venvls.runtime.engine import Engine
from venvls.server.boot import Greeting
from venvls.server.collecting import QuietCollection
from venvls.server.session import MakeEngine, Session
from venvls.server.streams import Streams

FLUSH_LIMIT = 2.0
"""Seconds for the last bytes to go out; a client that is gone takes none."""

EXIT_LIMIT = 5.0
"""Seconds for the threads of the process to end; one that waits for a dead disk never does."""

_CHUNK = 1 << 16


class Incoming(asyncio.Protocol):
    """Hands over what arrives, and says when nothing will any more."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._collection = QuietCollection()

    def data_received(self, data: bytes) -> None:
        """Bytes have arrived."""
        self._session.receive(data)
        self._collection.heard()

    def connection_lost(self, _error: Exception | None) -> None:
        """The other side is gone."""
        self._session.end()


class Outgoing(asyncio.BaseProtocol):
    """Writes without ever waiting for the client, and knows when everything has gone out."""

    def __init__(self) -> None:
        self.on_lost: Callable[[], None] = lambda: None
        self._closed = asyncio.Event()
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The pipe is open."""
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def connection_lost(self, _error: Exception | None) -> None:
        """The last byte is out, or the other side is gone."""
        self._closed.set()
        self.on_lost()

    def write(self, data: bytes) -> None:
        """Send bytes as soon as the client takes them."""
        if self._transport is not None and not self._closed.is_set():
            self._transport.write(data)

    def unread(self) -> int:
        """Return how many bytes the client has not taken yet."""
        return self._transport.get_write_buffer_size() if self._transport is not None else 0

    async def flush(self) -> None:
        """Close, and wait until everything has gone out."""
        if self._transport is not None:
            self._transport.close()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closed.wait(), FLUSH_LIMIT)


class BlockingOutgoing(Outgoing):
    """For what the loop cannot write to: a file, or a pipe of Windows."""

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._descriptor = descriptor

    def write(self, data: bytes) -> None:
        """Send bytes now."""
        try:
            while data:
                data = data[os.write(self._descriptor, data) :]
        except OSError:
            self.on_lost()


async def serve(
    streams: Streams, greeting: Greeting, environ: Mapping[str, str], make_engine: MakeEngine | None
) -> int:
    """Run one session over the streams; return the exit code."""
    outgoing = await _open_outgoing(streams.write_to)
    session = Session(outgoing.write, environ, make_engine or Engine, outgoing.unread)
    outgoing.on_lost = session.end
    if greeting.params is not None:
        session.begin(greeting.params, client_seen=greeting.client_seen)
    session.receive(greeting.unread)
    await _listen(streams.read_from, session)
    _end_on_signals(session)
    code = await session.run()
    await outgoing.flush()
    _exit_at_latest(code)
    return code


async def _open_outgoing(descriptor: int) -> Outgoing:
    if sys.platform == "win32":
        return BlockingOutgoing(descriptor)
    pipe = os.fdopen(descriptor, "wb", buffering=0, closefd=False)
    try:
        _, outgoing = await asyncio.get_running_loop().connect_write_pipe(Outgoing, pipe)
    except ValueError:
        return BlockingOutgoing(descriptor)
    return outgoing


async def _listen(descriptor: int, session: Session) -> None:
    loop = asyncio.get_running_loop()
    if sys.platform != "win32" and _can_be_awaited(descriptor):
        pipe = os.fdopen(descriptor, "rb", buffering=0, closefd=False)
        with suppress(ValueError):
            await loop.connect_read_pipe(lambda: Incoming(session), pipe)
            return
    reading = threading.Thread(target=_read, args=(descriptor, loop, session), daemon=True)
    reading.start()


def _can_be_awaited(descriptor: int) -> bool:
    """Return whether the loop can wait for input: epoll refuses files and `/dev/null`."""
    with selectors.DefaultSelector() as selector:
        try:
            selector.register(descriptor, selectors.EVENT_READ)
        except PermissionError:
            return False
    return True


def _read(descriptor: int, loop: asyncio.AbstractEventLoop, session: Session) -> None:
    with suppress(OSError, RuntimeError):  # the descriptor, or the loop, was closed
        while data := os.read(descriptor, _CHUNK):
            loop.call_soon_threadsafe(session.receive, data)
        loop.call_soon_threadsafe(session.end)


def _end_on_signals(session: Session) -> None:
    with suppress(NotImplementedError):  # Windows
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, session.end)


def _exit_at_latest(code: int) -> None:
    # The interpreter would wait for threads of the executor without a limit.
    timer = threading.Timer(EXIT_LIMIT, os._exit, (code,))
    timer.daemon = True
    timer.start()
