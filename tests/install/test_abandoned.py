"""What a killed server left among the temporary files goes with a later plan."""

import os
import time
from pathlib import Path

import pytest

from tests.support.environments import bare
from tests.support.installing import Place
from tests.support.loopback_index import LoopbackIndex, Release
from venvls.install.abandoned import remove_abandoned
from venvls.model.settings import InstallerChoice

DAY = 86400


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def left(folder: Path, name: str, age: float) -> Path:
    """Leave a folder with a file in it behind, so many seconds ago."""
    (folder / name).mkdir()
    (folder / name / "a.whl").write_text("")
    os.utime(folder / name, (time.time() - age,) * 2)
    return folder / name


def test_only_what_is_ours_and_older_than_a_day_goes(temporary: Path) -> None:
    gone = [left(temporary, name, 2 * DAY) for name in ("venvls-plan-a", "venvls-compile-a")]
    stays = [left(temporary, "venvls-plan-b", 60), left(temporary, "other", 2 * DAY)]
    remove_abandoned()
    assert not any(path.exists() for path in gone)
    assert all(path.exists() for path in stays)


def test_a_link_of_that_name_is_left_alone(temporary: Path) -> None:
    target = left(temporary, "other", 2 * DAY)
    link = temporary / "venvls-plan-a"
    link.symlink_to(target)
    os.utime(link, (0, 0), follow_symlinks=False)
    remove_abandoned()
    assert link.is_symlink()
    assert (target / "a.whl").exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give folders away")
def test_folders_of_somebody_else_are_left_to_them(temporary: Path) -> None:
    theirs = left(temporary, "venvls-plan-a", 2 * DAY)
    os.chown(theirs, 65534, 65534)
    remove_abandoned()
    assert theirs.exists()


async def test_a_plan_takes_them_away(temporary: Path, loopback_index: LoopbackIndex) -> None:
    loopback_index.publish(Release("flask", "3.0"))
    abandoned = left(temporary, "venvls-plan-a", 2 * DAY)
    await Place(bare(temporary / ".venv"), loopback_index.url, InstallerChoice.PIP).install("flask")
    assert not abandoned.exists()
