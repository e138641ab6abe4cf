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
from functools import cache, partial
from pathlib import Path

import pytest

from tests.support.environments import bare, by_uv, seeded
from venvls.environments.activation import shells, variables
from venvls.environments.inspection import inspect
from venvls.environments.quoting import cmd_word, fish_word, nu_word, posix_word, powershell_word
from venvls.model.environment import ActivationScripts, Environment, EnvironmentKind

MAKERS: dict[str, Callable[[Path], Path]] = {"venv": bare, "virtualenv": seeded, "uv": by_uv}
SHELLS = [
    pytest.param(
        shell, marks=pytest.mark.skipif(shutil.which(shell) is None, reason=f"{shell} is not installed")
    )
    for shell in ("bash", "zsh", "fish", "nu")
]
_PLAIN = {
    "bash": ["--norc", "--noprofile"],
    "zsh": ["-f"],
    "fish": ["--no-config"],
    "nu": ["--no-config-file"],
}
# Shells count their nesting, name the last command and keep what activation saved for its reverse.
_NOISE = (
    "_",
    "SHLVL",
    "NU_VERSION",
    "NU_LOG",
    "SHELL",
    "CMD_DURATION",
    "PROMPT_",
    "TRANSIENT_",
    "FILE_PWD",
    "LAST_EXIT",
    "PWD",
    "OLDPWD",
    "PS1",
    "_OLD_",
    "fish_",
    "_fish",
    "COLUMNS",
    "LINES",
)
# What the scripts for these shells leave out, and what those for Nushell have besides.
_DIFFERING = {
    "fish": {"VIRTUAL_ENV_PROMPT", "PKG_CONFIG_PATH"},
    "nu": {"PYTHONHOME", "CURRENT_FILE", "VIRTUAL_PREFIX"},
}
# Isolated: a PYTHONHOME that the shell has must not keep the program that shows it from starting.
_SHOW = f"{posix_word(sys.executable)} -I -c 'import os, json; print(json.dumps(dict(os.environ)))'"


def environ_after(shell: str, *commands: str, **more: str) -> dict[str, str]:
    """Run commands in a shell and return the variables a program started then would get."""
    script = "\n".join([*commands, _SHOW])
    environ = {"PATH": os.defpath, "HOME": "/nonexistent", "TERM": "dumb", **more}
    finished = subprocess.run(
        [shutil.which(shell) or shell, *_PLAIN[shell], "-c", script],
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


@cache
def untouched(shell: str) -> dict[str, str]:
    """Return the variables of a shell in which nothing was done."""
    return environ_after(shell)


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
    differing = _DIFFERING.get(shell, set())
    ours = applied(before | more, prefix)
    assert {k: v for k, v in ours.items() if k not in differing} == {
        k: v for k, v in expected.items() if k not in differing and not k.startswith("VENVLS_OLD_")
    }


def _venv_called(prefix: Path, prompt: str) -> Path:
    return bare(prefix, prompt=prompt)


def _called(maker: Callable[..., Path], prefix: Path, prompt: str) -> Path:
    return maker(prefix, "--prompt", prompt)


CALLED: dict[str, Callable[[Path, str], Path]] = {
    "venv": _venv_called,
    "virtualenv": partial(_called, seeded),
    "uv": partial(_called, by_uv),
}


@pytest.mark.parametrize("maker", CALLED)
@pytest.mark.parametrize("prompt", ["my shop", "it's", "(round)", "漢", "."])
def test_the_prompt_that_the_environment_was_given_is_the_scripts(
    tmp_path: Path, maker: str, prompt: str
) -> None:
    environment = inspect(str(CALLED[maker](tmp_path / "shop" / ".venv", prompt)))
    by_script = environ_after("bash", shells(environment)["bash"].activate)["VIRTUAL_ENV_PROMPT"]
    assert variables(environment).set["VIRTUAL_ENV_PROMPT"] == by_script
    without_scripts = replace(environment, activation_scripts=ActivationScripts(prompt=by_script))
    for one in (one.values[0] for one in SHELLS if shutil.which(one.values[0])):
        ours = environ_after(one, shells(without_scripts)[one].activate)
        assert ours["VIRTUAL_ENV_PROMPT"] == by_script


@pytest.mark.parametrize("prompt", ["my shop", "it's", 'so "called"', 'it\'s "it"', "back\\slash", "'"])
def test_the_prompt_in_pyvenv_cfg_is_read_as_it_was_given(tmp_path: Path, prompt: str) -> None:
    assert inspect(str(bare(tmp_path / ".venv", prompt=prompt))).prompt == prompt
    assert inspect(str(seeded(tmp_path / "other", "--prompt", prompt))).prompt == prompt


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
    "(paren) [x] {y}",
    "* ?",
    "~",
    "#hash !bang ^",
    "-dash",
]


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("name", ODD)
def test_a_path_is_taken_as_it_is(tmp_path: Path, shell: str, name: str) -> None:
    prefix = bare(tmp_path / name)
    environment = inspect(str(prefix))
    assert_exact(shell, environment)
    assert_exact(shell, replace(environment, activation_scripts=ActivationScripts()))


