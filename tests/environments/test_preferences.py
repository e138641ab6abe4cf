"""A project's pins say what to make its environment from, and by which tool."""

from pathlib import Path

import pytest

from venvls.environments.creation import Creator
from venvls.environments.preferences import preferred_creator, preferred_pythons


@pytest.mark.parametrize(
    ("file", "text", "wanted"),
    [
        (".python-version", "3.12.4\n3.11\n", ("3.12.4", "3.11")),
        (".python-version", "# pinned\n3.12  # for the server\n", ("3.12",)),
        (".tool-versions", "nodejs 22\npython 3.12.4 3.11\n", ("3.12.4",)),
        ("mise.toml", '[tools]\npython = ["3.12", "3.11"]', ("3.12", "3.11")),
        (".mise.toml", '[tools]\npython = "3.12"', ("3.12",)),
        ("Pipfile", '[requires]\npython_version = "3.12"', ("3.12",)),
        ("runtime.txt", "python-3.12.4\n", ("3.12.4",)),
        ("runtime.txt", "ruby\n", ()),
        ("mise.toml", "[tools", ()),
    ],
)
def test_every_pin_is_read(tmp_path: Path, file: str, text: str, wanted: tuple[str, ...]) -> None:
    (tmp_path / file).write_text(text, encoding="utf-8")
    assert preferred_pythons(str(tmp_path), [str(tmp_path)]) == wanted


def test_the_nearest_pin_decides_and_none_above_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "work" / "app").mkdir(parents=True)
    (tmp_path / ".python-version").write_text("3.8\n")
    assert preferred_pythons(str(tmp_path / "work" / "app"), [str(tmp_path / "work")]) == ()
    (tmp_path / "work" / ".python-version").write_text("3.9\n")
    assert preferred_pythons(str(tmp_path / "work" / "app"), [str(tmp_path / "work")]) == ("3.9",)
    (tmp_path / "work" / "app" / ".python-version").write_text("3.10\n")
    assert preferred_pythons(str(tmp_path / "work" / "app"), [str(tmp_path / "work")]) == ("3.10",)


@pytest.mark.parametrize(
    ("file", "text", "creator"),
    [
        ("uv.lock", "", Creator.UV),
        ("pyproject.toml", "[tool.uv]\n", Creator.UV),
        ("pyproject.toml", "[project]\n", Creator.AUTO),
        ("poetry.lock", "", Creator.AUTO),
    ],
)
def test_a_project_of_uv_gets_its_environment_from_uv(
    tmp_path: Path, file: str, text: str, creator: Creator
) -> None:
    (tmp_path / file).write_text(text)
    assert preferred_creator(str(tmp_path)) is creator
