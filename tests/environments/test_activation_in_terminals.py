"""A person who runs the commands of the contract sees what the environment's own script promises.

`which python`, `sys.prefix`, PATH and the prompt while it is active, and afterwards exactly what was.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.environments import bare, by_uv, seeded
from tests.support.terminals import Terminal, shells
from venvls.environments.activation import shells as commands_of
from venvls.environments.activation import variables
from venvls.environments.inspection import inspect
from venvls.model.environment import ActivationScripts, Environment

MAKERS: Mapping[str, Callable[[Path], Path]] = {"venv": bare, "virtualenv": seeded, "uv": by_uv}
_PREFIX = "import sys; print(sys.prefix)"


@pytest.fixture(params=shells("bash", "zsh", "fish"))
def terminal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Terminal]:
    with Terminal(request.param, tmp_path / "home") as terminal:
        if terminal.shell == "fish":
            terminal.run("function fish_prompt; printf '> '; end")
        yield terminal


@pytest.fixture(params=MAKERS)
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> Environment:
    return inspect(str(MAKERS[request.param](tmp_path / "my shop" / ".venv")))


def seen(terminal: Terminal) -> dict[str, str]:
    """Return what a person can see: which Python, what it says of itself, PATH and the prompt."""
    if terminal.shell == "fish":
        words = {
            "which": "(command -s python; or echo none)",
            "prefix": f'(python -c "{_PREFIX}" 2>/dev/null; or echo none)',
            "prompt": "(fish_prompt | string join0 | string collect)",
        }
    else:
        words = {
            "which": '"$(command -v python || echo none)"',
            "prefix": f"\"$(python -c '{_PREFIX}' 2>/dev/null || echo none)\"",
            "prompt": '"${(%)PS1}"' if terminal.shell == "zsh" else '"$PS1"',
        }
    path = terminal.variables()["PATH"]
    return {"PATH": path, **{name: terminal.value(word) for name, word in words.items()}}


def test_the_commands_of_the_contract_do_what_they_promise(
    terminal: Terminal, environment: Environment
) -> None:
    commands = commands_of(environment)[terminal.shell]
    before, variables_before = seen(terminal), terminal.variables()
    terminal.run(commands.activate)
    active = seen(terminal)
    assert active["which"] == environment.interpreter
    assert active["prefix"] == environment.prefix
    assert active["PATH"] == f"{environment.scripts_folder}:{before['PATH']}"
    # venv and uv differ in the brackets: ours is whatever the script makes the prompt say.
    assert variables(environment).set["VIRTUAL_ENV_PROMPT"].strip("() ") in active["prompt"]
    assert active["prompt"] != before["prompt"]
    terminal.run(commands.deactivate)
    assert seen(terminal) == before
    assert terminal.variables() == variables_before


def test_the_commands_for_an_environment_without_scripts_do_the_same(
    terminal: Terminal, environment: Environment
) -> None:
    commands = commands_of(replace(environment, activation_scripts=ActivationScripts()))[terminal.shell]
    before, variables_before = seen(terminal), terminal.variables()
    terminal.run(commands.activate)
    active = seen(terminal)
    assert (active["which"], active["prefix"]) == (environment.interpreter, environment.prefix)
    assert active["PATH"] == f"{environment.scripts_folder}:{before['PATH']}"
    terminal.run(commands.deactivate)
    assert seen(terminal) == before
    assert terminal.variables() == variables_before


def test_a_terminal_that_an_editor_opens_with_the_variables_is_inside(
    tmp_path: Path, terminal: Terminal, environment: Environment
) -> None:
    change = variables(environment)
    environ = {**change.set, "PATH": f"{change.prepended['PATH']}:/usr/bin:/bin"}
    with Terminal(terminal.shell, tmp_path / "editor", environ) as opened:
        found = seen(opened)
    assert (found["which"], found["prefix"]) == (environment.interpreter, environment.prefix)
