"""The shell hook activates by directory, undoes it exactly, and leaves alone what a person activated.

Everything is typed into real shells; those that are not installed are left out.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.environments import bare, by_uv, seeded
from tests.support.terminals import Terminal, shells
from venvls.environments.shell_hook import HOOKED, hook, transition

VENVLS = Path(__file__).resolve().parents[2] / "venvls" / "__main__.py"


@pytest.fixture(params=shells("bash", "zsh", "fish"))
def terminal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Terminal]:
    environ = {"VENVLS_STATE_DIR": str(tmp_path / "state")}
    with Terminal(request.param, tmp_path / "home", environ) as terminal:
        yield terminal


@pytest.fixture
def hooked(terminal: Terminal) -> Terminal:
    program = f"{terminal.word(sys.executable)} {terminal.word(str(VENVLS))}"
    if terminal.shell == "fish":
        terminal.run(f"{program} shell-hook fish | source")
    else:
        terminal.run(f'eval "$({program} shell-hook {terminal.shell})"')
    return terminal


@pytest.fixture
def projects(tmp_path: Path) -> tuple[Path, Path]:
    for name in ("one", "it's $two"):
        (tmp_path / name / "inside").mkdir(parents=True)
        bare(tmp_path / name / ".venv")
    return tmp_path / "one", tmp_path / "it's $two"


def enter(terminal: Terminal, folder: Path | str) -> dict[str, str]:
    terminal.run(f"cd {terminal.word(str(folder))}")
    return terminal.variables()


def entered(before: dict[str, str], prefix: Path) -> dict[str, str]:
    ours = {"VIRTUAL_ENV": str(prefix), "VENVLS_ACTIVE": str(prefix)}
    return before | ours | {"PATH": f"{prefix}/bin:{before['PATH']}"}


def without_prompt(variables: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in variables.items() if name != "VIRTUAL_ENV_PROMPT"}


def test_entering_switching_and_leaving(hooked: Terminal, projects: tuple[Path, Path]) -> None:
    one, two = projects
    before = hooked.variables()
    assert without_prompt(enter(hooked, one)) == entered(before, one / ".venv")
    assert without_prompt(enter(hooked, one / "inside")) == entered(before, one / ".venv")
    assert without_prompt(enter(hooked, two)) == entered(before, two / ".venv")
    assert enter(hooked, "/") == before


@pytest.mark.parametrize("make", [bare, seeded, by_uv])
def test_the_prompt_is_the_one_that_the_environment_names(hooked: Terminal, tmp_path: Path, make) -> None:
    project = tmp_path / "shop"
    project.mkdir()
    make(project / ".venv")
    by_hook = enter(hooked, project)["VIRTUAL_ENV_PROMPT"]
    enter(hooked, "/")
    script = "activate.fish" if hooked.shell == "fish" else "activate"
    hooked.run(f"source {project}/.venv/bin/{script}")
    assert hooked.variables().get("VIRTUAL_ENV_PROMPT", by_hook) == by_hook


def test_programs_of_the_environment_come_first(hooked: Terminal, projects: tuple[Path, Path]) -> None:
    enter(hooked, projects[0])
    expression = "(command -s python)" if hooked.shell == "fish" else '"$(command -v python)"'
    assert hooked.value(expression) == f"{projects[0]}/.venv/bin/python"


def test_what_was_put_before_it_on_path_stays(hooked: Terminal, projects: tuple[Path, Path]) -> None:
    before = hooked.variables()
    enter(hooked, projects[0])
    hooked.run("set -gx PATH /opt/more $PATH" if hooked.shell == "fish" else "PATH=/opt/more:$PATH")
    assert enter(hooked, "/") == before | {"PATH": f"/opt/more:{before['PATH']}"}


def test_a_path_that_holds_the_environment_already_is_given_back(
    hooked: Terminal, projects: tuple[Path, Path]
) -> None:
    own = f"/usr/bin:{projects[0]}/.venv/bin:/bin"
    hooked.run(f"set -gx PATH (string split : {own})" if hooked.shell == "fish" else f"PATH={own}")
    before = hooked.variables()
    enter(hooked, projects[0])
    assert enter(hooked, "/") == before


def test_what_a_person_activated_is_neither_left_nor_replaced(
    hooked: Terminal, projects: tuple[Path, Path]
) -> None:
    one, two = projects
    script = "activate.fish" if hooked.shell == "fish" else "activate"
    hooked.run(f"source {one}/.venv/bin/{script}")
    by_hand = hooked.variables()
    assert by_hand["VIRTUAL_ENV"] == str(one / ".venv")
    assert enter(hooked, two) == by_hand
    assert enter(hooked, "/") == by_hand
    hooked.run("deactivate")
    assert enter(hooked, two)["VIRTUAL_ENV"] == str(two / ".venv")


def test_activating_and_deactivating_by_hand_inside_of_a_project_leaves_no_trace(
    hooked: Terminal, projects: tuple[Path, Path], tmp_path: Path
) -> None:
    before = hooked.variables()
    enter(hooked, projects[0])
    script = "activate.fish" if hooked.shell == "fish" else "activate"
    hooked.run(f"source {bare(tmp_path / 'other')}/bin/{script}")
    assert hooked.variables()["VIRTUAL_ENV"] == str(tmp_path / "other")
    hooked.run("deactivate")
    inside = hooked.variables()
    assert inside["VIRTUAL_ENV"] == inside["VENVLS_ACTIVE"] == str(projects[0] / ".venv")
    assert inside["PATH"] == f"{projects[0]}/.venv/bin:{before['PATH']}"
    assert enter(hooked, "/") == before


def test_what_the_prompt_did_before_is_still_done(terminal: Terminal, projects: tuple[Path, Path]) -> None:
    if terminal.shell != "bash":
        pytest.skip("only bash has one variable for all that is done before the prompt")
    terminal.run("PROMPT_COMMAND='export DONE=$?'")
    for _ in range(2):
        terminal.run(f'eval "$({sys.executable} {VENVLS} shell-hook bash)"')
    terminal.send("(exit 5)")
    assert terminal.value('"$DONE"') == "5"
    assert terminal.value('"$PROMPT_COMMAND"') == "_venvls_hook;export DONE=$?"
    assert enter(terminal, projects[0])["VIRTUAL_ENV"] == str(projects[0] / ".venv")


def test_an_environment_that_is_made_or_removed_right_here_is_followed(
    hooked: Terminal, tmp_path: Path
) -> None:
    project = tmp_path / "new project"
    project.mkdir()
    before = hooked.variables()
    assert enter(hooked, project) == before
    bare(project / ".venv")
    hooked.run("true")
    assert without_prompt(hooked.variables()) == entered(before, project / ".venv")
    shutil.rmtree(project / ".venv")
    hooked.run("true")
    assert hooked.variables() == before


def test_the_exit_code_of_the_last_command_is_kept(hooked: Terminal, projects: tuple[Path, Path]) -> None:
    status = "$status" if hooked.shell == "fish" else '"$?"'
    hooked.send("false")
    assert hooked.value(status) == "1"
    hooked.send(f"cd {projects[0]}; sh -c 'exit 7'")
    assert hooked.value(status) == "7"


def test_a_nested_shell_goes_on_where_the_outer_one_was(
    hooked: Terminal, projects: tuple[Path, Path]
) -> None:
    one, two = projects
    before = hooked.variables()
    enter(hooked, one)
    hooked.run("cd inside")
    with Terminal(hooked.shell, two / "nested", hooked.variables()) as nested:
        assert nested.variables()["VIRTUAL_ENV"] == str(one / ".venv")
    assert enter(hooked, "/") == before


def test_an_environment_that_vanished_is_left(hooked: Terminal, projects: tuple[Path, Path]) -> None:
    before = hooked.variables()
    enter(hooked, projects[0])
    shutil.rmtree(projects[0] / ".venv")
    assert enter(hooked, "/") == before


def test_what_a_checkout_brought_along_is_not_followed(
    hooked: Terminal, projects: tuple[Path, Path], tmp_path: Path
) -> None:
    before = hooked.variables()
    shutil.copytree(projects[0], tmp_path / "copied", symlinks=True)
    assert enter(hooked, tmp_path / "copied") == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_what_another_user_owns_is_not_followed(hooked: Terminal, projects: tuple[Path, Path]) -> None:
    before = hooked.variables()
    os.chown(projects[0] / ".venv", 65534, 65534)
    assert enter(hooked, projects[0]) == before


@pytest.mark.parametrize("shell", HOOKED)
def test_nothing_is_written_where_nothing_changes(shell: str) -> None:
    assert transition(shell, "/shop/.venv", "/shop/.venv", ".venv") == ""
    assert transition(shell, "", "", "") == ""


@pytest.mark.parametrize("shell", HOOKED)
def test_the_hook_names_no_path_but_that_of_the_command(shell: str) -> None:
    text = hook(shell, "venvls")
    assert "venvls shell-hook" in text
    assert "@" not in text
    assert os.sep + "home" not in text


def test_powershell_gets_the_same_as_data() -> None:
    line = transition("powershell", "/old/.venv", "/shop/.venv", "shop")
    assert "$entries.Remove('/old/.venv/bin')" in line
    assert "$env:VIRTUAL_ENV = '/shop/.venv'" in line
    assert "'C:\\shop\\.venv\\Scripts'" in transition("powershell", "", "C:\\shop\\.venv", "shop")
