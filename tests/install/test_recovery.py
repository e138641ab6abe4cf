"""After a kill the next start finishes what was complete and undoes what was not."""

import asyncio
import os
import random
import signal
import time
from pathlib import Path

import pytest

from tests.support.environments import ask, bare, site_packages
from tests.support.installing import Place, contents
from tests.support.loopback_index import LoopbackIndex, Release
from tests.support.planner import children_of, killed, proceed, started
from venvls.install.applying import apply
from venvls.install.journal import FOLDER, Record, begin, exists, hold, release, write
from venvls.install.recovery import recover
from venvls.install.request import Upgrade
from venvls.model.change import FailureReason, Step, StepKind
from venvls.model.names import ProjectName
from venvls.model.settings import InstallerChoice

MANY = {f"werkzeug/part_{number}.py": "x = 1\n" * 50 for number in range(400)}


@pytest.fixture
async def place(tmp_path: Path, loopback_index: LoopbackIndex, choice: InstallerChoice) -> Place:
    loopback_index.publish(
        Release("werkzeug", "3.0", files=MANY),
        Release("flask", "2.0", requires=("werkzeug",), modules=("flask", "flask_old")),
    )
    place = Place(bare(tmp_path / ".venv"), loopback_index.url, choice)
    await place.install("flask")
    loopback_index.publish(
        Release("werkzeug", "3.1", files=MANY, modules=("werkzeug", "werkzeug_new")),
        Release("flask", "3.0", requires=("werkzeug",), scripts={"flask": "flask:main"}),
    )
    return place


async def recovered(place: Place) -> object:
    """Recover as soon as the orphaned installer has ended."""
    async with asyncio.timeout(60):
        while True:
            outcome = await asyncio.to_thread(recover, str(place.prefix))
            if outcome is None or not outcome.failure or outcome.failure.reason is not FailureReason.BUSY:
                return outcome
            await asyncio.sleep(0.01)


OLD = {"flask": "2.0", "werkzeug": "3.0"}
NEW = {"flask": "3.0", "werkzeug": "3.1"}


async def test_an_installer_that_outlives_the_server_keeps_others_out_and_its_work(place: Place) -> None:
    process = started(place, "Upgrade()")
    proceed(process)
    assert process.stdout
    while "Saving" in (process.stdout.readline()):
        pass
    killed(process)
    await recovered(place)
    assert place.versions == NEW
    assert not exists(place.prefix)


def test_an_environment_where_nothing_happened_needs_no_recovery(tmp_path: Path) -> None:
    prefix = bare(tmp_path / ".venv")
    assert not exists(prefix)
    assert recover(str(prefix)) is None


def test_a_journal_that_was_never_written_means_that_nothing_was_changed(tmp_path: Path) -> None:
    prefix = bare(tmp_path / ".venv")
    before = contents(prefix)
    journal = hold(prefix)
    assert journal
    release(journal)
    assert exists(prefix)
    assert recover(str(prefix)) is None
    assert contents(prefix) == before


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 99}', '{"format": 1}'])
def test_a_journal_that_makes_no_sense_does_not_stop_later_installs(tmp_path: Path, text: str) -> None:
    prefix = bare(tmp_path / ".venv")
    (prefix / FOLDER).mkdir()
    (prefix / FOLDER / "journal.json").write_text(text)
    outcome = recover(str(prefix))
    assert outcome
    assert outcome.failure
    assert outcome.failure.reason is FailureReason.INTERRUPTED
    assert not exists(prefix)


async def test_what_was_half_done_is_undone(place: Place) -> None:
    before = contents(place.prefix)
    plan = await place.planned(Upgrade())
    half_done(place, plan.steps, tuple(path for arrival in plan.arrivals for path in arrival.writes))
    outcome = recover(str(place.prefix))
    assert outcome
    assert outcome.failure
    assert (outcome.failure.reason, outcome.rolled_back) == (FailureReason.INTERRUPTED, True)
    assert contents(place.prefix) == before


async def test_the_next_install_recovers_by_itself(place: Place) -> None:
    plan = await place.planned(Upgrade())
    half_done(place, plan.steps, tuple(path for arrival in plan.arrivals for path in arrival.writes))
    outcome = await apply(plan, place.report)
    assert outcome.failure is None
    assert place.versions == NEW


def half_done(place: Place, steps: tuple[Step, ...], writes: tuple[str, ...]) -> None:
    """Leave an environment as an upgrade does that was killed after removing and before installing."""
    site, journal = site_packages(place.prefix), hold(place.prefix)
    assert journal
    files = [path for path in (*site.rglob("*"), *place.prefix.glob(".lock")) if path.is_file()]
    relative = str(site.relative_to(place.prefix))
    begin(journal, Record(steps, (relative,), "bin", writes), files, ())
    (site / "flask").rename(site / "~lask")
    (place.prefix / "bin" / ".tmpA1b2C3").write_text("half a script of uv's")
    for path in (site / "werkzeug-3.0.dist-info").iterdir():
        path.unlink()
    (site / "werkzeug_new").mkdir()
    (site / "werkzeug_new" / "__init__.py").write_text("")
    (site / "werkzeug-3.1.dist-info").mkdir()
    (site / "werkzeug" / "__init__.py").unlink()
    (site / "werkzeug" / "__init__.py").write_text("half a fi")
    release(journal)


def test_a_second_recovery_after_a_killed_first_one_does_the_same(tmp_path: Path) -> None:
    prefix = bare(tmp_path / ".venv")
    site = site_packages(prefix)
    (site / "kept.py").write_text("kept = True\n")
    before = contents(prefix)
    journal = hold(prefix)
    assert journal
    step = Step(StepKind.ADD, ProjectName("kept"), after="2.0")
    relative = str(site.relative_to(prefix))
    writes = (f"{relative}/kept.py", f"{relative}/other.py")
    record = begin(journal, Record((step,), (relative,), "bin", writes), [site / "kept.py"], ())
    write(journal, record)
    release(journal)
    # As if a first recovery was killed after it had put one of two files right.
    (site / "other.py").write_text("")
    outcome = recover(str(prefix))
    assert outcome
    assert outcome.rolled_back
    assert contents(prefix) == before


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("victims", ["server", "server and installer", "installer"])
async def test_killed_at_any_moment_all_or_nothing_is_there(place: Place, victims: str, seed: int) -> None:
    before = contents(place.prefix)
    process = started(place, "Upgrade()")
    proceed(process)
    longest = 0.15 if place.choice is InstallerChoice.UV else 1.0
    time.sleep(random.Random(seed).uniform(0, longest))
    children = children_of(process.pid)
    if victims.startswith("server"):
        killed(process)
    if victims.endswith("installer"):
        for child in children:
            kill(child)
    if victims == "installer":
        process.communicate(timeout=60)
    await recovered(place)
    assert place.versions in (OLD, NEW)
    if place.versions == OLD:
        assert contents(place.prefix) == before
    program = "import json, flask, werkzeug, werkzeug.part_399; print(json.dumps(flask.__version__))"
    assert ask(place.prefix, program) == place.versions["flask"]
    assert not list(site_packages(place.prefix).glob("~*"))
    await place.install("flask==3.0")


def kill(process: int) -> None:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return
