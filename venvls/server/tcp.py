"""The server over TCP on a loopback address: one process, one session with an engine a connection.

For clients that cannot start processes and for debugging. The protocol has no authentication, and
commands install things; that is why only this machine may connect.
"""

import asyncio
import ipaddress
import logging
import os
import signal
import socket
import sys
from collections.abc import Mapping
from contextlib import suppress

from venvls.runtime.engine import Engine
from venvls.server import logs
from venvls.server.session import MakeEngine, Session

_CHUNK = 1 << 16

_log = logging.getLogger(__name__)


def run(
    host: str,
    port: int,
    *,
    log_level: str = "warning",
    log_file: str | None = None,
    make_engine: MakeEngine = Engine,
) -> int:
    """Serve until interrupted; `ValueError` when the host is not this machine alone.

    Port 0 takes any free one. The address is printed, so that a client can be told.
    """
    address = loopback_address(host)
    logs.configure(log_level, log_file)
    try:
        asyncio.run(_serve(address, port, dict(os.environ), make_engine))
    except KeyboardInterrupt:
        _log.info("interrupted")
    return 0


def loopback_address(host: str) -> str:
    """Return the address of a host that is this machine and cannot be reached from another one."""
    try:
        addresses = {str(found[4][0]) for found in socket.getaddrinfo(host, None)}
    except OSError as error:
        raise ValueError(f"no address for `{host}`: {error.strerror}") from None
    if not all(ipaddress.ip_address(address).is_loopback for address in addresses):
        raise ValueError(f"only a loopback address can be served, not `{host}`")
    return min(addresses)


async def _serve(host: str, port: int, environ: Mapping[str, str], make_engine: MakeEngine) -> None:
    sessions: dict[Session, asyncio.Task[None]] = {}

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        unread = writer.transport.get_write_buffer_size
        session = Session(writer.write, environ, make_engine, unread)
        sessions[session] = conversation = asyncio.ensure_future(_converse(session, reader, writer))
        try:
            await conversation
        finally:
            del sessions[session]

    over = asyncio.Event()
    with suppress(NotImplementedError):  # Windows
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, over.set)
    server = await asyncio.start_server(converse, host, port)
    address = server.sockets[0].getsockname()
    sys.stdout.write(f"venvls listens on {address[0]}:{address[1]}\n")
    sys.stdout.flush()
    await over.wait()
    server.close()
    # An install that is being applied is waited for: each session knows what must not be interrupted.
    for session in sessions:
        session.end()
    await asyncio.gather(*sessions.values(), return_exceptions=True)


async def _converse(session: Session, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    reading = asyncio.create_task(_read(session, reader))
    try:
        await session.run()
    finally:
        reading.cancel()
        writer.close()


async def _read(session: Session, reader: asyncio.StreamReader) -> None:
    try:
        while data := await reader.read(_CHUNK):
            session.receive(data)
    except ConnectionError as error:
        _log.info("the client is gone: %s", error)
    session.end()
