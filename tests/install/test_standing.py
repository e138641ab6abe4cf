"""The pip that planned carries the plan out, and never outstays it."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from tests.support.environments import bare
from tests.support.installing import Place
from tests.support.loopback_index import LoopbackIndex, Release
from venvls.install.applying import apply
from venvls.install.journal import owner
from venvls.install.plan import Plan
from venvls.install.planning import discard
from venvls.install.request import Install, Uninstall, Upgrade
from venvls.model.change import FailureReason
from venvls.model.settings import InstallerChoice

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="nobody waits elsewhere")


@pytest.fixture
def place(tmp_path: Path, loopback_index: LoopbackIndex) -> Place:
    loopback_index.publish(Release("flask", "3.0", requires=("werkzeug",)), Release("werkzeug", "3.1"))
    return Place(bare(tmp_path / ".venv"), loopback_index.url, InstallerChoice.PIP)


def waiting(plan: Plan) -> list[int]:
    """Return the processes that were started for a plan and are still there."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if plan.folder in (entry / "cmdline").read_text() and entry.name.isdigit():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


async def until_nobody_waits(plan: Plan) -> None:
    async with asyncio.timeout(10):
        while waiting(plan):
            await asyncio.sleep(0)


async def test_the_process_that_planned_installs_and_ends(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = await place.planned(Install(("flask",)))
    assert len(waiting(plan)) == 1
    monkeypatch.setattr("venvls.install.pip.run", None)
    assert (await apply(plan, place.report)).failure is None
    assert place.versions == {"flask": "3.0", "werkzeug": "3.1"}
    await until_nobody_waits(plan)


async def test_it_ends_with_a_plan_that_is_thrown_away(place: Place) -> None:
    plan = await place.planned(Install(("flask",)))
    discard(plan)
    await until_nobody_waits(plan)


async def test_nobody_waits_where_nothing_is_to_be_done(place: Place) -> None:
    await place.install("flask")
    plan = await place.planned(Install(("flask",)))
    assert waiting(plan) == []
    discard(plan)


async def test_where_it_was_killed_another_one_is_started(place: Place) -> None:
    plan = await place.planned(Install(("flask",)))
    for process in waiting(plan):
        os.kill(process, signal.SIGKILL)
    await until_nobody_waits(plan)
    assert (await apply(plan, place.report)).failure is None
    assert place.versions == {"flask": "3.0", "werkzeug": "3.1"}


async def test_it_takes_away_and_brings_in_one_plan_after_the_other(
    place: Place, loopback_index: LoopbackIndex
) -> None:
    await place.install("flask")
    loopback_index.publish(Release("werkzeug", "4.0"))
    await place.carry_out(Upgrade(("werkzeug",)))
    await place.carry_out(Uninstall(("flask",)))
    assert place.versions == {"werkzeug": "4.0"}


async def test_it_holds_the_lock_no_longer_than_it_works(place: Place) -> None:
    plan = await place.planned(Install(("flask",)))
    outcome = await apply(plan, place.report)
    assert outcome.failure is None
    assert owner(place.prefix) is None


async def test_what_it_says_when_it_fails_is_told_and_everything_is_put_back(place: Place) -> None:
    plan = await place.planned(Install(("flask",)))
    for wheel in Path(plan.folder).rglob("werkzeug*.whl"):
        wheel.write_bytes(b"no wheel")
    outcome = await apply(plan, place.report)
    assert outcome.failure is not None
    assert outcome.rolled_back
    assert outcome.failure.reason is FailureReason.HASH
    assert place.versions == {}
