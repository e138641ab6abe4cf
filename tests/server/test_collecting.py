"""Garbage is looked for when nobody types."""

import asyncio
import gc
import weakref

import pytest

from venvls.server import collecting
from venvls.server.collecting import QuietCollection


class Knot:
    """Something that only a collection can take away."""

    def __init__(self) -> None:
        self.self = self


@pytest.fixture(autouse=True)
def thresholds():
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


async def gone(knot: "weakref.ref[Knot]") -> None:
    async with asyncio.timeout(60):
        while knot() is not None:
            await asyncio.sleep(0)


async def test_a_quiet_time_ends_with_a_collection(monkeypatch):
    monkeypatch.setattr(collecting, "QUIET", 0.01)
    collecting.defer()
    knot = weakref.ref(Knot())
    QuietCollection().heard()
    await gone(knot)
    assert gc.get_freeze_count() > 0


async def test_while_messages_arrive_nothing_is_collected(monkeypatch):
    monkeypatch.setattr(collecting, "QUIET", 10.0)
    collecting.defer()
    knot = weakref.ref(Knot())
    collection = QuietCollection()
    for _ in range(3):
        collection.heard()
        await asyncio.sleep(0)
    assert knot() is not None
    assert gc.get_threshold() == (collecting.YOUNG, collecting.MIDDLE, collecting.OLD)
