"""What we say activation does is what the environment's own script does, in each real shell.

Shells that are not installed are left out; what their commands look like is checked as data.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.environments import bare, by_uv, seeded
from venvls.environments.activation import shells, variables
from venvls.environments.inspection import inspect
from venvls.environments.quoting import cmd_word, fish_word, nu_word, posix_word, powershell_word
from venvls.model.environment import ActivationScripts

MAKERS: dict[str, Callable[[Path], Path]] = {"venv": bare, "virtualenv": seeded, "uv": by_uv}
SHELLS = [
    pytest.param(
        shell, marks=pytest.mark.skipif(shutil.which(shell) is None, reason=f"{shell} is not installed")
    )
    for shell in ("bash", "zsh", "fish")
]
_PLAIN = {"bash": ["--norc", "--noprofile"], "zsh": ["-f"], "fish": ["--no-config"]}
# Shells count their nesting, name the last command and keep what activation saved for its reverse.
_NOISE = ("_", "SHLVL", "PWD", "OLDPWD", "PS1", "_OLD_", "fish_", "_fish", "COLUMNS", "LINES")
# Isolated: a PYTHONHOME that the shell has must not keep the program that shows it from starting.
_SHOW = f"{posix_word(sys.executable)} -I -c 'import os, json; print(json.dumps(dict(os.environ)))'"


def environ_after(shell: str, *commands: str, **more: str) -> dict[str, str]:
    """Run commands in a shell and return the variables a program started then would get."""
    script = "\n".join([*commands, _SHOW])
    environ = {"PATH": os.defpath, "HOME": "/nonexistent", "TERM": "dumb", **more}
    finished = subprocess.run(
        [shell, *_PLAIN[shell], "-c", script],
        capture_output=True,
        text=True,
        env=environ,
        timeout=60,
        check=True,
    )
    everything = json.loads(finished.stdout)
    return {
        name: value
        for name, value in everything.items()
        if not name.startswith(_NOISE) and name != "LC_CTYPE"
    }


def applied(environ: Mapping[str, str], prefix: Path) -> dict[str, str]:
    """Apply our variables as an editor would to the terminal it opens."""
    change = variables(inspect(str(prefix)))
    result = {name: value for name, value in environ.items() if name not in change.unset} | dict(change.set)
    for name, entry in change.prepended.items():
        result[name] = os.pathsep.join([entry, *filter(None, [environ.get(name)])])
    return result


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    "more", [{}, {"PYTHONHOME": "/opt/python", "PKG_CONFIG_PATH": "/opt/pc"}], ids=["bare", "set"]
)
def test_our_variables_are_what_the_script_does(
    tmp_path: Path, maker: str, shell: str, more: dict[str, str]
) -> None:
    prefix = MAKERS[maker](tmp_path / ".venv")
    before = environ_after(shell, **{name: value for name, value in more.items() if name != "PYTHONHOME"})
    expected = environ_after(shell, shells(inspect(str(prefix)))[shell].activate, **more)
    differing = {"VIRTUAL_ENV_PROMPT", "PKG_CONFIG_PATH"} if shell == "fish" else set()
    ours = applied(before | more, prefix)
    assert {k: v for k, v in ours.items() if k not in differing} == {
        k: v for k, v in expected.items() if k not in differing
    }


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("shell", SHELLS)
def test_deactivating_gives_back_exactly_what_was(tmp_path: Path, maker: str, shell: str) -> None:
    commands = shells(inspect(str(MAKERS[maker](tmp_path / "it's $HOME `here`"))))[shell]
    assert environ_after(shell, commands.activate, commands.deactivate) == environ_after(shell)


@pytest.mark.parametrize("shell", SHELLS)
def test_an_environment_without_scripts_can_be_activated_too(tmp_path: Path, shell: str) -> None:
    prefix = bare(tmp_path / "it's $HOME `here`")
    environment = replace(inspect(str(prefix)), activation_scripts=ActivationScripts())
    commands = shells(environment)[shell]
    active = environ_after(shell, commands.activate)
    assert active["VIRTUAL_ENV"] == str(prefix)
    assert active["PATH"] == f"{prefix}/bin:{environ_after(shell)['PATH']}"
    assert environ_after(shell, commands.activate, commands.deactivate) == environ_after(shell)


class TestQuoting:
    @pytest.mark.parametrize(
        "text",
        ["plain", "a b", "it's", '"', "$HOME", "`id`", "back\\slash", "new\nline", "é漢", "*?[", ";&|"],
    )
    @pytest.mark.parametrize("shell", SHELLS)
    def test_a_shell_reads_back_what_was_meant(self, shell: str, text: str) -> None:
        word = fish_word(text) if shell == "fish" else posix_word(text)
        finished = subprocess.run(
            [shell, *_PLAIN[shell], "-c", f"printf %s {word}"], capture_output=True, check=True, timeout=30
        )
        assert finished.stdout.decode() == text

    @pytest.mark.parametrize(
        ("text", "word"), [("C:\\it's", "'C:\\it''s'"), ("a\u2019b", "'a\u2019\u2019b'"), ("$x", "'$x'")]
    )
    def test_powershell_doubles_every_single_quote(self, text: str, word: str) -> None:
        assert powershell_word(text) == word

    @pytest.mark.parametrize(
        ("text", "word"), [("/a b", "'/a b'"), ("it's", "r#'it's'#"), ("a'#b", "r##'a'#b'##")]
    )
    def test_nushell_gets_a_raw_string_with_enough_hashes(self, text: str, word: str) -> None:
        assert nu_word(text) == word

    def test_cmd_gets_double_quotes(self) -> None:
        assert cmd_word("C:\\Program Files\\x") == '"C:\\Program Files\\x"'


def test_a_windows_environment_speaks_windows(tmp_path: Path) -> None:
    environment = replace(
        inspect(str(bare(tmp_path / ".venv"))),
        prefix="C:\\work\\.venv",
        scripts_folder="C:\\work\\.venv\\Scripts",
        activation_scripts=ActivationScripts(),
        prompt="",
    )
    assert variables(environment).set["VIRTUAL_ENV_PROMPT"] == ".venv"
    commands = shells(environment)
    assert commands["cmd"].activate.split(" & ")[2] == 'set "PATH=C:\\work\\.venv\\Scripts;%PATH%"'
    assert commands["powershell"].activate.split("; ")[0] == "$env:VIRTUAL_ENV = 'C:\\work\\.venv'"
    assert (
        "$env:PATH = 'C:\\work\\.venv\\Scripts' + [IO.Path]::PathSeparator + $env:PATH"
        in commands["powershell"].activate
    )
