"""Has old answers about the projects of open manifests asked for again, a few at a time.

Decides when; which they are is analysis, and what follows is the session's. A keystroke asks nothing
again, and while nothing is open nobody is asked.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace

from venvls.analysis.outdated import outdated
from venvls.analysis.snapshot import Snapshot
from venvls.model.settings import DEFAULTS
from venvls.session.changes import FactsOutdated

AT_ONCE = 64
"""Projects that are asked for again in one round; most of them cost an index one answer without a body."""

SHORTEST = 0.1
"""Seconds between two rounds at least."""


async def revisit(snapshot: Callable[[], Snapshot], apply: Callable[[FactsOutdated], None]) -> None:
    """Look round after round which answers have grown old, for as long as the session lasts."""
    while True:
        interval = snapshot().settings.refresh_interval
        await asyncio.sleep(max(interval or DEFAULTS.refresh_interval, SHORTEST))
        if interval:
            apply(FactsOutdated(outdated(replace(snapshot(), now=time.time()), AT_ONCE)))