@pytest.mark.slow
@pytest.mark.parametrize("maker", [seeded, by_uv])
@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("name", ["it's", 'so "called"', "$(echo pwned)", "back\\slash\\\\"])
def test_a_path_is_taken_as_it_is_by_the_scripts_of_others(
    tmp_path: Path, shell: str, maker: Callable[[Path], Path], name: str
) -> None:
    assert_exact(shell, inspect(str(maker(tmp_path / name))))


def assert_exact(shell: str, environment: Environment) -> None:
    """Assert that activating leads to exactly this place, and deactivating back."""
    commands = shells(environment)[shell]
    before = untouched(shell)
    active = environ_after(shell, commands.activate)
    assert active["VIRTUAL_ENV"] == environment.prefix
    assert active["PATH"] == f"{environment.scripts_folder}:{before['PATH']}"
    assert environ_after(shell, commands.activate, commands.deactivate) == before


@pytest.mark.parametrize("has_scripts", [True, False])
@pytest.mark.parametrize("maker", MAKERS)
def test_nushell_runs_the_python_of_the_environment(tmp_path: Path, maker: str, has_scripts: bool) -> None:
    program = shutil.which("nu")
    if program is None:
        pytest.skip("nu is not installed")
    environment = inspect(str(MAKERS[maker](tmp_path / "it's my shop" / ".venv")))
    if not has_scripts:
        environment = replace(environment, activation_scripts=ActivationScripts())
    commands = shells(environment)["nu"]
    ask = "print (which python | get path | append 'none' | first)"
    lines = [commands.activate, ask, "^python -c 'import sys; print(sys.prefix)'", commands.deactivate, ask]
    finished = subprocess.run(
        [program, *_PLAIN["nu"], "-c", "\n".join(lines)],
        env={"PATH": str(tmp_path), "HOME": "/nonexistent"},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert finished.stdout.splitlines() == [environment.interpreter, environment.prefix, "none"]


class TestWithoutScripts:
    """Our own lines, for environments that bring no script for a shell."""

    @pytest.fixture
    def environment(self, tmp_path: Path) -> Environment:
        return replace(inspect(str(bare(tmp_path / "my shop"))), activation_scripts=ActivationScripts())

    @pytest.mark.parametrize("shell", SHELLS)
    @pytest.mark.parametrize(
        "had",
        [
            {"PYTHONHOME": "/opt/python"},
            {"VIRTUAL_ENV": "/other", "VIRTUAL_ENV_PROMPT": "it's"},
            {"VENVLS_OLD": "unrelated"},
        ],
    )
    def test_what_was_set_before_is_set_again(
        self, environment: Environment, shell: str, had: dict[str, str]
    ) -> None:
        commands = shells(environment)[shell]
        assert environ_after(shell, commands.activate, **had)["VIRTUAL_ENV"] == environment.prefix
        assert environ_after(shell, commands.activate, commands.deactivate, **had) == environ_after(
            shell, **had
        )

    @pytest.mark.parametrize("shell", SHELLS)
    @pytest.mark.parametrize("had", [{}, {"PKG_CONFIG_PATH": "/opt/a:/opt/b"}])
    def test_a_list_that_was_not_set_is_not_set_afterwards(
        self, environment: Environment, shell: str, had: dict[str, str]
    ) -> None:
        scripts = ActivationScripts(pkg_config=True)
        commands = shells(replace(environment, activation_scripts=scripts))[shell]
        own = f"{environment.prefix}/lib/pkgconfig"
        active = environ_after(shell, commands.activate, **had)
        assert active["PKG_CONFIG_PATH"] == ":".join([own, *had.values()])
        after = environ_after(shell, commands.activate, commands.deactivate, **had)
        assert after == environ_after(shell, **had)

    @pytest.mark.parametrize("shell", SHELLS)
    def test_an_equal_entry_of_the_users_own_stays(self, environment: Environment, shell: str) -> None:
        commands = shells(environment)[shell]
        had = {"PATH": f"/opt/first:{environment.scripts_folder}:/bin"}
        assert environ_after(shell, commands.activate, commands.deactivate, **had)["PATH"] == had["PATH"]

    @pytest.mark.parametrize("shell", SHELLS)
    def test_activating_twice_is_undone_once(self, environment: Environment, shell: str) -> None:
        commands = shells(environment)[shell]
        after = environ_after(shell, commands.activate, commands.activate, commands.deactivate)
        assert "VIRTUAL_ENV" not in after

    @pytest.mark.parametrize("shell", [one for one in SHELLS if one.values[0] in {"bash", "zsh"}])
    def test_a_shell_that_ends_with_any_mistake_goes_on(self, environment: Environment, shell: str) -> None:
        commands = shells(environment)[shell]
        after = environ_after(shell, "set -eu", commands.activate, commands.deactivate)
        assert after == environ_after(shell)

    @pytest.mark.parametrize("shell", SHELLS)
    def test_conda_gives_back_the_environment_that_was_active(
        self, environment: Environment, shell: str
    ) -> None:
        conda = replace(environment, kind=EnvironmentKind.CONDA)
        commands = shells(conda)[shell]
        had = {"CONDA_PREFIX": "/opt/conda", "CONDA_DEFAULT_ENV": "base", "CONDA_SHLVL": "1"}
        assert environ_after(shell, commands.activate, **had)["CONDA_PREFIX"] == environment.prefix
        after = environ_after(shell, commands.activate, commands.deactivate, **had)
        assert after == environ_after(shell, **had)


class TestQuoting:
    @pytest.mark.parametrize(
        "text",
        ["plain", "a b", "it's", '"', "$HOME", "`id`", "back\\slash", "new\nline", "é漢", "*?[", ";&|"],
    )
    @pytest.mark.parametrize("shell", SHELLS)
    def test_a_shell_reads_back_what_was_meant(self, shell: str, text: str) -> None:
        word = {"fish": fish_word, "nu": nu_word}.get(shell, posix_word)(text)
        program = "^/usr/bin/printf" if shell == "nu" else "printf"
        finished = subprocess.run(
            [shell, *_PLAIN[shell], "-c", f"{program} %s {word}"], capture_output=True, check=True, timeout=30
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
    path = "C:\\work\\.venv\\Scripts"
    line = f'(if defined PATH (set "PATH={path};%PATH%") else set "PATH={path}")'
    assert line in commands["cmd"].activate.split(" & ")
    powershell = commands["powershell"].activate.split("; ")
    assert "$env:VIRTUAL_ENV = 'C:\\work\\.venv'" in powershell
    assert (
        f"$env:PATH = (@('{path}') + @($env:PATH | Where-Object {{ $_ }})) -join [IO.Path]::PathSeparator"
        in powershell
    )


@pytest.mark.parametrize("maker", MAKERS)
def test_the_scripts_of_an_environment_that_was_moved_are_not_used(tmp_path: Path, maker: str) -> None:
    MAKERS[maker](tmp_path / "old").rename(tmp_path / "new")
    commands = shells(inspect(str(tmp_path / "new")))
    for shell in ("bash", "zsh", "fish", "nu"):
        assert str(tmp_path / "old") not in commands[shell].activate
        assert "activate" not in commands[shell].activate


def test_the_scripts_of_an_environment_that_can_be_moved_are(tmp_path: Path) -> None:
    by_uv(tmp_path / "old", "--relocatable").rename(tmp_path / "new")
    commands = shells(inspect(str(tmp_path / "new")))
    assert commands["bash"].activate == f"source {tmp_path}/new/bin/activate"
    assert commands["fish"].activate == f"source '{tmp_path}/new/bin/activate.fish'"
    assert commands["nu"].activate == f"overlay use '{tmp_path}/new/bin/activate.nu'"


def test_an_environment_behind_a_link_is_activated_by_its_scripts(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(bare(tmp_path / "place"))
    commands = shells(inspect(str(tmp_path / "link")))
    assert commands["bash"].activate == f"source {tmp_path}/link/bin/activate"
