"""Which installer serves which environment, and which environments nobody may touch."""

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from packaging.version import Version

from tests.support.environments import ask, bare, by_uv, install_fake
from tests.support.installing import Place
from tests.support.loopback_index import LoopbackIndex, Release
from venvls.environments.inspection import inspect
from venvls.environments.interpreters import interpreters
from venvls.install.choosing import Needs, choose, find_uv, refusal
from venvls.install.pip import Pip, our_pip, own_pip
from venvls.install.request import Install, Upgrade
from venvls.install.uv import Uv
from venvls.model.change import Failure, FailureReason, LockOwner
from venvls.model.environment import MISSING, EnvironmentKind
from venvls.model.settings import InstallerChoice


def test_pip_serves_what_uv_did_not_make(tmp_path: Path) -> None:
    assert choose(inspect(str(bare(tmp_path / ".venv"))), InstallerChoice.AUTO) == our_pip()


def test_uv_serves_what_it_made(tmp_path: Path) -> None:
    environment = inspect(str(by_uv(tmp_path / ".venv")))
    assert choose(environment, InstallerChoice.AUTO) == Uv(find_uv())


def test_the_user_decides(tmp_path: Path) -> None:
    assert isinstance(choose(inspect(str(bare(tmp_path / "a"))), InstallerChoice.UV), Uv)
    assert choose(inspect(str(by_uv(tmp_path / "b"))), InstallerChoice.PIP) == our_pip()


def test_uv_that_was_chosen_and_is_not_there_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("venvls.install.choosing.find_uv", lambda: "")
    failure = choose(inspect(str(bare(tmp_path / ".venv"))), InstallerChoice.UV)
    assert isinstance(failure, Failure)
    assert "cannot be found" in failure.message


@pytest.mark.parametrize(("own", "expected"), [("23.0", own_pip()), ("20.0", None), ("garbage", None)])
def test_older_pythons_need_a_pip_of_their_own(tmp_path: Path, own: str, expected: Pip | None) -> None:
    prefix = bare(tmp_path / ".venv")
    install_fake(prefix, "pip", own)
    environment = replace(inspect(str(prefix)), version=Version("3.8"))
    chosen = choose(environment, InstallerChoice.AUTO)
    assert chosen == (expected or Uv(find_uv()))


@pytest.mark.parametrize(("own", "expected"), [("25.3", None), ("26.0", own_pip())])
def test_only_a_pip_that_knows_ages_keeps_to_one(tmp_path: Path, own: str, expected: Pip | None) -> None:
    prefix = bare(tmp_path / ".venv")
    install_fake(prefix, "pip", own)
    environment = replace(inspect(str(prefix)), version=Version("3.8"))
    chosen = choose(environment, InstallerChoice.AUTO, Needs(ages=True))
    assert chosen == (expected or Uv(find_uv()))


def test_without_an_installer_that_knows_ages_the_setting_is_named(tmp_path: Path) -> None:
    prefix = bare(tmp_path / ".venv")
    install_fake(prefix, "pip", "25.3")
    environment = replace(inspect(str(prefix)), version=Version("3.8"))
    failure = choose(environment, InstallerChoice.PIP, Needs(ages=True))
    assert isinstance(failure, Failure)
    assert failure.message.endswith("since `index.minimumReleaseAge` is set")


def test_an_old_python_without_anything_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("venvls.install.choosing.find_uv", lambda: "")
    environment = replace(inspect(str(bare(tmp_path / ".venv"))), version=Version("3.8"))
    failure = choose(environment, InstallerChoice.AUTO)
    assert isinstance(failure, Failure)
    assert "No pip serves Python 3.8" in failure.message


def test_a_missing_environment_is_refused() -> None:
    failure = refusal(MISSING, None)
    assert failure
    assert failure.reason is FailureReason.NO_ENVIRONMENT


def test_an_interpreter_that_is_no_virtual_environment_is_left_alone(tmp_path: Path) -> None:
    prefix = bare(tmp_path / ".venv")
    environment = inspect(str(prefix))
    (prefix / "pyvenv.cfg").unlink()
    failure = refusal(environment, None)
    assert failure
    assert failure.reason is FailureReason.NO_ENVIRONMENT
    assert "PEP 668" in failure.message


def test_a_conda_environment_counts_unless_it_is_managed_from_outside(tmp_path: Path) -> None:
    prefix = bare(tmp_path / "conda")
    environment = replace(inspect(str(prefix)), kind=EnvironmentKind.CONDA)
    (prefix / "pyvenv.cfg").unlink()
    (prefix / "conda-meta").mkdir()
    (prefix / "conda-meta" / "history").write_text("")
    assert refusal(environment, None) is None
    (next(prefix.glob("lib/python3*")) / "EXTERNALLY-MANAGED").write_text("")
    assert refusal(environment, None) is not None


@pytest.mark.parametrize("owner", list(LockOwner))
def test_the_owner_of_a_lock_is_named_with_its_command(tmp_path: Path, owner: LockOwner) -> None:
    failure = refusal(inspect(str(bare(tmp_path / ".venv"))), owner)
    assert failure
    assert f"`{owner} add`" in failure.message


@pytest.mark.slow
@pytest.mark.parametrize("python", ["3.8", "3.9", "3.10", "3.12", "3.13"])
@pytest.mark.parametrize("choice", [InstallerChoice.AUTO, InstallerChoice.UV])
async def test_environments_of_other_pythons_are_served(
    tmp_path: Path, loopback_index: LoopbackIndex, python: str, choice: InstallerChoice
) -> None:
    found = [one for one in interpreters(os.environ) if one.version.release[:2] == Version(python).release]
    if not found:
        pytest.skip(f"Python {python} is not on this machine")
    prefix = tmp_path / ".venv"
    subprocess.run((found[0].executable, "-m", "venv", str(prefix)), check=True, timeout=60)
    loopback_index.publish(Release("flask", "3.0", requires=("werkzeug",)), Release("werkzeug", "3.0"))
    place = Place(prefix, loopback_index.url, choice)
    await place.install("flask==3.0")
    loopback_index.publish(Release("werkzeug", "3.1"))
    outcome = await place.carry_out(Upgrade(("werkzeug",)))
    assert outcome.failure is None
    assert ask(prefix, "import json, werkzeug, flask; print(json.dumps(werkzeug.__version__))") == "3.1"


async def test_an_environment_without_any_installer_is_served(
    tmp_path: Path, loopback_index: LoopbackIndex
) -> None:
    loopback_index.publish(Release("flask", "3.0"))
    place = Place(by_uv(tmp_path / ".venv"), loopback_index.url, InstallerChoice.PIP)
    outcome = await place.carry_out(Install(("flask",)))
    assert outcome.failure is None
    assert place.versions == {"flask": "3.0"}
