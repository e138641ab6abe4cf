"""What is wrong with an environment is found by its files, as the tools that know would say."""

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.environments import bare, by_uv, install_fake, seeded, site_packages
from venvls.environments.creation import CreationRequest, Creator
from venvls.environments.health import diagnose
from venvls.environments.inspection import inspect
from venvls.environments.repairs import Repair, recreate, remove_leftovers, repair_of, restrict
from venvls.model.change import Failure, FailureReason
from venvls.model.environment import Defect, Environment

BASE = os.path.realpath(sys.executable)


@pytest.fixture
def prefix(tmp_path: Path) -> Path:
    return by_uv(tmp_path / ".venv")


def found(prefix: Path) -> tuple[Defect, ...]:
    return diagnose(inspect(str(prefix)))


def codes(prefix: Path) -> list[str]:
    return [defect.code for defect in found(prefix)]


@pytest.mark.parametrize("maker", [seeded, by_uv])
def test_a_fresh_environment_is_healthy(tmp_path: Path, maker: Callable[[Path], Path]) -> None:
    assert found(maker(tmp_path / ".venv")) == ()


def test_a_missing_environment_has_nothing_wrong_with_it(tmp_path: Path) -> None:
    assert found(tmp_path / "gone") == ()


def test_of_a_broken_one_the_reason_and_what_is_left_are_told(prefix: Path) -> None:
    (site_packages(prefix) / "~umpy").mkdir()
    shutil.rmtree(prefix / "bin")
    assert [defect.code for defect in found(prefix)] == ["broken-environment", "interrupted-uninstall"]
    assert found(prefix)[0].message == f"`{prefix}` has no interpreter"


class TestRelocation:
    @pytest.mark.parametrize("keep_the_old", [True, False], ids=["copied", "moved"])
    def test_scripts_that_run_the_python_of_another_place_are_noticed(
        self, tmp_path: Path, keep_the_old: bool
    ) -> None:
        old = seeded(tmp_path / "old")
        shutil.copytree(old, tmp_path / "new", symlinks=True)
        if not keep_the_old:
            shutil.rmtree(old)
        defect = next(one for one in found(tmp_path / "new") if one.code == "relocated-environment")
        assert defect.message.startswith(f"it was made at `{old}` and moved or copied: `pip")
        assert "pip" in defect.subjects

    @pytest.mark.parametrize("maker", [bare, by_uv])
    @pytest.mark.parametrize("keep_the_old", [True, False], ids=["copied", "moved"])
    def test_without_any_program_in_it_activation_tells(
        self, tmp_path: Path, maker: Callable[[Path], Path], keep_the_old: bool
    ) -> None:
        old = maker(tmp_path / "made here")
        assert "relocated-environment" not in codes(old)
        shutil.copytree(old, tmp_path / "new", symlinks=True)
        if not keep_the_old:
            shutil.rmtree(old)
        defect = next(one for one in found(tmp_path / "new") if one.code == "relocated-environment")
        assert defect.message.startswith(f"it was made at `{old}` and moved or copied: `activate`")

    def test_what_was_made_to_be_moved_is_sound_after_it(self, tmp_path: Path) -> None:
        shutil.move(by_uv(tmp_path / "old", "--relocatable"), tmp_path / "new")
        assert codes(tmp_path / "new") == []

    def test_a_first_line_too_long_for_the_kernel_is_read_too(self, tmp_path: Path) -> None:
        old = seeded(tmp_path / ("long" * 30) / "with space" / "old")
        shutil.copytree(old, tmp_path / "new", symlinks=True)
        assert "relocated-environment" in codes(tmp_path / "new")
        assert "relocated-environment" not in codes(old)

    def test_an_environment_reached_through_a_link_is_where_it_was_made(self, tmp_path: Path) -> None:
        seeded(tmp_path / "real")
        (tmp_path / ".venv").symlink_to(tmp_path / "real")
        assert codes(tmp_path / ".venv") == []

    def test_a_script_for_the_systems_python_is_no_sign(self, prefix: Path) -> None:
        (prefix / "bin" / "tool").write_text("#!/usr/bin/python3\n")
        assert codes(prefix) == []


