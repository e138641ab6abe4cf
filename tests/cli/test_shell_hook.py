"""`venvls shell-hook` where the answer takes the whole search, and what it answers to mistakes."""

import json
import os
import subprocess
import sys

import pytest

from tests.support.environments import bare


def shell_hook(*arguments, **variables):
    """Run the command; returns what it printed, what it complained about and its exit code."""
    return subprocess.run(
        [sys.executable, "-m", "venvls", "shell-hook", *map(str, arguments)],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.fixture
def shop(tmp_path):
    folder = tmp_path / "work" / "shop"
    folder.mkdir(parents=True)
    (folder / "pyproject.toml").write_text('[project]\nname = "shop"\nversion = "1"\n')
    return folder


def test_a_member_of_a_workspace_gets_the_environment_of_the_workspace(shop):
    (shop.parent / "pyproject.toml").write_text('[tool.uv.workspace]\nmembers = ["*"]\n')
    bare(shop.parent / ".venv")
    done = shell_hook("bash", "--folder", shop, "--active", "")
    assert f"export VIRTUAL_ENV={shop.parent}/.venv;" in done.stdout
    assert done.returncode == 0


def test_the_environment_that_a_person_chose_is_taken(shop, tmp_path):
    bare(shop / ".venv")
    chosen = bare(tmp_path / "chosen")
    (tmp_path / "state").mkdir()
    decisions = {"environment-chosen": {str(shop): str(chosen)}}
    (tmp_path / "state" / "decisions.json").write_text(json.dumps(decisions))
    done = shell_hook("zsh", "--folder", shop, VENVLS_STATE_DIR=str(tmp_path / "state"))
    assert f"export VIRTUAL_ENV={chosen};" in done.stdout


def test_a_broken_environment_is_not_entered(shop):
    bare(shop / ".venv")
    for python in (shop / ".venv" / "bin").glob("python*"):
        python.unlink()
    assert shell_hook("fish", "--folder", shop).stdout == ""


def test_an_environment_whose_project_is_left_is_left(shop):
    done = shell_hook("bash", "--folder", shop, "--active", "/gone/.venv", VIRTUAL_ENV="/gone/.venv")
    assert "unset VIRTUAL_ENV; unset VIRTUAL_ENV_PROMPT; unset VENVLS_ACTIVE" in done.stdout


def test_an_unknown_shell_is_refused():
    done = shell_hook("tcsh")
    assert done.returncode == 2
    assert "tcsh" in done.stderr
