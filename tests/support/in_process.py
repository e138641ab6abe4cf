"""A session and a raw client in one process, joined by memory: the wire without the pipes.

For tests of what is said, of which there are many; how processes begin and end needs real ones
(`tests.support.stdio`).

    async with in_process() as client:
        await client.initialize()
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from tests.support.echo_engine import EchoEngine
from tests.support.raw_client import RawClient
from venvls.server.session import MakeEngine, Session


class Wire:
    """The client's end: what is written is received in the same call, as by a pipe that was read."""

    def __init__(self, receive: Callable[[bytes], None], end: Callable[[], None]) -> None:
        self.write = receive
        self.close = end


@asynccontextmanager
async def in_process(make_engine: MakeEngine = EchoEngine) -> AsyncIterator[RawClient]:
    """Join a client to a session; the session has ended when the context is left."""
    reader = asyncio.StreamReader(limit=1 << 27)
    session = Session(reader.feed_data, {}, make_engine)
    running = asyncio.create_task(session.run())
    running.add_done_callback(lambda _: reader.feed_eof())
    client = RawClient(reader, Wire(session.receive, session.end))
    try:
        yield client
    finally:
        session.end()
        await running
        await client.close()
