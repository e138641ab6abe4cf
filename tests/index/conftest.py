"""An index on loopback, a configuration that names it and a cache folder of the test's own."""

import asyncio
import os
from contextlib import asynccontextmanager

import pytest

from tests.support.index_fixture import loopback_index  # noqa: F401
from venvls.index.remote import Index
from venvls.model.facts import Known
from venvls.model.index_configuration import IndexConfiguration, Setting


@pytest.fixture
def configuration(loopback_index):  # noqa: F811
    """What names the loopback index alone."""
    return configured(loopback_index.url)


@pytest.fixture
def environ(tmp_path):
    """Variables for a worker with an empty cache and an empty home."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return kept | {"HOME": str(tmp_path / "home"), "VENVLS_CACHE_DIR": str(tmp_path / "cache")}


@pytest.fixture
async def index(environ):
    """The index as the engine uses it."""
    async with opened(environ) as running:
        yield running


def configured(*urls, **fields):
    """Return a configuration with these indexes."""
    return IndexConfiguration(
        key=" ".join(urls), indexes=tuple(Setting(url, "test") for url in urls), **fields
    )


@asynccontextmanager
async def opened(environ, on_update=None):
    """Open an index and close it again."""
    running = Index(on_update, environ=environ)
    try:
        yield running
    finally:
        await running.close()


async def until_known(index, name, configuration, limit=30):
    """Ask again, as the session does, until the index has recovered."""
    async with asyncio.timeout(limit):
        while not isinstance(fact := await index.project(name, configuration), Known):
            await asyncio.sleep(0.05)
    return fact
