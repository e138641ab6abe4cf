"""When Python looks for garbage: not between two keystrokes.

A full collection goes through every object: 100 to 350 ms where a document of ten thousand lines is open.
Nearly all of what venvls keeps is immutable values, which have no cycles and go without a collection.
So young objects are looked at as ever, but less often, and the old ones when nobody types; what is
left then is frozen: later collections pass over it, and it still goes when its last reference does.
Belongs to a process with one session; does not know what is being said.
"""

import asyncio
import gc

YOUNG = 2_000
"""Objects made, less those gone, before these are looked at: at most two milliseconds."""

MIDDLE = 4
"""Collections of the young before those that were left are looked at again."""

OLD = 5_000
"""Collections of the middle generation before a full one, for sessions that are never quiet."""

QUIET = 10.0
"""Seconds without a message after which there is time for a full collection."""


def defer() -> None:
    """Set the thresholds; what has been loaded is no garbage and never becomes any."""
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)


class QuietCollection:
    """Collects once in every quiet time."""

    def __init__(self) -> None:
        self._heard = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def heard(self) -> None:
        """Note that the client has said something."""
        loop = asyncio.get_running_loop()
        # One timer a quiet time: it looks at the clock again when it is due.
        self._heard = loop.time()
        if self._timer is None:
            self._timer = loop.call_later(QUIET, self._due)

    def _due(self) -> None:
        loop = asyncio.get_running_loop()
        if (quiet := loop.time() - self._heard) < QUIET:
            self._timer = loop.call_later(QUIET - quiet, self._due)
            return
        self._timer = None
        gc.collect()
        gc.freeze()
