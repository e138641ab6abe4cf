"""Who does something else to an environment than install takes its turn with those who install."""

import asyncio
import os
from pathlib import Path

import pytest

from tests.support.environments import bare, site_packages
from venvls.install.journal import FOLDER, Record, begin, close, hold, owner, release
from venvls.install.turns import CANCELLED, alone
from venvls.model.change import Step, StepKind
from venvls.model.names import ProjectName


@pytest.fixture
def prefix(tmp_path: Path) -> Path:
    return bare(tmp_path / ".venv")


def silent(_message: str, _percentage: int | None) -> None:
    return


async def test_others_are_told_who_keeps_them_out(prefix: Path) -> None:
    async with alone(str(prefix), silent, asyncio.Event(), work="Recreating it") as hindered:
        assert hindered is None
        assert owner(prefix) == f"Recreating it (process {os.getpid()})"
    assert owner(prefix) is None
    assert not (prefix / FOLDER).exists()


async def test_it_waits_for_who_came_first(prefix: Path) -> None:
    other, told = hold(prefix, "Installing flask"), asyncio.Event()
    assert other
    said: list[str] = []

    def report(message: str, _percentage: int | None) -> None:
        said.append(message)
        told.set()

    async def alone_at_last() -> object:
        async with alone(str(prefix), report, asyncio.Event(), work="Recreating it") as hindered:
            return hindered

    waiting = asyncio.ensure_future(alone_at_last())
    await told.wait()
    assert said == [
        f"Waiting for another install in this environment: Installing flask (process {os.getpid()})"
    ]
    close(other)
    assert await waiting is None


async def test_who_waits_can_be_cancelled(prefix: Path) -> None:
    other, cancelled = hold(prefix, "Installing flask"), asyncio.Event()
    assert other
    cancelled.set()
    async with alone(str(prefix), silent, cancelled, work="Recreating it") as hindered:
        assert hindered == CANCELLED
    assert owner(prefix) == f"Installing flask (process {os.getpid()})"
    close(other)


async def test_what_was_interrupted_is_undone_first(prefix: Path) -> None:
    site = site_packages(prefix)
    journal = hold(prefix)
    assert journal
    relative = str(site.relative_to(prefix))
    step = Step(StepKind.ADD, ProjectName("part"), after="1.0")
    begin(journal, Record((step,), (relative,), "bin", (f"{relative}/part.py",)), (), ())
    (site / "part.py").write_text("")
    release(journal)
    async with alone(str(prefix), silent, asyncio.Event(), work="Recreating it") as hindered:
        assert hindered is None
        assert not (site / "part.py").exists()


async def test_an_environment_that_is_moved_and_put_back_has_nothing_of_it(
    prefix: Path, tmp_path: Path
) -> None:
    async with alone(str(prefix), silent, asyncio.Event(), work="Recreating it"):
        prefix.rename(tmp_path / "aside")
        bare(prefix)
        prefix.rename(tmp_path / "failed")
        (tmp_path / "aside").rename(prefix)
    assert not (prefix / FOLDER).exists()


async def test_who_is_at_work_in_the_new_environment_is_left_alone(prefix: Path, tmp_path: Path) -> None:
    async with alone(str(prefix), silent, asyncio.Event(), work="Recreating it"):
        prefix.rename(tmp_path / "aside")
        other = hold(bare(prefix), "Installing flask")
    assert owner(prefix) == f"Installing flask (process {os.getpid()})"
    assert other
    close(other)


async def test_where_nothing_is_nobody_is_kept_out(tmp_path: Path) -> None:
    async with alone(str(tmp_path / "gone"), silent, asyncio.Event(), work="Recreating it") as hindered:
        assert hindered is None
    assert not (tmp_path / "gone").exists()
