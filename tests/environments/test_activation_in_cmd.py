"""cmd.exe carries out the commands of the contract, and has the variables of uv's own `activate.bat`.

The cmd is wine's: what percent signs and carets do in it differs from Microsoft's, so paths with these are
left to data.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.environments import by_uv
from tests.support.wine import variables_after, windows_path
from venvls.environments.activation import shells
from venvls.environments.inspection import inspect
from venvls.environments.shell_commands import Variables, commands_of
from venvls.model.environment import ActivationScripts, Environment

pytestmark = pytest.mark.slow


class Cmd:
    """One line after the other in a new cmd."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def after(self, *commands: str) -> dict[str, str]:
        """Return the variables afterwards, without the prompt, which our own line leaves alone."""
        seen = variables_after(commands, self.folder)
        return {name: value for name, value in seen.items() if name != "PROMPT"}


@pytest.fixture
def cmd(tmp_path: Path) -> Cmd:
    return Cmd(tmp_path)


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """An environment whose paths are those of a program in wine, with the scripts that uv writes for cmd."""
    prefix = by_uv(tmp_path / "it's (my) & their shop" / ".venv")
    scripts = prefix / "Scripts"
    scripts.mkdir()
    for name in ("activate.bat", "deactivate.bat"):
        text = (prefix / "bin" / name).read_text().replace(str(prefix), windows_path(prefix))
        (scripts / name).write_text(text.replace("%\\bin;", "%\\Scripts;"), newline="\r\n")
    return replace(
        inspect(str(prefix)),
        prefix=windows_path(prefix),
        scripts_folder=windows_path(scripts),
        activation_scripts=ActivationScripts((windows_path(scripts / "activate.bat"),)),
    )


def without_scripts(environment: Environment) -> Environment:
    return replace(environment, activation_scripts=ActivationScripts())


@pytest.mark.parametrize("had", ["rem nothing", "set PYTHONHOME=C:\\Python"])
def test_our_line_does_what_the_script_does(cmd: Cmd, environment: Environment, had: str) -> None:
    by_script = cmd.after(had, f"call {shells(environment)['cmd'].activate}")
    ours = cmd.after(had, shells(without_scripts(environment))["cmd"].activate)
    assert ours["VIRTUAL_ENV"] == environment.prefix
    assert ours["PATH"].startswith(f"{environment.scripts_folder};")
    assert "PYTHONHOME" not in ours
    assert without_kept(ours) == without_kept(by_script)


def test_the_script_is_undone_by_the_command_that_it_brings(cmd: Cmd, environment: Environment) -> None:
    commands = shells(environment)["cmd"]
    assert cmd.after(f"call {commands.activate}", f"call {commands.deactivate}") == cmd.after()


@pytest.mark.parametrize("had", ["rem nothing", "set PYTHONHOME=C:\\Python", 'set "VIRTUAL_ENV=C:\\other"'])
def test_our_line_is_undone_exactly(cmd: Cmd, environment: Environment, had: str) -> None:
    commands = shells(without_scripts(environment))["cmd"]
    assert cmd.after(had, commands.activate, commands.deactivate) == cmd.after(had)


def test_an_equal_entry_of_the_users_own_stays(cmd: Cmd, environment: Environment) -> None:
    commands = shells(without_scripts(environment))["cmd"]
    own = f'set "PATH=C:\\windows;{environment.scripts_folder};C:\\more"'
    assert cmd.after(own, commands.activate, commands.deactivate) == cmd.after(own)


def test_what_was_put_before_it_stays(cmd: Cmd, environment: Environment) -> None:
    commands = shells(without_scripts(environment))["cmd"]
    before = cmd.after()
    after = cmd.after(commands.activate, 'set "PATH=C:\\more;%PATH%"', commands.deactivate)
    assert after == before | {"PATH": f"C:\\more;{before['PATH']}"}


@pytest.mark.parametrize("had", ["rem nothing", "set PKG=C:\\own"])
def test_a_list_that_was_not_set_is_not_set_afterwards(cmd: Cmd, had: str) -> None:
    commands = commands_of("cmd", Variables({}, {"PKG": "C:\\a b"}))
    assert cmd.after(had, commands.activate)["PKG"] == ("C:\\a b;C:\\own" if "own" in had else "C:\\a b")
    assert cmd.after(had, commands.activate, commands.deactivate) == cmd.after(had)


def test_activating_twice_is_undone_once(cmd: Cmd, environment: Environment) -> None:
    commands = shells(without_scripts(environment))["cmd"]
    assert "VIRTUAL_ENV" not in cmd.after(commands.activate, commands.activate, commands.deactivate)


def test_a_path_with_a_percent_sign_has_a_command_by_the_script_alone(environment: Environment) -> None:
    odd = replace(environment, prefix="C:\\100%\\.venv", scripts_folder="C:\\100%\\.venv\\Scripts")
    assert "cmd" in shells(odd)
    assert "cmd" not in shells(without_scripts(odd))


def without_kept(seen: Mapping[str, str]) -> dict[str, str]:
    """Return the variables without those that are kept for the reverse."""
    return {name: value for name, value in seen.items() if not name.startswith(("_OLD_", "VENVLS_OLD_"))}
