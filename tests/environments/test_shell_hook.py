"""The shell hook activates by directory, undoes it exactly, and leaves alone what a person activated."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.environments import bare
from venvls.environments.inspection import inspect
from venvls.environments.quoting import fish_word, posix_word
from venvls.environments.shell_hook import HOOKED, hook, transition
from venvls.model.environment import MISSING

REAL = ["bash", "zsh", "fish"]
_PLAIN = {"bash": ["--norc", "--noprofile"], "zsh": ["-f"], "fish": ["--no-config"]}
# The command that the hook calls, with the same arguments as the real one.
_PROGRAM = """
import os, sys
from venvls.environments.finding import find
from venvls.environments.shell_hook import transition
shell, folder, active = sys.argv[2], sys.argv[4], sys.argv[6]
open(os.environ["ASKED"], "a").write("asked\\n")
print(transition(shell, active, find(folder, [folder], {})))
"""


class Terminal:
    """A shell with the hook, in which each step is followed by a prompt and a line of what is active."""

    def __init__(self, shell: str, folder: Path) -> None:
        program = folder / "program.py"
        program.write_text(_PROGRAM)
        word = fish_word if shell == "fish" else posix_word
        self._shell = shell
        self._asked = folder / "asked"
        self._hook = hook(shell, f"{word(sys.executable)} {word(str(program))}")

    def run(self, *steps: str) -> list[str]:
        """Return after the start and after each step `VIRTUAL_ENV`, the first of PATH, and more of it."""
        prompt = "emit fish_prompt" if self._shell == "fish" else "_venvls_hook"
        path = "(string join : $PATH)" if self._shell == "fish" else '"$PATH"'
        show = f'echo "[$VIRTUAL_ENV]" {path}'
        script = "\n".join([self._hook, prompt, show, *(f"{step}\n{prompt}\n{show}" for step in steps)])
        environ = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "ASKED": str(self._asked), "TERM": "dumb"}
        finished = subprocess.run(
            [self._shell, *_PLAIN[self._shell], "-c", script],
            capture_output=True,
            text=True,
            env=environ,
            timeout=60,
            check=True,
            cwd="/",
        )
        assert finished.stderr == ""
        return finished.stdout.splitlines()

    @property
    def times_asked(self) -> int:
        return len(self._asked.read_text().splitlines())


@pytest.fixture(params=REAL)
def terminal(request: pytest.FixtureRequest, tmp_path: Path) -> Terminal:
    if shutil.which(request.param) is None:
        pytest.skip(f"{request.param} is not installed")
    return Terminal(request.param, tmp_path)


@pytest.fixture
def projects(tmp_path: Path) -> tuple[Path, Path]:
    for name in ("one", "it's $two"):
        (tmp_path / name).mkdir()
        bare(tmp_path / name / ".venv")
    return tmp_path / "one", tmp_path / "it's $two"


def line(prefix: Path | None, before: str) -> str:
    return f"[{prefix}] {prefix}/bin:{before}" if prefix else f"[] {before}"


def test_entering_switching_and_leaving(terminal: Terminal, projects: tuple[Path, Path]) -> None:
    one, two = projects
    start, *after = terminal.run(
        f"cd {posix_word(str(one))}", f'cd "{str(two).replace("$", chr(92) + "$")}"', "cd /"
    )
    before = start.removeprefix("[] ")
    assert after == [line(one / ".venv", before), line(two / ".venv", before), line(None, before)]


def test_what_was_put_before_it_on_path_stays(terminal: Terminal, projects: tuple[Path, Path]) -> None:
    more = "set -gx PATH /opt/more $PATH" if "fish" in terminal._shell else "PATH=/opt/more:$PATH"
    start, _, left = terminal.run(f"cd {projects[0]}; {more}", "cd /")[0:3]
    assert left == f"[] /opt/more:{start.removeprefix('[] ')}"


def test_what_a_person_activated_is_respected(terminal: Terminal, projects: tuple[Path, Path]) -> None:
    set_by_hand = "set -gx VIRTUAL_ENV /mine" if "fish" in terminal._shell else "export VIRTUAL_ENV=/mine"
    start, by_hand, inside = terminal.run(set_by_hand, f"cd {projects[0]}")
    before = start.removeprefix("[] ")
    assert by_hand == inside == f"[/mine] {before}"


def test_nothing_is_asked_while_the_directory_stays(terminal: Terminal, projects: tuple[Path, Path]) -> None:
    terminal.run("true", "true", f"cd {projects[0]}", "true", "true")
    assert terminal.times_asked == 2


@pytest.mark.parametrize("shell", REAL)
def test_a_nested_shell_goes_on_where_the_outer_one_was(tmp_path: Path, shell: str) -> None:
    environment = inspect(str(bare(tmp_path / ".venv")))
    assert transition(shell, str(tmp_path / ".venv"), environment) == ""
    assert transition(shell, "", MISSING) == ""


@pytest.mark.parametrize("shell", HOOKED)
def test_the_hook_names_no_path_but_that_of_the_command(shell: str) -> None:
    text = hook(shell, "venvls")
    assert "venvls shell-hook" in text
    assert "@" not in text.replace("@(", "")
    assert os.sep + "home" not in text


@pytest.mark.parametrize("shell", ["powershell"])
def test_other_shells_get_the_same_as_data(tmp_path: Path, shell: str) -> None:
    environment = inspect(str(bare(tmp_path / ".venv")))
    line = transition(shell, "/old/.venv", environment)
    assert "-cne '/old/.venv/bin'" in line
    assert f"$env:VIRTUAL_ENV = '{tmp_path}/.venv'" in line
