"""The environment as an installer writes to it: its folders, and what lies in them right now.

Read from disk each time, because another program may have installed something a moment ago. Knows
dist-info folders (PEP 376, 427), not what any distribution is for.
"""

import csv
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from venvls.model.environment import Environment
from venvls.model.names import ProjectName


@dataclass(frozen=True, slots=True)
class Target:
    """Where an environment keeps things; `sites` are its own site-packages, the first one leading."""

    prefix: Path
    interpreter: Path
    sites: tuple[Path, ...]

    @property
    def scripts(self) -> Path:
        """The folder of its scripts and its interpreter."""
        folder = self.interpreter.parent
        return folder if folder.is_relative_to(self.prefix) else self.prefix / "bin"


@dataclass(frozen=True, slots=True)
class Found:
    """A distribution's metadata folder, as its name spells it; `complete` when it has a RECORD."""

    name: ProjectName
    version: str
    folder: Path

    @property
    def complete(self) -> bool:
        """Whether an installer finished with it."""
        return (self.folder / "RECORD").is_file()


def target_of(environment: Environment) -> Target:
    """Return where installers write; site-packages outside of the prefix belong to somebody else."""
    prefix = Path(environment.prefix)
    sites = (Path(site) for site in environment.site_packages)
    own = tuple(site for site in sites if site.is_relative_to(prefix))
    return Target(prefix, Path(environment.interpreter), own)


def present(sites: tuple[Path, ...]) -> Mapping[ProjectName, tuple[Found, ...]]:
    """Return all distributions with metadata in these folders; more than one of a name is a fault."""
    found: dict[ProjectName, tuple[Found, ...]] = {}
    for folder in _distinct(sites):
        for entry in _entries(folder):
            if entry.endswith((".dist-info", ".egg-info")) and not entry.startswith("~"):
                one = _found(folder / entry)
                found[one.name] = (*found.get(one.name, ()), one)
    return found


def recorded(found: Found) -> tuple[str, ...]:
    """Return the files that a distribution's RECORD lists (PEP 376), as absolute paths.

    Paths are strings, because there are thousands of them. There are none without a RECORD.
    """
    try:
        text = (found.folder / "RECORD").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ()
    site = f"{found.folder.parent}{os.sep}"
    return tuple(_absolute(site, line) for line in text.splitlines() if line)


def _absolute(site: str, row: str) -> str:
    # Names with a comma are quoted; they are rare, and the general reader takes four times as long.
    name = row.partition(",")[0] if row[0] != '"' else next(csv.reader((row,)))[0]
    path = name if os.path.isabs(name) else f"{site}{name}"
    return os.path.normpath(path) if ".." in name or os.altsep else path


def same_version(one: str, other: str) -> bool:
    """Tell whether two spellings mean the same version (PEP 440, "Normalization")."""
    try:
        return Version(one) == Version(other)
    except InvalidVersion:
        return one == other


def _found(folder: Path) -> Found:
    name, _, version = folder.stem.partition("-")
    return Found(ProjectName(canonicalize_name(name)), version.partition("-py")[0], folder)


def _entries(folder: Path) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def _distinct(folders: tuple[Path, ...]) -> tuple[Path, ...]:
    """Leave out folders that are another one under a second name, as `lib64` often is `lib`."""
    return tuple({os.path.realpath(folder): folder for folder in reversed(folders)}.values())[::-1]
