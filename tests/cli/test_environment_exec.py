"""`venvls environment --exec`: the command runs as if it was typed where the environment is active."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.environments import bare
from venvls.cli.environment import run_as_child
from venvls.environments.activation import shells
from venvls.environments.inspection import inspect

_SHOW = "import json, os, sys; print(json.dumps([sys.argv[1:], os.getcwd(), sys.prefix]))"
_VARIABLES = "import json, os; print(json.dumps(dict(os.environ)))"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "my shop"
    folder.mkdir()
    (folder / "requirements.txt").write_text("")
    bare(folder / ".venv")
    return folder


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "venvls", "environment", *map(str, arguments)]


def run(
    *arguments: str | Path, folder: Path, environ: Mapping[str, str] | None = None, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments),
        cwd=folder,
        env={**os.environ, **(environ or {})},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        # Whoever runs the tests in the background has it ignored, and so would every command.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


ARGUMENTS = ["", "a b", "it's", '"', "$HOME", "--format", "--exec", "-h", "--", "*", "é漢", "new\nline", "\\"]


@pytest.mark.parametrize("before", [(), (".",), ("--format", "text"), ("requirements.txt",)])
@pytest.mark.parametrize("ends_options", [True, False])
def test_every_argument_arrives_as_it_was_given(
    shop: Path, before: tuple[str, ...], ends_options: bool
) -> None:
    dashes = ["--"] if ends_options else []
    done = run(*before, "--exec", *dashes, "python", "-c", _SHOW, *ARGUMENTS, folder=shop)
    assert json.loads(done.stdout) == [ARGUMENTS, str(shop), str(shop / ".venv")], done.stderr


def test_the_environment_is_that_of_the_path_and_the_folder_stays(shop: Path, tmp_path: Path) -> None:
    done = run(shop / "requirements.txt", "--exec", "python", "-c", _SHOW, folder=tmp_path)
    assert json.loads(done.stdout) == [[], str(tmp_path), str(shop / ".venv")]


def test_the_variables_are_those_after_the_script(shop: Path) -> None:
    environ = {"VIRTUAL_ENV": "/other", "PKG_CONFIG_PATH": "/opt/pc"}
    done = run("--exec", "python", "-c", _VARIABLES, folder=shop, environ=environ)
    script = shells(inspect(str(shop / ".venv")))["bash"].activate
    bash = f"{script}; python -c '{_VARIABLES}'"
    by_script = subprocess.run(
        ["bash", "-c", bash], env={**os.environ, **environ}, capture_output=True, check=True, timeout=60
    )
    ignored = {"_", "SHLVL", "PS1", "PWD", "OLDPWD"}
    expected = {name: value for name, value in json.loads(by_script.stdout).items() if name not in ignored}
    found = {name: value for name, value in json.loads(done.stdout).items() if name not in ignored}
    assert found == expected


def test_a_script_of_the_environment_comes_before_the_systems(shop: Path) -> None:
    script = shop / ".venv" / "bin" / "ls"
    script.write_text("#!/bin/sh\necho the one in the environment\n")
    script.chmod(0o755)
    assert run("--exec", "ls", folder=shop).stdout == "the one in the environment\n"


def test_input_and_both_outputs_are_the_commands_own(shop: Path) -> None:
    done = run("--exec", "sh", "-c", "cat; echo wrong >&2", folder=shop, stdin="typed\n")
    assert (done.stdout, done.stderr) == ("typed\n", "wrong\n")


@pytest.mark.parametrize("code", [0, 1, 2, 7, 255])
def test_the_exit_code_is_the_commands(shop: Path, code: int) -> None:
    assert run("--exec", "sh", "-c", f"exit {code}", folder=shop).returncode == code


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL, signal.SIGPIPE])
def test_a_command_that_a_signal_ends_has_ended_by_that_signal(shop: Path, number: signal.Signals) -> None:
    done = run("--exec", "sh", "-c", f"kill -{number.value} $$; echo survived", folder=shop)
    assert (done.returncode, done.stdout) == (-number.value, "")


def test_a_signal_to_venvls_is_one_to_the_command(shop: Path) -> None:
    script = "trap 'echo told; exit 3' TERM; echo ready; while :; do sleep 0.05; done"
    with subprocess.Popen(command("--exec", "sh", "-c", script), cwd=shop, stdout=subprocess.PIPE) as started:
        assert started.stdout is not None
        assert started.stdout.readline() == b"ready\n"
        started.terminate()
        assert started.stdout.read() == b"told\n"
        assert started.wait(30) == 3


@pytest.mark.parametrize("options", [("--exec",), ("--exec", "--")])
def test_a_missing_command_is_a_mistake(shop: Path, options: tuple[str, ...]) -> None:
    done = run(*options, folder=shop)
    assert done.returncode == 2
    assert "expected a command" in done.stderr


@pytest.mark.parametrize("name", ["no-such-command", "./requirements.txt", ".venv", ""])
def test_a_command_that_cannot_run_is_named(shop: Path, name: str) -> None:
    done = run("--exec", name, folder=shop)
    assert done.returncode == 2
    assert f"the command cannot be run: {name}" in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_is_run_without_an_environment(tmp_path: Path) -> None:
    done = run("--exec", "touch", "made", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no environment" in done.stderr
    assert not (tmp_path / "made").exists()


def test_nothing_is_run_in_a_broken_environment(shop: Path) -> None:
    for python in (shop / ".venv" / "bin").glob("python*"):
        python.unlink()
    done = run("--exec", "touch", "made", folder=shop)
    assert done.returncode == 2
    assert f"`{shop}/.venv` has no interpreter" in done.stderr
    assert not (shop / "made").exists()


class TestAsAChild:
    """What Windows needs, where no process becomes another: on every system the same."""

    def test_the_exit_code_is_the_commands(self, shop: Path) -> None:
        environ = {"PATH": f"{shop}/.venv/bin:/usr/bin:/bin"}
        program = "import sys; raise SystemExit(len(sys.argv[1:]) if 'my shop' in sys.prefix else 99)"
        assert run_as_child(["python", "-c", program, "a b", "--"], environ) == 2

    def test_the_path_is_the_environments(self, shop: Path) -> None:
        with pytest.raises(FileNotFoundError):
            run_as_child(["python"], {"PATH": str(shop)})
        assert shutil.which("python") is not None
