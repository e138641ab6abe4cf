"""The Pythons of this machine that environments can be made from, found by files alone.

Looks where installers put them: PATH (shims left out: they only start something else), pyenv, uv,
asdf, mise, conda, Homebrew, the framework folders of macOS and the registry-free places of
Windows. Starts none of them.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import Version

from venvls.environments.configuration import version_in
from venvls.environments.python_version import version_of
from venvls.environments.reading import names_in
from venvls.model.environment import Interpreter

_NAME = re.compile(r"(python|pypy)(?:3(?:\.\d+)?t?)?(?:\.exe)?")
_WANTED = re.compile(r"(?:(cpython|pypy|python)[-@]?)?(\d+(?:\.\d+){0,2})(?:[-+].*)?", re.IGNORECASE)
_SHIMS = re.compile(r"[/\\](shims|WindowsApps)[/\\]?$")


def interpreters(environ: Mapping[str, str]) -> tuple[Interpreter, ...]:
    """Return every Python 3 found, newest first, each once whatever links lead to it.

    Interpreters of virtual environments are not listed. One whose files do not tell its version is
    left out.
    """
    found: dict[str, Interpreter] = {}
    for source, folder in _folders(environ):
        for executable in _executables(folder):
            real = os.path.realpath(executable)
            if real not in found and (version := version_of(real)) and version.major == 3:
                found[real] = Interpreter(real, version, _implementation(real), source)
    return tuple(sorted(found.values(), key=lambda one: (one.version, one.implementation), reverse=True))


def interpreter_at(executable: str) -> Interpreter | None:
    """Return the Python 3 at an absolute path, or `None` when that is none whose files tell its version.

    That of a virtual environment stands for the one that the environment was made from.
    """
    real = os.path.realpath(executable)
    if not os.access(real, os.X_OK) or not (version := version_of(real)) or version.major != 3:
        return None
    return Interpreter(real, version, _implementation(real), "named")


def choose(
    candidates: Iterable[Interpreter], requires_python: str | None, wanted: str | None
) -> Interpreter | None:
    """Return the interpreter to make an environment from, or `None` when none will do.

    `wanted` is what somebody asked for: a path, or a version such as `3.12` (`.python-version`), and
    must hold; so must `requires_python`. Among the rest the newest final CPython with a GIL is best.
    """
    fitting = [
        one for one in candidates if _satisfies(one.version, requires_python) and _is_wanted(one, wanted)
    ]
    return max(fitting, key=_preference, default=None)


def one_of_each_minor(
    candidates: Iterable[Interpreter], requires_python: str | None
) -> tuple[Interpreter, ...]:
    """Return what `choose` would take, and the like of it in other minor versions, the newest first."""
    fitting = sorted(
        (one for one in candidates if _satisfies(one.version, requires_python)), key=_preference, reverse=True
    )
    alike = [one for one in fitting if _preference(one)[:3] == _preference(fitting[0])[:3]]
    best: dict[tuple[int, ...], Interpreter] = {}
    for one in alike:
        best.setdefault(one.version.release[:2], one)
    return tuple(best.values())


def _preference(interpreter: Interpreter) -> tuple[bool, bool, bool, Version]:
    is_usual = interpreter.implementation == "cpython"
    has_gil = not interpreter.executable.endswith("t")
    return (is_usual, not interpreter.version.is_prerelease, has_gil, interpreter.version)


def _satisfies(version: Version, requires_python: str | None) -> bool:
    if not requires_python:
        return True
    try:
        return SpecifierSet(requires_python).contains(version, prereleases=True)
    except InvalidSpecifier:
        return True


def _is_wanted(interpreter: Interpreter, wanted: str | None) -> bool:
    if not wanted:
        return True
    if os.path.isabs(wanted):
        return os.path.realpath(wanted) == interpreter.executable
    asked = _WANTED.fullmatch(wanted.strip())
    if asked is None:
        return False
    implementation = "pypy" if (asked[1] or "").lower() == "pypy" else "cpython"
    release = tuple(map(int, asked[2].split(".")))
    return (
        interpreter.implementation == implementation
        and interpreter.version.release[: len(release)] == release
    )


def _folders(environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for folder in environ.get("PATH", "").split(os.pathsep):
        # Relative entries would mean the folder that some terminal happens to be in.
        if os.path.isabs(folder) and not _SHIMS.search(folder) and not _is_environment(folder):
            yield "PATH", folder
    for source, root in _installation_roots(environ):
        for name in names_in(root):
            yield source, os.path.join(root, name, "bin")
            if os.name == "nt":
                yield source, os.path.join(root, name)


def _installation_roots(environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    home = environ.get("HOME") or environ.get("USERPROFILE") or os.path.expanduser("~")
    data = environ.get("XDG_DATA_HOME") or os.path.join(home, ".local", "share")
    yield "pyenv", os.path.join(environ.get("PYENV_ROOT") or os.path.join(home, ".pyenv"), "versions")
    yield "uv", environ.get("UV_PYTHON_INSTALL_DIR") or os.path.join(data, "uv", "python")
    yield (
        "asdf",
        os.path.join(environ.get("ASDF_DATA_DIR") or os.path.join(home, ".asdf"), "installs", "python"),
    )
    mise = environ.get("MISE_DATA_DIR") or os.path.join(data, "mise")
    yield "mise", os.path.join(mise, "installs", "python")
    yield "hatch", os.path.join(data, "hatch", "pythons")
    yield "framework", "/Library/Frameworks/Python.framework/Versions"
    yield "homebrew", "/opt/homebrew/opt"
    if local := environ.get("LOCALAPPDATA"):
        yield "installer", os.path.join(local, "Programs", "Python")


def _executables(folder: str) -> Iterator[str]:
    names = sorted(name for name in names_in(folder) if _NAME.fullmatch(name))
    yield from chain(
        (os.path.join(folder, name) for name in names if version_in(name)),
        (os.path.join(folder, name) for name in names if not version_in(name)),
    )


def _is_environment(folder: str) -> bool:
    return os.path.exists(os.path.join(os.path.dirname(folder), "pyvenv.cfg"))


def _implementation(executable: str) -> str:
    return "pypy" if os.path.basename(executable).startswith("pypy") else "cpython"
