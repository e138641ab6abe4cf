"""Freezing says what pip says, without starting it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.environments import bare, install_fake, python_of
from tests.support.installing import Place
from tests.support.projects import write_project
from venvls.environments.inspection import inspect
from venvls.install.freezing import freeze
from venvls.install.repository import checkout_of
from venvls.install.request import Install


def frozen_by_pip(prefix: Path) -> list[str]:
    command = (sys.executable, "-m", "pip", "--python", str(python_of(prefix)), "freeze")
    finished = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return finished.stdout.splitlines()


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=tests", "-c", "user.email=tests@index.example", "-c", "init.defaultBranch=main")
    subprocess.run(("git", *who, *arguments), cwd=folder, check=True, capture_output=True, timeout=30)


@pytest.fixture
def prefix(tmp_path: Path) -> Path:
    return bare(tmp_path / ".venv")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    project = write_project(tmp_path / "repository" / "inside")
    git(project.parent, "init")
    git(project.parent, "add", ".")
    git(project.parent, "commit", "-m", "first")
    return project


def test_releases_are_pinned_and_sorted_without_regard_to_case(prefix: Path) -> None:
    for name, version in (
        ("PyYAML", "6.0.2"),
        ("attrs", "25.1"),
        ("zope.interface", "7.0"),
        ("Flask_X", "1.0"),
    ):
        install_fake(prefix, name, version)
    assert list(freeze(inspect(str(prefix)))) == frozen_by_pip(prefix)
    assert freeze(inspect(str(prefix)))[0] == "attrs==25.1"


def test_what_environments_are_seeded_with_is_left_out(prefix: Path) -> None:
    for name in ("pip", "setuptools", "wheel", "distribute", "kept"):
        install_fake(prefix, name)
    assert list(freeze(inspect(str(prefix)))) == frozen_by_pip(prefix) == ["kept==1.0"]


@pytest.mark.parametrize(
    "origin",
    [
        {"url": "https://git.example/x.git", "vcs_info": {"vcs": "git", "commit_id": "a" * 40}},
        {
            "url": "https://git.example/x.git",
            "vcs_info": {"vcs": "git", "requested_revision": "main", "commit_id": "a" * 40},
            "subdirectory": "src/x",
        },
        {"url": "https://index.example/x-1.0.tar.gz", "archive_info": {"hash": f"sha256={'b' * 64}"}},
        {"url": "https://index.example/x-1.0.tar.gz", "archive_info": {"hashes": {"sha256": "b" * 64}}},
        {"url": "https://index.example/x-1.0.tar.gz", "archive_info": {}},
        {"url": "file:///somewhere/x", "dir_info": {}},
    ],
)
def test_what_came_from_elsewhere_is_frozen_with_its_origin(prefix: Path, origin: dict[str, object]) -> None:
    install_fake(prefix, "x", "1.0", direct_url=origin)
    assert list(freeze(inspect(str(prefix)))) == frozen_by_pip(prefix)


def test_an_unreadable_origin_is_no_origin(prefix: Path) -> None:
    folder = install_fake(prefix, "x", "1.0")
    (folder / "direct_url.json").write_text("{")
    assert freeze(inspect(str(prefix))) == ("x==1.0",)


async def test_an_editable_folder_without_version_control(prefix: Path, tmp_path: Path) -> None:
    await editable(prefix, write_project(tmp_path / "mine"))
    lines = freeze(inspect(str(prefix)))
    assert list(lines) == frozen_by_pip(prefix)
    assert lines[0] == "# Editable install with no version control (mine==1.0)"


async def test_an_editable_repository_without_a_remote(prefix: Path, repository: Path) -> None:
    await editable(prefix, repository)
    assert list(freeze(inspect(str(prefix)))) == frozen_by_pip(prefix)


@pytest.mark.parametrize(
    "remote",
    [
        "https://git.example/x.git",
        "ssh://git@git.example/x.git",
        "git@git.example:team/x.git",
    ],
)
async def test_an_editable_repository_with_a_remote(prefix: Path, repository: Path, remote: str) -> None:
    git(repository.parent, "remote", "add", "origin", remote)
    await editable(prefix, repository)
    lines = freeze(inspect(str(prefix)))
    assert list(lines) == frozen_by_pip(prefix)
    assert lines[0].endswith("#egg=mine&subdirectory=inside")


def test_the_commit_is_found_packed_detached_and_in_worktrees(repository: Path, tmp_path: Path) -> None:
    git(repository.parent, "remote", "add", "origin", "https://git.example/x.git")
    loose = checkout_of(repository)
    assert loose
    git(repository.parent, "pack-refs", "--all")
    assert checkout_of(repository) == loose
    git(repository.parent, "worktree", "add", str(tmp_path / "worktree"))
    assert checkout_of(tmp_path / "worktree" / "inside") == loose
    git(repository.parent, "checkout", "--detach")
    assert checkout_of(repository) == loose


def test_a_folder_in_no_repository_has_no_checkout(tmp_path: Path) -> None:
    assert checkout_of(tmp_path) is None
    (tmp_path / ".git").write_text("gitdir: /nowhere\n")
    assert checkout_of(tmp_path) is None


async def editable(prefix: Path, project: Path) -> None:
    outcome = await Place(prefix).carry_out(Install(editables=(str(project),)))
    assert outcome.failure is None, outcome.failure
