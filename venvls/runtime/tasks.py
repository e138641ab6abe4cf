"""The one owner of all background work of an engine.

A task that fails is our mistake: it is logged and ends alone. Does not know what tasks do.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Hashable
from types import TracebackType

_log = logging.getLogger(__name__)


class Tasks:
    """Spawned tasks and timers; leaving the context cancels them and waits until they are gone."""

    def __init__(self) -> None:
        self._brief: set[asyncio.Task[None]] = set()
        self._lasting: set[asyncio.Task[None]] = set()
        self._timers: dict[Hashable, asyncio.TimerHandle] = {}
        self._stepped = asyncio.Event()
        self._closed = False

    async def __aenter__(self) -> "Tasks":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed = True
        for timer in self._timers.values():
            timer.cancel()
        tasks = self._brief | self._lasting
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def busy(self) -> bool:
        """Whether any task runs that is going to end by itself."""
        return bool(self._brief)

    async def step(self) -> None:
        """Wait until a task ended or a timer fired."""
        self._stepped.clear()
        await self._stepped.wait()

    def spawn(self, work: Coroutine[object, object, object], name: str, *, lasting: bool = False) -> None:
        """Run `work` in the background until it ends, or the owner does for a `lasting` one."""
        if self._closed:
            work.close()
            return
        task = asyncio.get_running_loop().create_task(_guarded(work, name), name=name)
        (self._lasting if lasting else self._brief).add(task)
        task.add_done_callback(self._ended)
        # One that is cancelled before it began has never touched its work.
        task.add_done_callback(lambda _: work.close())

    def later(self, key: Hashable, delay: float, work: Callable[[], object]) -> None:
        """Call `work` after `delay` seconds; a later call with the same `key` replaces this one."""
        self.cancel_timer(key)
        if not self._closed:
            self._timers[key] = asyncio.get_running_loop().call_later(delay, self._fire, key, work)

    def has_timer(self, key: Hashable) -> bool:
        """Tell whether `later` still waits for `key`."""
        return key in self._timers

    def cancel_timer(self, key: Hashable) -> bool:
        """Forget a timer and tell whether there was one."""
        timer = self._timers.pop(key, None)
        if timer is not None:
            timer.cancel()
        return timer is not None

    def _fire(self, key: Hashable, work: Callable[[], object]) -> None:
        self._timers.pop(key, None)
        self._stepped.set()
        work()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._brief.discard(task)
        self._lasting.discard(task)
        self._stepped.set()


async def _guarded(work: Coroutine[object, object, object], name: str) -> None:
    try:
        await work
    except asyncio.CancelledError:
        raise
    except Exception:  # noqa: BLE001 -- the boundary of background work: the daemon outlives its mistakes
        _log.exception("background work failed: %s", name)
