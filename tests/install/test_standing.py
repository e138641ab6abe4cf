"""The pip that planned carries the plan out, and never outstays it."""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.support.environments import bare
from tests.support.installing import Place
from tests.support.loopback_index import LoopbackIndex, Release, Slow
from tests.support.planner import children_of, killed, started
from venvls.install.applying import apply
from venvls.install.journal import owner
from venvls.install.planning import discard
from venvls.install.request import Install, Uninstall, Upgrade
from venvls.model.change import Failure, FailureReason
from venvls.model.settings import InstallerChoice

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="nobody waits elsewhere")


@pytest.fixture
def place(tmp_path: Path, loopback_index: LoopbackIndex) -> Place:
    loopback_index.publish(Release("flask", "3.0", requires=("werkzeug",)), Release("werkzeug", "3.1"))
    return Place(bare(tmp_path / ".venv"), loopback_index.url, InstallerChoice.PIP)


def waiting(folder: str) -> list[int]:
    """Return the processes that were started for a plan's folder and are still there."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if folder in (entry / "cmdline").read_text() and entry.name.isdigit():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def the_dead() -> list[int]:
    """Return our children that have ended and that nobody has waited for."""
    found = []
    for process in children_of(os.getpid()):
        with suppress(OSError):
            if state_of(process) == "Z":
                found.append(process)
    return found


def state_of(process: int) -> str:
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]


async def until_it_is_gone(process: int) -> None:
    """Wait for the end of what is not our child: whoever inherited it may take its time to bury it."""
    async with asyncio.timeout(10):
        with suppress(FileNotFoundError, ProcessLookupError):
            while state_of(process) != "Z":
                await asyncio.sleep(0)


async def test_the_process_that_planned_installs_and_ends(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = await place.planned(Install(("flask",)))
    assert len(waiting(plan.folder)) == 1
    monkeypatch.setattr("venvls.install.pip.run", None)
    assert (await apply(plan, place.report)).failure is None
    assert place.versions == {"flask": "3.0", "werkzeug": "3.1"}
    assert waiting(plan.folder) == the_dead() == []


async def test_it_ends_with_a_plan_that_is_thrown_away(place: Place) -> None:
    plan = await place.planned(Install(("flask",)))
    discard(plan)
    assert waiting(plan.folder) == the_dead() == []


async def test_it_ends_even_if_it_does_not_listen(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("venvls.install.standing._GRACE", 0.01)
    plan = await place.planned(Install(("flask",)))
    for process in waiting(plan.folder):
        os.kill(process, signal.SIGSTOP)
    discard(plan)
    assert waiting(plan.folder) == the_dead() == []


async def test_nobody_is_left_of_a_plan_that_was_cancelled(
    place: Place, loopback_index: LoopbackIndex
) -> None:
    cancelled = asyncio.Event()
    loopback_index.fail(Slow(60), "/simple/werkzeug/")
    planning = asyncio.ensure_future(place.plan(Install(("flask",)), cancelled))
    await asyncio.to_thread(loopback_index.wait_for, "/simple/werkzeug/")
    cancelled.set()
    assert isinstance(await planning, Failure)
    assert waiting(str(place.prefix)) == the_dead() == []


async def test_nobody_is_left_of_a_plan_whose_files_are_not_as_expected(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("venvls.install.staged.wheels", lambda _folder: {})
    failure = await place.refused(Install(("flask",)))
    assert "fetched no file" in failure.message
    assert waiting(str(place.prefix)) == the_dead() == []


async def test_it_ends_with_a_server_that_is_killed(place: Place) -> None:
    process = started(place, "Install(('flask',))")
    (pip,) = children_of(process.pid)
    killed(process)
    await until_it_is_gone(pip)
    assert place.versions == {}


async def test_nobody_waits_where_nothing_is_to_be_done(place: Place) -> None:
    await place.install("flask")
    plan = await place.planned(Install(("flask",)))
    assert waiting(plan.folder) == the_dead() == []
    discard(plan)


async def test_where_it_was_killed_another_one_is_started(place: Place) -> None:
    plan = await place.planned(Install(("flask",)))
    for process in waiting(plan.folder):
        os.kill(process, signal.SIGKILL)
        await until_it_is_gone(process)
    assert (await apply(plan, place.report)).failure is None
    assert place.versions == {"flask": "3.0", "werkzeug": "3.1"}
    assert the_dead() == []


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
