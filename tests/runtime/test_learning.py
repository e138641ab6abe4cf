"""Facts that land by the thousand leave the loop to whoever types."""

from collections import deque
from collections.abc import Callable

import pytest

from venvls.analysis.answer import NeedProject
from venvls.model.facts import Absent
from venvls.model.names import ProjectName
from venvls.runtime import learning
from venvls.runtime.learning import MOST, TYPING, Learning
from venvls.session.changes import Learned, ProjectLearned

TAKEN = 0.002


class Clock:
    """Stands still, but for what the test lets pass."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Timers:
    """The timers of an engine, each with its delay, fired by hand."""

    def __init__(self) -> None:
        self.waiting: deque[tuple[float, Callable[[], object]]] = deque()

    def has_timer(self, _key: object) -> bool:
        return bool(self.waiting)

    def later(self, _key: object, delay: float, work: Callable[[], object]) -> None:
        self.waiting.append((delay, work))

    def fire(self) -> None:
        self.waiting.popleft()[1]()

    @property
    def delay(self) -> float:
        return self.waiting[0][0]


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(learning, "perf_counter", clock)
    return clock


@pytest.fixture
def timers():
    return Timers()


@pytest.fixture
def delivered():
    return []


@pytest.fixture
async def busy(clock, timers, delivered):
    """Return who has just handed on the first of many facts; each piece takes two milliseconds."""

    def deliver(facts: tuple[Learned, ...]) -> None:
        delivered.append(len(facts))
        clock.now += TAKEN

    learning = Learning(None, timers, deliver)
    for number in range(3 * MOST):
        name = ProjectName(f"project-{number}")
        learning.heard(ProjectLearned(NeedProject("key", name), Absent()))
    return learning


async def test_nobody_types_and_facts_follow_each_other(busy, timers, delivered):
    while timers.waiting:
        timers.fire()
        assert not timers.waiting or timers.delay == 0
    assert delivered == [MOST, MOST, MOST]


async def test_somebody_types_and_facts_take_a_fifth_of_the_time(busy, timers, clock):
    busy.typed()
    timers.fire()
    assert timers.delay == pytest.approx(4 * TAKEN)
    clock.now += TYPING
    timers.fire()
    assert timers.delay == 0


async def test_who_waits_for_a_fact_gets_it_as_soon_as_can_be(busy, timers):
    busy.typed()
    busy._waiting.add(need := NeedProject("key", ProjectName("project-40")))
    waiting = busy.wait([need], patience=60)
    waiting.send(None)
    timers.fire()
    assert timers.delay == 0
    waiting.close()
