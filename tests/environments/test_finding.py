"""The environment of a project is found by evidence, and never borrowed from a sibling."""

import os
from pathlib import Path

import pytest

from tests.support.environments import bare
from venvls.environments.finding import find
from venvls.environments.locating import locate
from venvls.model.environment import Environment, EnvironmentState


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").touch()
    return tmp_path


def found(root: Path, workspace: Path, choice: Path | None = None, **environ: str) -> Environment:
    return find(str(root), [str(workspace)], environ, str(choice) if choice else None)


@pytest.mark.parametrize("name", [".venv", "venv", "env"])
def test_an_environment_folder_of_the_project_is_found(workspace: Path, name: str) -> None:
    bare(workspace / name)
    environment = found(workspace, workspace)
    assert environment.state is EnvironmentState.READY
    assert environment.prefix == str(workspace / name)
    assert environment.why == (f"`{workspace}` is the nearest project", f"`{name}` is in the project")


def test_dot_venv_comes_before_the_others(workspace: Path) -> None:
    for name in ("env", "venv", ".venv"):
        bare(workspace / name)
    assert found(workspace, workspace).prefix == str(workspace / ".venv")


def test_nothing_is_missing_with_the_project_named(workspace: Path) -> None:
    environment = found(workspace, workspace)
    assert environment.state is EnvironmentState.MISSING
    assert environment.why == (f"`{workspace}` is the nearest project",)


def test_a_folder_called_env_that_is_none_is_passed_over(workspace: Path) -> None:
    (workspace / "env").mkdir()
    (workspace / "env" / "settings.ini").touch()
    location = locate(str(workspace), [str(workspace)], {})
    assert location.taken is None
    assert "`env` in the project is no environment: it has no `pyvenv.cfg`" in [
        candidate.why for candidate in location.considered
    ]


def test_a_broken_dot_venv_is_reported_rather_than_passed_over(workspace: Path) -> None:
    (workspace / ".venv").mkdir()
    bare(workspace / "venv")
    environment = found(workspace, workspace)
    assert environment.state is EnvironmentState.BROKEN
    assert environment.prefix == str(workspace / ".venv")


def test_a_link_to_an_environment_elsewhere_is_its_environment(workspace: Path, tmp_path: Path) -> None:
    bare(tmp_path / "elsewhere" / "shared")
    (workspace / ".venv").symlink_to(tmp_path / "elsewhere" / "shared")
    environment = found(workspace, workspace)
    assert environment.is_ready
    assert environment.prefix == str(workspace / ".venv")


def test_a_dangling_link_is_a_broken_environment(workspace: Path) -> None:
    (workspace / ".venv").symlink_to(workspace / "gone")
    assert found(workspace, workspace).state is EnvironmentState.BROKEN


class TestPointerFile:
    """PEP 832 (draft): `.venv` may be a file that names the environment."""

    @pytest.mark.parametrize(
        "spelling", ["../shared", "../shared\n", "\ufeff../shared\r\nmore\n", "{absolute}"]
    )
    def test_its_first_line_is_the_path(self, tmp_path: Path, spelling: str) -> None:
        project = tmp_path / "project"
        project.mkdir()
        bare(tmp_path / "shared")
        (project / ".venv").write_text(spelling.replace("{absolute}", str(tmp_path / "shared")))
        assert found(project, project).prefix == str(tmp_path / "shared")

    def test_one_that_names_nothing_there_is_missing_with_the_reason(self, workspace: Path) -> None:
        (workspace / ".venv").write_text("nowhere\n")
        environment = found(workspace, workspace)
        assert environment.state is EnvironmentState.MISSING
        assert environment.reason == f"`{workspace / 'nowhere'}` does not exist"

    @pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe\x00", b"a\0b"])
    def test_garbage_names_no_environment(self, workspace: Path, content: bytes) -> None:
        (workspace / ".venv").write_bytes(content)
        assert found(workspace, workspace).state is EnvironmentState.MISSING


