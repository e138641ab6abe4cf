"""Where an environment keeps its interpreter and its modules, on POSIX, Windows and under conda.

The layout is told by what is there, not by the machine we run on. Does not read any file.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass

from packaging.version import Version

from venvls.environments.reading import is_folder, names_in

_POSIX_INTERPRETERS = ("bin/python", "bin/python3", "bin/pypy3", "bin/pypy")
_WINDOWS_INTERPRETERS = ("Scripts/python.exe", "python.exe", "bin/python.exe")
_LIBRARY = re.compile(r"(python|pypy|graalpy)(\d+\.\d+)(t?)")


@dataclass(frozen=True, slots=True)
class Library:
    """A folder like `lib/python3.13t`: whose it is, for which version, and its site-packages."""

    implementation: str
    version: Version
    free_threaded: bool
    site_packages: str


def interpreter_of(prefix: str) -> str:
    """Return the interpreter below `prefix`, whether or not its link leads anywhere; else nothing."""
    return next(filter(os.path.exists, _places(prefix)), "") or next(
        filter(os.path.lexists, _places(prefix)), ""
    )


def scripts_folder(prefix: str) -> str:
    """Return the folder of the environment's commands: what activation puts on PATH."""
    windows = os.path.join(prefix, "Scripts")
    posix = os.path.join(prefix, "bin")
    return windows if is_folder(windows) and not is_folder(posix) else posix


def libraries(prefix: str) -> tuple[Library, ...]:
    """Return every versioned library folder below `prefix` that has site-packages, `lib` before `lib64`."""
    found = (
        (match, os.path.join(prefix, parent, name, "site-packages"))
        for parent in _library_parents(prefix)
        for name in names_in(os.path.join(prefix, parent))
        if (match := _LIBRARY.fullmatch(name))
    )
    return tuple(
        Library(_IMPLEMENTATIONS[match[1]], Version(match[2]), bool(match[3]), site)
        for match, site in found
        if is_folder(site)
    )


def windows_site_packages(prefix: str) -> str:
    """Return `Lib/site-packages` when it is there, else nothing."""
    site = os.path.join(prefix, "Lib", "site-packages")
    return site if is_folder(site) else ""


def _places(prefix: str) -> Iterator[str]:
    for name in _POSIX_INTERPRETERS + _WINDOWS_INTERPRETERS:
        yield os.path.join(prefix, *name.split("/"))


_IMPLEMENTATIONS = {"python": "cpython", "pypy": "pypy", "graalpy": "graalpy"}


def _library_parents(prefix: str) -> tuple[str, ...]:
    # `lib64` is nearly always a link to `lib`; only where it is not does it hold other modules.
    return ("lib",) if os.path.islink(os.path.join(prefix, "lib64")) else ("lib", "lib64")
