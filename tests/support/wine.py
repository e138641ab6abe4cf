"""cmd.exe of wine, as far as it is one: commands carried out by it, and the variables it has afterwards.

    seen = variables_after(['set "A=b"'], tmp_path)        # {"A": "b", "PATH": ...}

The folder that wine wants for itself takes it 20 seconds to make, and is kept beside the tools of
tests/support/tools.py. Where there is no wine, the test is skipped. Names of variables are upper case here.
"""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.support.tools import tools_folder

LIMIT = 100.0
_BEGIN = "these are the variables"


def variables_after(commands: Iterable[str], folder: Path) -> dict[str, str]:
    """Carry out commands in a new cmd, and return the variables it has afterwards."""
    # What follows a bracketed `if` on its line is lost on wine 8: each part gets a line of its own.
    parts = [part for command in commands for part in _parts(command)]
    batch = folder / "commands.bat"
    batch.write_text("\r\n".join(["@echo off", *parts, f"echo {_BEGIN}", "set", ""]), newline="")
    shown = _wine("cmd", "/c", windows_path(batch)).rpartition(f"{_BEGIN}\n")[2].splitlines()
    pairs = (line.partition("=") for line in shown if not line.startswith("="))
    return {name.upper(): value for name, _, value in pairs if value}


def _parts(command: str) -> list[str]:
    return command[1:-1].split(") & (") if command.startswith("(") else [command]


def windows_path(path: Path) -> str:
    """Return how a program in wine calls a path of this machine."""
    return "Z:" + str(path).replace("/", "\\")


def _wine(*command: str) -> str:
    program = shutil.which("wine")
    if program is None:
        pytest.skip("wine is not installed")
    place = tools_folder() / "wine"
    place.mkdir(parents=True, exist_ok=True)
    environ = {
        "PATH": os.defpath,
        "HOME": str(place),
        "WINEPREFIX": str(place / "prefix"),
        "WINEDEBUG": "-all",
        # Neither .NET nor a browser is wanted, and nobody is there to be asked.
        "WINEDLLOVERRIDES": "mscoree=;mshtml=",
    }
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        finished = subprocess.run(
            [program, *command],
            stdin=subprocess.DEVNULL,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=LIMIT,
            check=False,
        )
    return finished.stdout.decode(errors="replace").replace("\r", "")
