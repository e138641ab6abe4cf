"""Interpreters are found by files and chosen by what the project needs."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from packaging.version import Version

from tests.support.environments import bare
from venvls.environments.interpreters import choose, interpreters
from venvls.model.environment import Interpreter

_ASK = (
    "import sys, json; print(json.dumps(['.'.join(map(str, sys.version_info[:3])), sys.implementation.name]))"
)


def test_what_files_say_is_what_each_interpreter_says_of_itself() -> None:
    found = interpreters(os.environ)
    assert found
    for interpreter in found:
        answer = subprocess.run(
            [interpreter.executable, "-I", "-S", "-c", _ASK], capture_output=True, check=True
        )
        version, implementation = json.loads(answer.stdout)
        assert (str(interpreter.version), interpreter.implementation) == (version, implementation)


def test_each_is_listed_once_and_no_environments_are() -> None:
    executables = [interpreter.executable for interpreter in interpreters(os.environ)]
    assert len(executables) == len(set(executables))
    assert all(os.path.realpath(executable) == executable for executable in executables)


def test_newest_come_first() -> None:
    versions = [interpreter.version for interpreter in interpreters(os.environ)]
    assert versions == sorted(versions, reverse=True)


def fake_installation(prefix: Path, version: str) -> Path:
    minor = ".".join(version.split(".")[:2])
    executable = prefix / "bin" / f"python{minor}"
    executable.parent.mkdir(parents=True)
    executable.touch(mode=0o755)
    (prefix / "bin" / "python3").symlink_to(executable.name)
    header = prefix / "include" / f"python{minor}" / "patchlevel.h"
    header.parent.mkdir(parents=True)
    header.write_text(f'#define PY_VERSION      	"{version}"\n')
    return executable


def listed(**environ: str) -> dict[str, str]:
    found = interpreters({"HOME": "/nonexistent", "PATH": "", **environ})
    return {interpreter.executable: f"{interpreter.version} {interpreter.source}" for interpreter in found}


def test_pyenv_and_uv_keep_theirs_in_known_places(tmp_path: Path) -> None:
    of_pyenv = fake_installation(tmp_path / "pyenv" / "versions" / "3.12.4", "3.12.4")
    of_uv = fake_installation(tmp_path / "uv" / "cpython-3.14.0-linux", "3.14.0rc2")
    assert listed(PYENV_ROOT=str(tmp_path / "pyenv"), UV_PYTHON_INSTALL_DIR=str(tmp_path / "uv")) == {
        str(of_uv): "3.14.0rc2 uv",
        str(of_pyenv): "3.12.4 pyenv",
    }


def test_a_build_that_describes_itself_is_believed(tmp_path: Path) -> None:
    executable = fake_installation(tmp_path / "python", "3.14.0")
    details = tmp_path / "python" / "lib" / "python3.14" / "build-details.json"
    details.parent.mkdir(parents=True)
    details.write_text(json.dumps({"implementation": {"version": {"major": 3, "minor": 14, "micro": 2}}}))
    assert listed(PATH=str(executable.parent)) == {str(executable): "3.14.2 PATH"}


def test_shims_and_relative_entries_and_environments_are_left_out(tmp_path: Path) -> None:
    fake_installation(tmp_path / "shims", "3.12.0")
    (tmp_path / "shims" / "bin").rename(tmp_path / "moved")
    (tmp_path / "shims").rename(tmp_path / "other")
    (tmp_path / "moved").rename(tmp_path / "shims")
    environment = bare(tmp_path / ".venv")
    path = os.pathsep.join([str(tmp_path / "shims"), "bin", str(environment / "bin"), ""])
    assert listed(PATH=path) == {}


def candidate(version: str, implementation: str = "cpython", executable: str = "") -> Interpreter:
    return Interpreter(executable or f"/python/{implementation}-{version}", Version(version), implementation)


SEVERAL = (
    candidate("3.15.0a1"),
    candidate("3.14.1", executable="/python/python3.14t"),
    candidate("3.14.0"),
    candidate("3.13.1", "pypy"),
    candidate("3.12.4"),
    candidate("3.9.1"),
)


@pytest.mark.parametrize(
    ("requires_python", "wanted", "version"),
    [
        (None, None, "3.14.0"),
        (">=3.9,<3.13", None, "3.12.4"),
        (">=3.15.0a1", None, "3.15.0a1"),
        ("~=3.9.0", None, "3.9.1"),
        (">=4", None, None),
        ("not a specifier", None, "3.14.0"),
        (None, "3.12", "3.12.4"),
        (None, "3.12.4", "3.12.4"),
        (None, "3.12.5", None),
        (None, "3", "3.14.0"),
        (None, "pypy3.13", "3.13.1"),
        (None, "cpython-3.12.4-linux-x86_64", "3.12.4"),
        (None, "/python/cpython-3.9.1", "3.9.1"),
        (">=3.10", "/python/cpython-3.9.1", None),
        (None, "latest", None),
    ],
)
def test_the_choice_satisfies_project_and_person(
    requires_python: str | None, wanted: str | None, version: str | None
) -> None:
    chosen = choose(SEVERAL, requires_python, wanted)
    assert (str(chosen.version) if chosen else None) == version
