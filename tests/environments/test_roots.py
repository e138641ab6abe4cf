"""A file belongs to the nearest project at or above it, and never to one above its workspace."""

from pathlib import Path

import pytest

from venvls.environments.roots import project_root


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for file in (
        "work/pyproject.toml",
        "work/src/app/core.py",
        "work/docs/requirements.txt",
        "work/docs/conf.py",
        "work/services/api/setup.py",
        "work/services/api/api/main.py",
        "work/services/tool/venv/pyvenv.cfg",
        "work/services/tool/venv/lib/x.py",
        "work/services/tool/venv/lib/vendored/pyproject.toml",
        "work/services/tool/run.py",
        "loose/notes/a.py",
        "pyproject.toml",
    ):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).touch()
    return tmp_path


@pytest.mark.parametrize(
    ("file", "root"),
    [
        ("work/pyproject.toml", "work"),
        ("work/src/app/core.py", "work"),
        ("work/src/app/not-there-yet.py", "work"),
        ("work/docs/conf.py", "work/docs"),
        ("work/services/api/api/main.py", "work/services/api"),
        ("work/services/tool/run.py", "work/services/tool"),
        ("work/services", "work"),
        ("work/services/tool/venv/lib/x.py", "work/services/tool"),
        ("work/services/tool/venv/lib/vendored/pyproject.toml", "work/services/tool"),
    ],
)
def test_the_nearest_folder_with_a_manifest_or_an_environment_is_the_root(
    tree: Path, file: str, root: str
) -> None:
    assert project_root(str(tree / file), [str(tree / "work")]) == str(tree / root)


def test_a_manifest_above_the_workspace_folder_does_not_count(tree: Path) -> None:
    assert project_root(str(tree / "loose/notes/a.py"), [str(tree / "loose")]) == str(tree / "loose")


def test_the_innermost_workspace_folder_is_the_limit(tree: Path) -> None:
    folders = [str(tree), str(tree / "loose" / "notes")]
    assert project_root(str(tree / "loose/notes/a.py"), folders) == str(tree / "loose/notes")


def test_a_folder_with_a_similar_name_is_not_inside_of_the_workspace(tree: Path) -> None:
    (tree / "work-old" / "a.py").parent.mkdir()
    assert project_root(str(tree / "work-old" / "a.py"), [str(tree / "work")]) == str(tree)


def test_outside_of_the_workspace_version_control_ends_the_search(tree: Path) -> None:
    (tree / "loose" / ".git").mkdir()
    assert project_root(str(tree / "loose/notes/a.py"), []) == str(tree / "loose")


def test_a_dangling_environment_link_still_marks_its_project(tree: Path) -> None:
    (tree / "loose" / ".venv").symlink_to(tree / "gone")
    assert project_root(str(tree / "loose/notes/a.py"), [str(tree)]) == str(tree / "loose")


def test_a_workspace_folder_that_has_vanished_keeps_what_was_in_it(tmp_path: Path) -> None:
    gone = str(tmp_path / "gone")
    assert project_root(gone, [gone]) == gone
    assert project_root(f"{gone}/app.py", [gone]) == gone
