"""A terminal follows what was made here, by this user: each maker leaves another sign of that."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.environments import bare, by_uv, seeded
from venvls.environments.following import may_be_followed
from venvls.environments.shell_transition import quick_transition

HOME = "home"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "it's a shop"
    folder.mkdir()
    return folder


def followed(prefix: Path, project: Path) -> bool:
    return may_be_followed(str(prefix), {"HOME": str(project.parent / HOME)})


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)


@pytest.mark.parametrize("make", [bare, seeded, by_uv])
def test_activation_that_names_this_place_is_a_sign(project: Path, make) -> None:
    assert followed(make(project / ".venv"), project)


@pytest.mark.parametrize("make", [bare, seeded, by_uv])
def test_activation_that_names_another_place_is_none(project: Path, tmp_path: Path, make) -> None:
    shutil.copytree(make(project / ".venv"), tmp_path / "copied" / ".venv", symlinks=True)
    assert not followed(tmp_path / "copied" / ".venv", tmp_path / "copied")


def test_what_has_vanished_is_not_followed(project: Path) -> None:
    assert not followed(project / ".venv", project)


class TestRelocatable:
    @pytest.fixture
    def prefix(self, project: Path) -> Path:
        return by_uv(project / ".venv", "--relocatable")

    def test_it_is_followed_in_a_repository_that_does_not_have_it(self, project: Path, prefix: Path) -> None:
        git(project, "init")
        assert followed(prefix, project)
        (project / "code.py").touch()
        git(project, "add", "code.py")
        assert followed(prefix, project)

    def test_it_is_not_followed_when_it_came_with_the_repository(self, project: Path, prefix: Path) -> None:
        git(project, "init")
        git(project, "add", "--force", ".venv/bin/activate")
        assert not followed(prefix, project)

    @pytest.mark.parametrize("option", ["--index-version=4", "--split-index"])
    def test_it_is_not_followed_where_the_index_cannot_tell(
        self, project: Path, prefix: Path, option: str
    ) -> None:
        git(project, "init")
        (project / "code.py").touch()
        git(project, "add", "code.py")
        git(project, "update-index", option)
        assert not followed(prefix, project)

    def test_it_is_not_followed_where_no_repository_tells(self, project: Path, prefix: Path) -> None:
        assert not followed(prefix, project)


class TestConda:
    @pytest.fixture
    def prefix(self, project: Path) -> Path:
        (project / ".conda" / "conda-meta").mkdir(parents=True)
        return project / ".conda"

    def test_one_in_the_project_is_not_followed_unless_conda_has_made_it(
        self, project: Path, prefix: Path
    ) -> None:
        assert not followed(prefix, project)
        listed = project.parent / HOME / ".conda" / "environments.txt"
        listed.parent.mkdir(parents=True)
        listed.write_text(f"/opt/conda\n{prefix}\n")
        assert followed(prefix, project)

    def test_one_that_pixi_has_made_for_another_manifest_is_not_followed(self, project: Path) -> None:
        prefix = project / ".pixi" / "envs" / "default"
        (prefix / "conda-meta").mkdir(parents=True)
        for owner, expected in ((project.parent, False), (project, True)):
            text = json.dumps({"manifest_path": str(owner / "pixi.toml")})
            (prefix / "conda-meta" / "pixi").write_text(text)
            assert followed(prefix, project) is expected

    def test_one_where_conda_keeps_them_came_with_no_checkout(self, project: Path, tmp_path: Path) -> None:
        prefix = tmp_path / HOME / "miniforge3" / "envs" / "tools"
        (prefix / "conda-meta").mkdir(parents=True)
        assert followed(prefix, project)

    def test_one_beside_the_project_may_have_come_with_it(self, project: Path, tmp_path: Path) -> None:
        conda(tmp_path / "tools")
        (project / "environment.yml").write_text("prefix: ../tools\n")
        assert not followed(tmp_path / "tools", project)
        assert line(project, "", {"HOME": str(tmp_path / HOME)}) == ""

    def test_its_own_variables_are_set_and_given_back(self, project: Path, tmp_path: Path) -> None:
        prefix = tmp_path / HOME / "miniforge3" / "envs" / "tools"
        conda(prefix)
        (project / "environment.yml").write_text("name: tools\n")
        environ = {"HOME": str(tmp_path / HOME), "CONDA_PREFIX": "/opt/conda", "CONDA_DEFAULT_ENV": "base"}
        inside = variables_after(line(project, "", environ), environ)
        assert inside["CONDA_PREFIX"] == inside["VENVLS_ACTIVE"] == str(prefix)
        assert inside["CONDA_DEFAULT_ENV"] == "tools"
        assert inside["PATH"].startswith(f"{prefix}/bin:")
        assert "VIRTUAL_ENV" not in inside
        assert line(project, str(prefix), inside) == ""
        after = variables_after(line(tmp_path, str(prefix), inside), inside)
        assert after == variables_after(":", environ)

    def test_one_that_a_person_activated_is_neither_left_nor_replaced(self, project: Path) -> None:
        bare(project / ".venv")
        by_hand = {"HOME": "/none", "CONDA_PREFIX": "/opt/conda/envs/mine", "CONDA_DEFAULT_ENV": "mine"}
        assert line(project, "", by_hand) == ""
        assert str(project / ".venv").split("'")[0] in line(
            project, "", by_hand | {"CONDA_DEFAULT_ENV": "base"}
        )


def conda(prefix: Path) -> None:
    bare(prefix)
    (prefix / "pyvenv.cfg").unlink()
    (prefix / "conda-meta").mkdir()
    minor = next((prefix / "lib").glob("python3.*")).name.removeprefix("python")
    (prefix / "conda-meta" / f"python-{minor}.1-h_0.json").write_text("{}")


def line(folder: Path, active: str, environ: dict[str, str]) -> str:
    answer = quick_transition(["bash", "--folder", str(folder), "--active", active], environ)
    assert answer is not None
    return answer


def variables_after(line: str, environ: dict[str, str]) -> dict[str, str]:
    """Evaluate a line in a real shell and return the variables that it leaves."""
    command = ["bash", "--norc", "-c", f"{line}\nexec env -0"]
    given = {"PATH": "/usr/bin:/bin"} | environ
    found = subprocess.run(command, env=given, capture_output=True, text=True, check=True).stdout
    pairs = (entry.partition("=") for entry in found.split("\0") if entry)
    return {name: value for name, _, value in pairs if name not in {"_", "SHLVL", "PWD"}}
