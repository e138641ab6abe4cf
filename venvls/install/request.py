"""What a person asks for, and whether an installer may be given it.

Text that reaches an installer's command line is checked here: nothing that starts with `-` gets
through, so no requirement can turn into an option. Does not know whether a project exists or what
is installed.
"""

import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias, assert_never

from packaging.requirements import InvalidRequirement, Requirement

from venvls.model.change import Failure, FailureReason
from venvls.model.names import is_project_name

_ADDRESS = re.compile(r"(?:(?:git|hg|svn|bzr)\+[a-z+]+|https?|file)://\S+", re.IGNORECASE)
_ARCHIVES = (".whl", ".zip", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".tar")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Install:
    """Install requirements: PEP 508, paths, archives, addresses and VCS references as pip takes them.

    `editables` are project folders. Relative paths start at `folder`. `constraints` are
    requirements that limit versions without asking for them. `upgrade` takes the newest allowed
    release of what is named even if an older one would do; `prereleases` lets those in.
    """

    requirements: tuple[str, ...] = ()
    editables: tuple[str, ...] = ()
    constraints: tuple[str, ...] = ()
    folder: str = ""
    upgrade: bool = False
    prereleases: bool = False


@dataclass(frozen=True, slots=True)
class Uninstall:
    """Remove projects, and nothing that they required."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Upgrade:
    """Take the newest releases of installed projects that `requirements` and `constraints` allow.

    `None` stands for everything that came from an index.
    """

    requirements: tuple[str, ...] | None = None
    constraints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sync:
    """Install what a requirements file says; `exact` also removes what it does not lead to.

    Relative paths of projects in it start at `folder`, as both installers take them from where they are
    started; without one, where the file is.
    """

    path: str
    exact: bool = False
    folder: str = ""


@dataclass(frozen=True, slots=True)
class UpgradeInstaller:
    """Bring the environment's own pip to its newest release, or put one there."""


Request: TypeAlias = Install | Uninstall | Upgrade | Sync | UpgradeInstaller


def checked(request: Request) -> Request | Failure:
    """Return the request with absolute paths and tidy texts, or the first thing wrong with it."""
    match request:
        case Install():
            return _checked_install(request)
        case Uninstall(names):
            return _checked_names(names) or request
        case Upgrade(requirements, constraints):
            return _checked_upgrade(requirements) or _checked_constraints(constraints) or request
        case Sync(path):
            return request if Path(path).is_file() else _refused(f"There is no requirements file: `{path}`")
        case UpgradeInstaller():
            return request
        case _:
            assert_never(request)


def _checked_install(request: Install) -> Install | Failure:
    if not request.requirements and not request.editables:
        return _refused("Nothing to install was named")
    requirements: list[str] = []
    for written in request.requirements:
        read = requirement_text(written, request.folder)
        if isinstance(read, Failure):
            return read
        requirements.append(read)
    editables: list[str] = []
    for written in request.editables:
        folder = Path(request.folder, written).absolute()
        if not _is_project(folder):
            return _refused(f"There is no Python project to install at `{written}`")
        editables.append(str(folder))
    refusal = _checked_constraints(request.constraints)
    return refusal or replace(request, requirements=tuple(requirements), editables=tuple(editables))


def requirement_text(written: str, folder: str = "") -> str | Failure:
    """Return a requirement as an installer may be given it: tidy, and with absolute paths."""
    text = written.strip()
    if not text:
        return _refused("A requirement is empty")
    if text.startswith("-"):
        return _refused(f"Options are not requirements: `{text}`")
    if _CONTROL.search(text):
        return _refused("A requirement holds control characters")
    if _ADDRESS.fullmatch(text):
        return text
    if _is_path(text):
        return _existing_path(text, folder)
    try:
        return str(Requirement(text))
    except InvalidRequirement as error:
        return _refused(f"Not a requirement: `{text}`", str(error))


def _is_path(text: str) -> bool:
    bare = text.partition(" @ ")[0]
    if bare != text:
        return False
    separators = tuple(filter(None, (os.sep, os.altsep, "/")))
    return text.startswith((".", "~")) or text.endswith(_ARCHIVES) or any(mark in text for mark in separators)


def _existing_path(text: str, folder: str) -> str | Failure:
    bare, bracket, extras = text.partition("[") if text.endswith("]") else (text, "", "")
    path = Path(folder, Path(bare).expanduser()).absolute()
    if path.is_file() or _is_project(path):
        return f"{path}{bracket}{extras}"
    return _refused(f"There is no project or archive at `{bare}`")


def _is_project(folder: Path) -> bool:
    return any((folder / name).is_file() for name in ("pyproject.toml", "setup.py"))


def _checked_names(names: tuple[str, ...]) -> Failure | None:
    if not names:
        return _refused("No project was named")
    wrong = next((name for name in names if not is_project_name(name)), None)
    return _refused(f"Not a project name: `{wrong}`") if wrong is not None else None


def _checked_upgrade(requirements: tuple[str, ...] | None) -> Failure | None:
    if requirements is not None and not requirements:
        return _refused("No project was named")
    for text in requirements or ():
        try:
            if Requirement(text).url is not None:
                return _refused(f"Only releases on an index can be upgraded: `{text}`")
        except InvalidRequirement as error:
            return _refused(f"Not a requirement: `{text}`", str(error))
    return None


def _checked_constraints(constraints: tuple[str, ...]) -> Failure | None:
    for text in constraints:
        try:
            Requirement(text)
        except InvalidRequirement as error:
            return _refused(f"Not a constraint: `{text}`", str(error))
    return None


def _refused(message: str, detail: str = "") -> Failure:
    return Failure(FailureReason.INVALID_REQUEST, message, detail)
