"""Loads in a quiet moment what was left out at the start, so that the first hover does not wait for it.

One module in each turn of the loop: the largest takes as long as a keystroke may. Does not know what a
session is about.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module

from venvls.runtime.engine import ANSWERING
from venvls.server import lazy_dataclasses, lazy_patterns, registration

QUIET = 1.0
"""Seconds without a message after which nobody is kept waiting."""


async def preload(heard: Callable[[], float]) -> None:
    """Load every feature and what it asks. `heard` tells when the client last said something, `monotonic`."""
    for load in _loads():
        # To set an event at each message would cost more.
        while (remaining := heard() + QUIET - time.monotonic()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(remaining)
        with lazy_dataclasses.deferred(), lazy_patterns.deferred():
            load()
        await asyncio.sleep(0)


def _loads() -> Iterator[Callable[[], object]]:
    for module in ANSWERING:
        yield partial(import_module, module)
    for feature in registration.named():
        yield partial(registration.loaded, feature)
