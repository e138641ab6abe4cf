"""One job per environment at a time, and the marks that running jobs leave on a scope.

Jobs for one folder wait for each other in order. Does not know what a job does.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from venvls.analysis.snapshot import Scope
from venvls.model.environment import EnvironmentState


class Chore:
    """Work that nobody waits for, and that ends at once when it is in the way."""

    def __init__(self) -> None:
        self.unwanted = asyncio.Event()
        self.over = asyncio.Event()

    async def given_up(self) -> None:
        """End it and wait for that."""
        self.unwanted.set()
        await self.over.wait()


class Jobs:
    """Turns by folder or environment prefix."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._waiting: Counter[str] = Counter()
        self._creating: set[str] = set()
        self._chores: dict[str, Chore] = {}

    @asynccontextmanager
    async def turn(self, place: str, cancelled: asyncio.Event | None = None) -> AsyncIterator[bool]:
        """Wait for those who came before for the same place, then hold it.

        Yields false, without holding anything, when `cancelled` was set before that.
        """
        lock = self._locks.setdefault(place, asyncio.Lock())
        self._waiting[place] += 1
        held = False
        try:
            held = await _taken(lock, cancelled or asyncio.Event())
            if held and (chore := self._chores.get(place)):
                await chore.given_up()
            yield held
        finally:
            if held:
                lock.release()
            self._waiting[place] -= 1
            if not self._waiting[place]:
                del self._waiting[place], self._locks[place]

    @asynccontextmanager
    async def chore(self, place: str) -> AsyncIterator[asyncio.Event]:
        """Do what gives way to every job at a place: the event that is yielded is set when there is one.

        Whoever has the turn waits until the context is closed. A chore before this one has given way.
        """
        if before := self._chores.get(place):
            await before.given_up()
        mine = self._chores[place] = Chore()
        if self.is_taken(place):
            mine.unwanted.set()
        try:
            yield mine.unwanted
        finally:
            mine.over.set()
            if self._chores.get(place) is mine:
                del self._chores[place]

    def is_taken(self, place: str) -> bool:
        """Tell whether somebody holds or waits for a turn at a place."""
        return place in self._locks

    async def finished(self) -> None:
        """Wait until nobody holds or waits for a turn."""
        for lock in list(self._locks.values()):
            async with lock:
                continue

    @asynccontextmanager
    async def creating(self, root: str) -> AsyncIterator[None]:
        """Show the project at `root` as getting an environment while the context is open."""
        self._creating.add(root)
        try:
            yield
        finally:
            self._creating.discard(root)

    def marked(self, scope: Scope) -> Scope:
        """Return the scope with the state that a running job gives it."""
        if scope.path not in self._creating:
            return scope
        environment = replace(
            scope.environment, state=EnvironmentState.CREATING, reason="the environment is being created"
        )
        return replace(scope, environment=environment)


async def _taken(lock: asyncio.Lock, cancelled: asyncio.Event) -> bool:
    taking, stopping = asyncio.ensure_future(lock.acquire()), asyncio.ensure_future(cancelled.wait())
    try:
        await asyncio.wait((taking, stopping), return_when=asyncio.FIRST_COMPLETED)
    except asyncio.CancelledError:
        if taking.done():
            lock.release()
        raise
    finally:
        stopping.cancel()
        taking.cancel()
    return taking.done() and not taking.cancelled()
