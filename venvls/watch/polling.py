"""A poll of paths by `stat`, for clients that do not watch: cheap enough for hundreds of projects.

A key stands for whatever its owner wants to hear about; its signs are compared as opaque texts.
Nothing is listed and nothing is read here.
"""

import asyncio
import os
from collections.abc import Callable, Hashable, Mapping
from stat import S_ISLNK
from time import thread_time
from typing import TypeVar

SHARE = 100
"""A look is followed by a rest of at least this many times its length: idling costs one per cent."""

LONGEST = 10.0
"""Seconds of rest that no look is too slow for."""

Key = TypeVar("Key", bound=Hashable)


async def watch(
    signs: Callable[[], Mapping[Key, str]],
    interval: Callable[[], float],
    on_change: Callable[[frozenset[Key]], None],
) -> None:
    """Call `on_change` with the keys whose sign differs from the last look, every `interval()` seconds.

    Less often where looking is much work. The interval is asked for after each look: it is a setting,
    which comes and changes while we watch. `signs` runs in a thread and says what each key looks like
    now. A key that is new counts as changed: its owner looked before we did, and what happened in
    between shows only in another look. One that is gone is forgotten. Runs until it is cancelled. An
    `OSError` of `signs` is taken for a look that did not happen.
    """
    known: Mapping[Key, str] = {}
    while True:
        current, effort = await asyncio.to_thread(_look, signs)
        if current is not None:
            changed = frozenset(key for key, sign in current.items() if known.get(key) != sign)
            known = current
            if changed:
                on_change(changed)
        await asyncio.sleep(rest_after(effort, interval()))


def rest_after(effort: float, interval: float) -> float:
    """Return how long to rest after a look of `effort` seconds of work, at least `interval` seconds."""
    return max(interval, min(SHARE * effort, LONGEST))


def path_sign(path: str) -> str:
    """Return a text that differs when what `path` leads to has been changed; `-` when there is nothing.

    A link counts with what it leads to, so that one that dangles, or is turned, is noticed too.
    """
    try:
        own = os.lstat(path)
    except (OSError, ValueError):
        return "-"
    if not S_ISLNK(own.st_mode):
        return f"{own.st_dev}.{own.st_ino}.{own.st_mtime_ns}.{own.st_size}"
    try:
        target = os.stat(path)
    except OSError:
        return f"{own.st_ino}>-"
    return f"{own.st_ino}>{target.st_dev}.{target.st_ino}.{target.st_mtime_ns}.{target.st_size}"


def _look(signs: Callable[[], Mapping[Key, str]]) -> tuple[Mapping[Key, str] | None, float]:
    # Work, not time: what else the machine does is no reason to look less often.
    began = thread_time()
    try:
        return signs(), thread_time() - began
    except OSError:
        return None, thread_time() - began
