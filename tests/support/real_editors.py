"""Real editors, and a desk for each: a project, an index on loopback, and `venvls` on the PATH.

    with at_a_desk(tmp_path) as desk:
        desk.run(executable("neovim-0.12"), "--headless", ...)     # ends with the editor
        desk.until_no_server()

Editors are looked for where `tests/editors/install.sh` puts them: in the folder that the variable
`VENVLS_EDITORS` names, else in `venvls-editors` in the user's cache folder. `venvls` on the desk's
PATH is this checkout, and writes down the process id of every server that it becomes.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.editing import isolated
from tests.support.environments import ask, bare
from tests.support.loopback_index import LoopbackIndex, Release, serving
from tests.support.stdio import CHECKOUT, environment

EDITORS = CHECKOUT / "editors"
SCRIPTS = CHECKOUT / "tests" / "editors" / "scripts"
LIMIT = 60.0
"""Seconds an editor has for the whole main job."""

MANIFEST = "# the shop\nreqeusts>=2\n"
MAIN_JOB = [
    "the environment is told",
    "diagnostic",
    "a project is completed",
    "a version is completed",
    "hover",
    "unresolved import",
    "installed and declared",
    "nothing is unresolved",
    "undone",
    "stopped",
]
"""The steps that the scripts take."""

RELEASES = (
    Release("PyYAML", "6.0.2", modules=("yaml", "_yaml")),
    Release("PyYAML", "6.0.1", modules=("yaml", "_yaml")),
    Release("requests", "2.32.3", summary="HTTP for people"),
    Release("requests", "2.31.0", summary="HTTP for people"),
)

_VENVLS = """\
#!/bin/sh
unset LD_LIBRARY_PATH
echo $$ >>'{pids}'
exec '{python}' -m venvls "$@" 2>>'{errors}'
"""


@dataclass(frozen=True, slots=True)
class Desk:
    """A project with an environment, and the variables of an editor that knows nothing else."""

    project: Path
    environ: Mapping[str, str]
    index: LoopbackIndex

    @property
    def manifest(self) -> Path:
        """The requirements file of the project."""
        return self.project / "requirements.txt"

    @property
    def errors(self) -> str:
        """What the servers wrote to their standard error."""
        path = self.project.parent / "errors"
        return path.read_text() if path.exists() else ""

    def run(self, *command: str | Path, environ: Mapping[str, str] | None = None) -> str:
        """Run an editor until it ends by itself with success; returns what it printed."""
        finished = subprocess.run(
            command,
            cwd=self.project,
            env={**self.environ, **(environ or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=LIMIT,
            check=False,
        )
        printed = finished.stdout.decode(errors="replace")
        assert finished.returncode == 0, f"{printed}\nthe server:\n{self.errors}"
        return printed

    def servers(self) -> list[int]:
        """Return the process ids of all servers that were ever started here."""
        path = self.project.parent / "pids"
        return [int(line) for line in path.read_text().split()] if path.exists() else []

    def until_no_server(self, limit: float = 10.0) -> None:
        """Wait until every server that was started has ended; there must have been one."""
        assert self.servers(), "no server was started"
        end = time.monotonic() + limit
        while running := [pid for pid in self.servers() if _runs(pid)]:
            assert time.monotonic() < end, f"servers that still run: {running}"
            time.sleep(0.05)

    def imports(self, module: str) -> bool:
        """Tell whether the environment's interpreter finds a module."""
        program = f"import importlib.util as u, json; print(json.dumps(u.find_spec({module!r}) is not None))"
        return bool(ask(self.project / ".venv", program))


def executable(name: str) -> Path:
    """Return how to start an editor that `tests/editors/install.sh` placed; skips where it is not."""
    path = folder() / name / "run"
    if not path.exists():
        pytest.skip(f"{name} is not installed: tests/editors/install.sh {name}")
    return path


def folder() -> Path:
    """Return where editors are placed."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("VENVLS_EDITORS") or Path(cache) / "venvls-editors")


@contextmanager
def at_a_desk(place: Path) -> Iterator[Desk]:
    """Lay out a project with an unknown requirement and an import that is not installed."""
    project = place / "shop"
    bare(project / ".venv")
    (project / "requirements.txt").write_text(MANIFEST)
    (project / "app.py").write_text("import json\nimport yaml\n")
    with serving(*RELEASES) as index:
        yield Desk(project, _variables(place, index), index)


def _variables(place: Path, index: LoopbackIndex) -> dict[str, str]:
    programs = place / "bin"
    programs.mkdir()
    venvls = programs / "venvls"
    venvls.write_text(_VENVLS.format(pids=place / "pids", errors=place / "errors", python=sys.executable))
    venvls.chmod(0o755)
    homes = {
        "HOME": place / "home",
        "XDG_CONFIG_HOME": place / "home" / "config",
        "XDG_DATA_HOME": place / "home" / "data",
        "XDG_STATE_HOME": place / "home" / "state",
        "XDG_CACHE_HOME": place / "home" / "cache",
    }
    for home in homes.values():
        home.mkdir(parents=True)
    return {
        **environment(isolated(place, index)),
        **{name: str(home) for name, home in homes.items()},
        "PATH": os.pathsep.join((str(programs), os.environ["PATH"])),
        "VENVLS_EDITORS_FILES": str(EDITORS),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
    }


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def steps(printed: str) -> list[str]:
    """Return the steps that a script in an editor says it has done, `ok: STEP` a line."""
    return [line.removeprefix("ok: ").strip() for line in printed.splitlines() if line.startswith("ok: ")]
