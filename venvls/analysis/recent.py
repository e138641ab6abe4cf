"""A few results kept for the next time, the oldest forgotten first.

Analysis stays a function of its snapshot: what is kept here only saves work, and whoever looks
something up checks that it still holds.
"""

from collections import OrderedDict
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Recent(Generic[K, V]):
    """At most `size` values by key."""

    __slots__ = ("_size", "_values")

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K) -> V | None:
        """Return the value of a key, `None` when it was never there or is forgotten."""
        return self._values.get(key)

    def take(self, key: K) -> V | None:
        """Return the value of a key and forget it."""
        return self._values.pop(key, None)

    def put(self, key: K, value: V) -> None:
        """Keep a value as the newest."""
        self._values[key] = value
        self._values.move_to_end(key)
        if len(self._values) > self._size:
            self._values.popitem(last=False)