class TestCompatibility:
    @pytest.mark.parametrize(
        ("machine", "named"),
        [
            (b"\x7fELF\x02\x02\x01" + b"\0" * 11 + b"\0\x16" + b"\0" * 64, "s390x"),
            (bytes.fromhex("cffaedfe0c000001") + b"\0" * 64, "macOS"),
        ],
        ids=["another processor", "another system"],
    )
    def test_an_interpreter_for_another_machine_cannot_be_used(
        self, prefix: Path, machine: bytes, named: str
    ) -> None:
        for python in (prefix / "bin").glob("python*"):
            python.unlink()
        (prefix / "bin" / "python").write_bytes(machine)
        (prefix / "bin" / "python").chmod(0o755)
        assert f"is for {named}, which is not what this machine runs" in inspect(str(prefix)).reason

    @pytest.mark.parametrize(
        ("tags", "wrong"),
        [
            (["py3-none-any"], None),
            (["cp311-cp311-manylinux_2_17_x86_64", "cp311-cp311-manylinux2014_x86_64"], None),
            (["cp38-abi3-manylinux_2_17_x86_64"], None),
            (["cp310-cp310-linux_x86_64"], "Python 3.10, not 3.11"),
            (["cp310-cp310-linux_x86_64", "cp311-cp311-linux_x86_64"], None),
            (["cp311-cp311-manylinux_2_17_s390x"], "s390x machines, not"),
            (["nonsense"], None),
            (["py2-none-any", "py3-none-any"], None),
            (["py2-none-any"], "`py2-none-any`, which this Python does not take"),
            (["cp399-abi3-manylinux_2_17_x86_64"], "`cp399-abi3-manylinux_2_17_x86_64`, which"),
            (["cp311-cp311t-manylinux_2_17_x86_64"], "`cp311-cp311t-manylinux_2_17_x86_64`, which"),
            (["pp310-pypy310_pp73-linux_x86_64"], "`pp310-pypy310_pp73-linux_x86_64`, which"),
            (["cp311-cp311-win_amd64"], "`cp311-cp311-win_amd64`, which"),
        ],
    )
    def test_tags_are_compared_with_the_interpreter(
        self, tmp_path: Path, tags: list[str], wrong: str | None
    ) -> None:
        if sys.version_info[:2] != (3, 11) or os.uname().machine != "x86_64":
            pytest.skip("the tags of this test are for Python 3.11 on x86_64")
        prefix = by_uv(tmp_path / ".venv")
        info = install_fake(prefix, "fast", "2.0", ["fast"])
        (info / "WHEEL").write_text("Wheel-Version: 1.0\n" + "".join(f"Tag: {tag}\n" for tag in tags))
        messages = [defect.message for defect in found(prefix)]
        assert len(messages) == (1 if wrong else 0)
        assert not wrong or f"`fast` 2.0 was built for {wrong}" in messages[0]


class TestInstaller:
    def test_an_environment_of_venv_without_pip_is_told(self, tmp_path: Path) -> None:
        assert codes(bare(tmp_path / ".venv")) == ["missing-pip"]

    def test_uv_makes_none_by_design(self, tmp_path: Path) -> None:
        assert codes(by_uv(tmp_path / ".venv")) == []


