"""Which index the demo asks: the configured one when it answers, else a small bundled one."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from tempfile import TemporaryDirectory

from demo.screen import Screen
from tests.support.loopback_index import Release, serving
from venvls.index.configuration import load
from venvls.index.remote import Index
from venvls.model.facts import Known
from venvls.model.names import ProjectName

BUNDLED = (
    Release(
        "requests", "2.32.3", requires=("urllib3>=1.21",), summary="HTTP for humans, bundled for the demo"
    ),
    Release("requests", "2.31.0", requires=("urllib3>=1.21",)),
    Release("requests", "2.30.0", yanked="a bad day"),
    Release("urllib3", "2.2.3"),
    Release("PyYAML", "6.0.2", modules=("yaml", "_yaml"), summary="YAML, bundled for the demo"),
    Release("PyYAML", "6.0.1", modules=("yaml", "_yaml")),
)


@asynccontextmanager
async def chosen_index(screen: Screen) -> AsyncIterator[Mapping[str, str]]:
    """Yield the variables that make venvls and pip ask the index of this run, and say which it is."""
    if await _configured_index_answers():
        screen.say("index: the configured one, as pip would ask it")
        yield {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
        return
    with serving(*BUNDLED) as index:
        screen.say("index: a small bundled one on loopback, because the configured one does not answer")
        yield {
            "PIP_INDEX_URL": index.url,
            "PIP_EXTRA_INDEX_URL": "",
            "PIP_FIND_LINKS": "",
            "PIP_CONFIG_FILE": os.devnull,
        }


async def _configured_index_answers() -> bool:
    configuration = await asyncio.to_thread(load, os.getcwd(), os.environ)
    with TemporaryDirectory() as cache:
        index = Index(environ={**os.environ, "VENVLS_CACHE_DIR": cache})
        try:
            facts = [
                await asyncio.wait_for(index.project(ProjectName(name), configuration), 20)
                for name in ("pyyaml", "requests")
            ]
        except TimeoutError:
            return False
        finally:
            await index.close()
    return all(isinstance(fact, Known) for fact in facts)
