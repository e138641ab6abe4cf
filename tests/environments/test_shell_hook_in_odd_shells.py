"""The shell hook in shells that people have set up in their own way, and in folders with odd names."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.environments import bare
from tests.support.terminals import Terminal, shells

VENVLS = Path(__file__).resolve().parents[2] / "venvls" / "__main__.py"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "shop" / "inside").mkdir(parents=True)
    bare(tmp_path / "shop" / ".venv")
    return tmp_path / "shop"


@pytest.fixture(params=shells("bash", "zsh", "fish"))
def terminal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Terminal]:
    environ = {"VENVLS_STATE_DIR": str(tmp_path / "state")}
    with Terminal(request.param, tmp_path / "home", environ) as terminal:
        yield terminal


def hook(terminal: Terminal) -> None:
    program = f"{terminal.word(sys.executable)} {terminal.word(str(VENVLS))}"
    if terminal.shell == "fish":
        terminal.run(f"{program} shell-hook fish | source")
    else:
        terminal.run(f'eval "$({program} shell-hook {terminal.shell})"')


def goes_in_and_out(terminal: Terminal, project: Path) -> None:
    before = terminal.variables()
    terminal.run(f"cd {terminal.word(str(project))}")
    active = terminal.variables()
    assert active["VIRTUAL_ENV"] == str(project / ".venv")
    assert active["PATH"] == f"{project}/.venv/bin:{before['PATH']}"
    terminal.run("cd /")
    assert terminal.variables() == before


SETTINGS = {
    "bash": [
        "set -u",
        "set -e",
        "set -eu -o pipefail",
        "set -o posix",
        "set -o noclobber; shopt -s nullglob failglob extglob",
        "IFS=/",
        "alias cd='builtin cd' python=false test=false",
        "unset PROMPT_COMMAND",
        "PROMPT_COMMAND=()",
        "PROMPT_COMMAND=('true' 'true')",
        "PROMPT_COMMAND='true; '",
        'cd() { builtin cd "$@"; }',
        "shopt -s autocd cdspell",
    ],
    "zsh": [
        "setopt no_unset",
        "setopt err_exit",
        "setopt err_return",
        "setopt ksh_arrays sh_word_split glob_subst",
        "setopt null_glob extended_glob no_nomatch",
        "emulate sh",
        "IFS=/",
        "precmd() { true }",
        "setopt prompt_subst warn_create_global",
        "setopt auto_cd auto_pushd chase_links",
    ],
    "fish": [
        "set -g fish_greeting",
        "function cd; builtin cd $argv; end",
        "function test; builtin test $argv; end",
        "function fish_prompt; false; end",
        "set -g IFS",
    ],
}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("terminal", "setting"),
    [
        pytest.param(shell.values[0], setting, marks=shell.marks)
        for shell in shells("bash", "zsh", "fish")
        for setting in SETTINGS[shell.values[0]]
    ],
    indirect=["terminal"],
)
@pytest.mark.parametrize("is_late", [False, True], ids=["before", "after"])
def test_settings_of_the_user(terminal: Terminal, project: Path, setting: str, is_late: bool) -> None:
    if not is_late:
        terminal.run(setting)
    hook(terminal)
    if is_late and "PROMPT_COMMAND" not in setting:
        terminal.run(setting)
    goes_in_and_out(terminal, project)


ODD = [
    "a b",
    "it's",
    'so "called"',
    "$HOME",
    "$(echo pwned)",
    "`echo pwned`",
    "semi;colon & more | <x>",
    "100% %PATH%",
    "née 漢 🐍",
    "back\\slash\\\\",
    "(paren) [x] {y} * ?",
    "~#hash !bang ^",
]


@pytest.mark.parametrize("name", ODD)
def test_folders_with_odd_names(terminal: Terminal, tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    bare(tmp_path / name / ".venv")
    hook(terminal)
    goes_in_and_out(terminal, tmp_path / name)


def test_a_pipe_and_a_list_keep_their_exit_code(terminal: Terminal, project: Path) -> None:
    hook(terminal)
    status = "$status" if terminal.shell == "fish" else '"$?"'
    terminal.send(f"cd {project}; sh -c 'exit 3' | sh -c 'exit 4'")
    assert terminal.value(status) == "4"


def test_a_shell_that_ends_with_any_mistake_outlives_a_negated_command(
    terminal: Terminal, project: Path
) -> None:
    if terminal.shell == "fish":
        pytest.skip("fish has no such setting")
    hook(terminal)
    terminal.run("set -e")
    terminal.run("! true")
    goes_in_and_out(terminal, project)


def test_a_hook_that_is_there_twice_does_it_once(terminal: Terminal, project: Path) -> None:
    hook(terminal)
    hook(terminal)
    goes_in_and_out(terminal, project)


def test_a_folder_that_is_removed_under_the_shell_is_no_trouble(terminal: Terminal, project: Path) -> None:
    hook(terminal)
    terminal.run("cd /")
    before = terminal.variables()
    gone = project.parent / "gone"
    gone.mkdir()
    terminal.run(f"cd {gone}; rmdir {gone}")
    assert terminal.variables() == before
    terminal.run("cd /")
    assert terminal.variables() == before


def test_python_home_is_out_of_the_way_inside(terminal: Terminal, project: Path) -> None:
    assign = "set -gx PYTHONHOME" if terminal.shell == "fish" else "export PYTHONHOME="
    hook(terminal)
    terminal.run(f"{assign}{' ' if terminal.shell == 'fish' else ''}/opt/python")
    before = terminal.variables()
    terminal.run(f"cd {project}")
    assert "PYTHONHOME" not in terminal.variables()
    terminal.run("cd /")
    assert terminal.variables() == before
