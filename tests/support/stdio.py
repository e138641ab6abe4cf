"""Servers as real processes, with a raw client on their standard streams or on a socket.

    async with connected("server") as process:
        await process.client.initialize(folder)

`connected` starts `python -m venvls ...`, `connected_to` any command. What the process writes to
its standard error is kept in `errors` and belongs into the failure of a test.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.raw_client import LIMIT, RawClient

CHECKOUT = Path(__file__).parents[2]


@dataclass
class ServerProcess:
    """A running server: its process, the client on its streams and its standard error so far.

    A server over TCP does not speak on its streams; it says there where it listens.
    """

    process: asyncio.subprocess.Process
    client: RawClient
    errors: list[str] = field(default_factory=list)

    async def exit_code(self, limit: float = LIMIT) -> int:
        """Wait until the process has ended by itself."""
        return await asyncio.wait_for(self.process.wait(), limit)

    async def address(self) -> tuple[str, int]:
        """Return the host and port that a server over TCP listens on."""
        assert self.process.stdout
        line = await asyncio.wait_for(self.process.stdout.readline(), LIMIT)
        host, _, port = line.decode().split()[-1].rpartition(":")
        return host, int(port)

    @property
    def error_output(self) -> str:
        """What the process has written to its standard error."""
        return "".join(self.errors)


@asynccontextmanager
async def connected(
    *arguments: str, environ: Mapping[str, str] | None = None, cwd: Path | None = None
) -> AsyncIterator[ServerProcess]:
    """Start `python -m venvls` with arguments (usually `"server"`) and talk over its streams."""
    async with connected_to([sys.executable, "-m", "venvls", *arguments], environ, cwd) as process:
        yield process


@asynccontextmanager
async def connected_to(
    command: Sequence[str],
    environ: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    *,
    speaks: bool = True,
) -> AsyncIterator[ServerProcess]:
    """Start a command and talk over its streams, if it `speaks` there.

    It is killed at the end if it still runs.
    """
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment(environ),
        cwd=cwd or CHECKOUT,
        limit=1 << 27,
    )
    assert process.stdin
    assert process.stdout
    assert process.stderr
    server = ServerProcess(process, RawClient(process.stdout, process.stdin, reads=speaks))
    listening = asyncio.create_task(_listen(process.stderr, server.errors))
    try:
        yield server
    finally:
        await server.client.close()
        if process.returncode is None:
            process.kill()
        await process.wait()
        await listening


@asynccontextmanager
async def connected_over_tcp(host: str, port: int) -> AsyncIterator[RawClient]:
    """Talk to a server that already listens."""
    reader, writer = await asyncio.open_connection(host, port, limit=1 << 27)
    client = RawClient(reader, writer)
    try:
        yield client
    finally:
        await client.close()
        await asyncio.gather(writer.wait_closed(), return_exceptions=True)


def environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return our environment with the checkout importable, without what would point the server elsewhere."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name != "VIRTUAL_ENV" and not name.startswith(("PIP_", "UV_", "VENVLS_"))
    }
    path = os.pathsep.join(filter(None, (str(CHECKOUT), os.environ.get("PYTHONPATH"))))
    return {**inherited, "PYTHONPATH": path, **(changes or {})}


async def _listen(stream: asyncio.StreamReader, into: list[str]) -> None:
    while chunk := await stream.read(1 << 16):
        into.append(chunk.decode(errors="replace"))