class TestDependencies:
    @pytest.mark.parametrize(
        ("requirement", "problem"),
        [
            ("six", None),
            ("SIX>=1.0", None),
            ("six>=2", "but 1.17 is installed"),
            ("six<1.17.0", "but 1.17 is installed"),
            ("absent", "which is not installed"),
            ('absent; python_version < "3"', None),
            ('absent; extra == "test"', None),
            ('absent; sys_platform != "no-such"', "which is not installed"),
            ("not a requirement at all !", None),
        ],
    )
    def test_what_is_required_is_compared_with_what_is_there(
        self, prefix: Path, requirement: str, problem: str | None
    ) -> None:
        install_fake(prefix, "six", "1.17", files={"six.py": ""})
        install_fake(prefix, "App", "1.0", ["app"], requires=[requirement])
        messages = [defect.message for defect in found(prefix)]
        assert len(messages) == (1 if problem else 0)
        assert not problem or (
            messages[0].startswith("`App` 1.0 requires `") and messages[0].endswith(problem)
        )

    def test_pip_check_finds_the_same(self, tmp_path: Path) -> None:
        prefix = seeded(tmp_path / ".venv")
        install_fake(prefix, "six", "1.17", files={"six.py": ""})
        install_fake(prefix, "a", requires=["six>=2", "b", 'c; extra == "x"', "pip"])
        install_fake(prefix, "d", requires=["a<1", "six~=1.16"])
        pip = [str(prefix / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "check"]
        said = subprocess.run(
            pip, capture_output=True, text=True, check=False, timeout=60
        ).stdout.splitlines()
        pairs = {
            (one.subjects[0], one.subjects[1])
            for one in found(prefix)
            if one.code == "unsatisfied-dependency"
        }
        assert len(said) == len(pairs) == 3
        assert all(any(line.startswith(f"{who} ") and what in line for line in said) for who, what in pairs)


class TestSurroundings:
    def test_folders_that_everybody_can_write_are_named_and_can_be_restricted(self, prefix: Path) -> None:
        site_packages(prefix).chmod(0o777)
        (defect,) = found(prefix)
        assert (defect.code, defect.subjects) == ("world-writable", (str(site_packages(prefix)),))
        restrict(defect)
        assert codes(prefix) == []

    @pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
    @pytest.mark.parametrize("place", [".venv", "sub/.venv"])
    def test_an_environment_that_git_tracks_is_noticed(self, tmp_path: Path, place: str) -> None:
        prefix = by_uv(tmp_path / place)
        (prefix / ".gitignore").unlink()
        git = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@b.example"]
        subprocess.run([*git, "init", "--quiet"], check=True)
        assert codes(prefix) == []
        subprocess.run([*git, "add", "--all"], check=True)
        (defect,) = found(prefix)
        assert (defect.code, defect.subjects) == ("tracked-environment", (place,))


class TestRepairs:
    def test_every_defect_has_one(self, tmp_path: Path) -> None:
        assert repair_of(Defect("missing-pip", "")) is Repair.SEED_PIP
        assert repair_of(Defect("broken-environment", "")) is Repair.RECREATE

    def test_leftovers_are_removed_and_nothing_else(self, prefix: Path, tmp_path: Path) -> None:
        install_fake(prefix, "six", files={"six.py": ""})
        (site_packages(prefix) / "~umpy").mkdir()
        precious = tmp_path / "~precious"
        precious.mkdir()
        environment = inspect(str(prefix))
        (defect,) = diagnose(environment)
        forged = Defect(
            defect.code, "", (*defect.subjects, str(precious), str(site_packages(prefix) / "six.py"))
        )
        assert remove_leftovers(environment, forged) == (str(site_packages(prefix) / "~umpy"),)
        assert precious.exists()
        assert codes(prefix) == []

    async def test_a_broken_environment_is_made_anew_and_filled(self, prefix: Path) -> None:
        shutil.rmtree(prefix / "bin")
        filled: list[str] = []

        async def fill(environment: Environment) -> Failure | None:
            filled.append(environment.prefix)
            return None

        request = CreationRequest(str(prefix), BASE, Creator.VENV)
        environment = await recreate(request, fill, lambda message, percentage: None, asyncio.Event())
        assert isinstance(environment, Environment)
        assert environment.is_ready
        assert filled == [str(prefix)]
        assert [path.name for path in prefix.parent.iterdir()] == [prefix.name]

    async def test_the_old_one_is_put_back_when_the_new_one_cannot_be_filled(self, prefix: Path) -> None:
        (prefix / "mine").write_text("precious")

        async def fill(environment: Environment) -> Failure | None:
            return Failure(FailureReason.NETWORK, "the index is down")

        request = CreationRequest(str(prefix), BASE, Creator.VENV)
        result = await recreate(request, fill, lambda message, percentage: None, asyncio.Event())
        assert result == Failure(FailureReason.NETWORK, "the index is down")
        assert (prefix / "mine").read_text() == "precious"
        assert inspect(str(prefix)).is_ready
        assert [path.name for path in prefix.parent.iterdir()] == [prefix.name]

    async def test_without_anything_to_set_aside_nothing_happens(self, tmp_path: Path) -> None:
        async def fill(environment: Environment) -> Failure | None:
            raise AssertionError("never asked")

        request = CreationRequest(str(tmp_path / ".venv"), BASE, Creator.VENV)
        result = await recreate(request, fill, lambda message, percentage: None, asyncio.Event())
        assert isinstance(result, Failure)
        assert list(tmp_path.iterdir()) == []
