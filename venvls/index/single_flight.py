"""One run for all who ask for the same thing at the same time.

A waiter that gives up does not end the run for the others. Does not remember results.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class SingleFlight(Generic[T]):
    """Runs by key."""

    def __init__(self) -> None:
        self._running: dict[Hashable, asyncio.Task[T]] = {}

    async def run(self, key: Hashable, start: Callable[[], Awaitable[T]]) -> T:
        """Wait for the run with this key, starting it if there is none."""
        return await asyncio.shield(self.begin(key, start))

    def begin(self, key: Hashable, start: Callable[[], Awaitable[T]]) -> asyncio.Task[T]:
        """Return the run with this key, starting it if there is none."""
        task = self._running.get(key)
        if task is None:
            task = asyncio.ensure_future(_awaited(start))
            self._running[key] = task
            task.add_done_callback(lambda done: self._forget(key, done))
        return task

    async def close(self) -> None:
        """End all runs."""
        running = list(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _forget(self, key: Hashable, done: asyncio.Task[T]) -> None:
        if self._running.get(key) is done:
            del self._running[key]
        # Looked at here, so that a failure nobody waited for is not reported as lost.
        if not done.cancelled():
            done.exception()


async def _awaited(start: Callable[[], Awaitable[T]]) -> T:
    return await start()
