"""Loads in a quiet moment what was left out at the start, so that the first hover does not wait for it.

One module in each turn of the loop: the largest takes as long as a keystroke may. Does not know what a
session is about.
"""

import asyncio
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module

from venvls.runtime.engine import ANSWERING
from venvls.server import lazy_dataclasses, lazy_patterns, registration

AFTER = 2.0
"""Seconds until a session that begins has said what it has to say about the documents that are open."""


async def preload() -> None:
    """Load every feature and what it asks."""
    await asyncio.sleep(AFTER)
    for load in _loads():
        with lazy_dataclasses.deferred(), lazy_patterns.deferred():
            load()
        await asyncio.sleep(0)


def _loads() -> Iterator[Callable[[], object]]:
    for module in ANSWERING:
        yield partial(import_module, module)
    for feature in registration.named():
        yield partial(registration.loaded, feature)
