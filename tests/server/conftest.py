"""A server with the echo engine: as a process of its own, or in this one."""

from collections.abc import AsyncIterator

import pytest

from tests.support.echo_engine import COMMAND
from tests.support.in_process import in_process
from tests.support.raw_client import RawClient
from tests.support.stdio import ServerProcess, connected_to


@pytest.fixture
async def server() -> AsyncIterator[ServerProcess]:
    """A process that was said nothing to."""
    async with connected_to(COMMAND) as process:
        yield process


@pytest.fixture
async def client() -> AsyncIterator[RawClient]:
    """A client whose session, in this process, is running."""
    async with in_process() as connected:
        await connected.initialize()
        yield connected