class TestInheritedVariables:
    def test_virtual_env_counts_when_it_lies_in_the_project(self, workspace: Path) -> None:
        bare(workspace / "py311")
        environment = found(workspace, workspace, VIRTUAL_ENV=str(workspace / "py311"))
        assert environment.prefix == str(workspace / "py311")

    def test_dot_venv_beats_it(self, workspace: Path) -> None:
        bare(workspace / "py311")
        bare(workspace / ".venv")
        environment = found(workspace, workspace, VIRTUAL_ENV=str(workspace / "py311"))
        assert environment.prefix == str(workspace / ".venv")

    def test_one_outside_of_the_workspace_is_a_leak(
        self, workspace: Path, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        other = bare(tmp_path_factory.mktemp("other") / ".venv")
        assert found(workspace, workspace, VIRTUAL_ENV=str(other)).state is EnvironmentState.MISSING

    def test_one_of_a_project_below_is_not_its_own(self, workspace: Path) -> None:
        (workspace / "service").mkdir()
        (workspace / "service" / "pyproject.toml").touch()
        bare(workspace / "service" / "environment")
        environment = found(workspace, workspace, VIRTUAL_ENV=str(workspace / "service" / "environment"))
        assert environment.state is EnvironmentState.MISSING


class TestNeighbours:
    def test_a_siblings_environment_is_never_taken(self, tmp_path: Path) -> None:
        for name in ("a", "b"):
            (tmp_path / name).mkdir()
            (tmp_path / name / "pyproject.toml").touch()
        bare(tmp_path / "a" / ".venv")
        active = {"VIRTUAL_ENV": str(tmp_path / "a" / ".venv")}
        assert found(tmp_path / "b", tmp_path, **active).state is EnvironmentState.MISSING
        assert found(tmp_path / "a", tmp_path).is_ready

    def test_a_requirements_file_below_a_project_uses_the_projects(self, workspace: Path) -> None:
        (workspace / "docs").mkdir()
        (workspace / "docs" / "requirements.txt").touch()
        bare(workspace / ".venv")
        environment = found(workspace / "docs", workspace)
        assert environment.prefix == str(workspace / ".venv")
        assert environment.why[-1] == f"`.venv` is in `{workspace.name}` above the project"

    def test_a_project_below_another_project_does_not(self, workspace: Path) -> None:
        (workspace / "examples").mkdir()
        (workspace / "examples" / "pyproject.toml").touch()
        bare(workspace / ".venv")
        assert found(workspace / "examples", workspace).state is EnvironmentState.MISSING

    def test_an_environment_beside_projects_is_shared_by_them(self, tmp_path: Path) -> None:
        (tmp_path / "backend").mkdir()
        (tmp_path / "backend" / "pyproject.toml").touch()
        bare(tmp_path / ".venv")
        assert found(tmp_path / "backend", tmp_path).prefix == str(tmp_path / ".venv")

    def test_nothing_above_the_workspace_folder_is_taken(self, tmp_path: Path) -> None:
        (tmp_path / "backend").mkdir()
        (tmp_path / "backend" / "pyproject.toml").touch()
        bare(tmp_path / ".venv")
        assert found(tmp_path / "backend", tmp_path / "backend").state is EnvironmentState.MISSING


def test_a_choice_beats_all_evidence(workspace: Path, tmp_path: Path) -> None:
    bare(workspace / ".venv")
    chosen = bare(tmp_path / "elsewhere")
    environment = found(workspace, workspace, choice=chosen)
    assert environment.prefix == str(chosen)
    assert environment.why[-1] == "you chose it for this project"


def test_looking_needs_no_permission_beyond_reading(workspace: Path) -> None:
    bare(workspace / ".venv")
    before = {path: os.lstat(path).st_mtime_ns for path in (workspace / ".venv").rglob("*")}
    found(workspace, workspace)
    assert {path: os.lstat(path).st_mtime_ns for path in (workspace / ".venv").rglob("*")} == before
