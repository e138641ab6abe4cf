"""Real tools that make or use environments, each in an environment of its own, installed when first wanted.

    run([tool("poetry"), "env", "info"], ...)

A tool is installed by uv from the configured index, with the versions of `tools-constraints.txt`, into
the folder that the variable `VENVLS_TOOLS` names, else into `venvls-tools` in the user's cache folder, and
stays there until the versions change. Two test processes wait for each other. Where the index does not
answer, the test is skipped with what uv says.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

CONSTRAINTS = Path(__file__).with_name("tools-constraints.txt")
PROJECTS: Mapping[str, str] = {
    "virtualenvwrapper.sh": "virtualenvwrapper",
    "basedpyright-langserver": "basedpyright",
    "pylsp": "python-lsp-server",
}
"""The project of a program, where it is not called like it."""

LIMIT = 90.0
"""Seconds for one tool; with an index nearby it takes two."""


def tool(program: str) -> Path:
    """Return the path of a tool's program, installed if need be; skips the test where that is impossible."""
    folder, complaint = _installed(PROJECTS.get(program, program))
    if complaint:
        pytest.skip(f"{program} is not there and cannot be installed: {complaint}")
    return folder / "bin" / program


@cache
def _installed(project: str) -> tuple[Path, str]:
    """Return the environment of a tool and why it could not be made, nothing when it stands."""
    versions = f"{sys.version_info.major}.{sys.version_info.minor}\n{CONSTRAINTS.read_text()}"
    folder = tools_folder() / f"{project}-{hashlib.sha256(versions.encode()).hexdigest()[:12]}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _alone(folder.with_suffix(".lock")):
        complete = folder / "complete"
        complaint = "" if complete.exists() else _install(project, folder)
        if not complaint:
            complete.touch()
    return folder, complaint


def tools_folder() -> Path:
    """Return where the tools are kept."""
    cache_folder = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("VENVLS_TOOLS") or Path(cache_folder) / "venvls-tools")


def _install(project: str, folder: Path) -> str:
    for outdated in folder.parent.glob(f"{project}-{'[0-9a-f]' * 12}"):
        shutil.rmtree(outdated)
    made = _uv("venv", "--clear", "--python", sys.executable, str(folder))
    return made or _uv("pip", "install", "--python", str(folder), "--constraints", str(CONSTRAINTS), project)


def _uv(*arguments: str) -> str:
    """Run uv and return its complaint, nothing when it succeeded."""
    # The same index for both installers, and soon a verdict where there is none.
    configured = {"UV_DEFAULT_INDEX": address} if (address := os.environ.get("PIP_INDEX_URL")) else {}
    environ = {"UV_HTTP_TIMEOUT": "20", "UV_HTTP_RETRIES": "1", **configured, **os.environ}
    try:
        finished = subprocess.run(
            [sys.executable, "-m", "uv", *arguments, "--quiet"],
            env=environ,
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"no answer within {LIMIT:.0f} seconds"
    if finished.returncode == 0:
        return ""
    return " ".join(finished.stderr.split())[:300] or f"uv ended with {finished.returncode}"


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
