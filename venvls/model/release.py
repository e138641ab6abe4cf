"""What an index says about a project and its releases.

Only what every answer can carry is required: of a file that is its name and address, of a project
its name (PEP 503, 691, 700, 714, 740, 792). Does not know how it was fetched.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import msgspec
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import Version

from venvls.model.names import ModuleName, ProjectName


class ProjectStatus(StrEnum):
    """PEP 792, "Project status markers"."""

    ACTIVE = "active"
    ARCHIVED = "archived"
    QUARANTINED = "quarantined"
    DEPRECATED = "deprecated"


class Release(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One version of a project, summed up over its files.

    A structure of the decoder and not a data class: a project can have thousands of them, which are
    read in half the time, and which Python's collector of garbage need not look at.

    `yanked` is the reason, possibly empty, when *every* file is yanked (PEP 592), else `None`.
    `requires_python` is the specifier of its newest file that states one. `uploaded` is seconds
    since the epoch of the first upload. `wheels` are the compressed tag sets of its wheels
    (`py3-none-any`); `has_source` says that there is an sdist; `size` is that of its smallest wheel, in
    bytes. `yanked_files` are the names and reasons of those files that are yanked, be it all or some.
    """

    version: str
    yanked: str | None = None
    requires_python: str | None = None
    uploaded: float | None = None
    wheels: tuple[str, ...] = ()
    has_source: bool = False
    size: int | None = None
    yanked_files: tuple[tuple[str, str], ...] = ()

    @property
    def parsed(self) -> Version:
        """The version as PEP 440 orders it. Releases without a valid version are left out on reading."""
        return parsed_version(self.version)

    @property
    def is_prerelease(self) -> bool:
        """Whether it is an alpha, beta, candidate or development release (PEP 440)."""
        return self.parsed.is_prerelease

    def supports(self, python: Version) -> bool:
        """Tell whether `Requires-Python` lets that interpreter in; unreadable ones do, as with pip.

        A preview of 3.14 counts as 3.14, which PEP 440 would not have: installers compare the numbers.
        """
        return self.requires_python is None or python_allowed(self.requires_python, python.base_version)


@dataclass(frozen=True, slots=True)
class Listing:
    """What one of several indexes lists of a project; `own_releases` counts those no other one has."""

    source: str
    is_private: bool
    own_releases: int


@dataclass(frozen=True, slots=True)
class Project:
    """A project as its index lists it, newest release first.

    `display_name` is the spelling its authors use, where known. `source` names the index for a
    person, without credentials. `fetched` and `fresh_until`, when the index is to be asked again, are
    seconds since the epoch. Where several indexes together list it, `listings` tells which of them has what.
    """

    name: ProjectName
    display_name: str
    releases: tuple[Release, ...]
    status: ProjectStatus = ProjectStatus.ACTIVE
    status_reason: str = ""
    source: str = ""
    fetched: float = 0.0
    fresh_until: float = 0.0
    listings: tuple[Listing, ...] = ()


@dataclass(frozen=True, slots=True)
class ReleaseMetadata:
    """Core metadata of one release (PEP 566, 643, 639, 794), as far as the index serves it."""

    project: ProjectName
    version: str
    display_name: str
    summary: str = ""
    licence: str = ""
    requires_python: str | None = None
    requires_dist: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()
    urls: tuple[tuple[str, str], ...] = ()
    import_names: tuple[ModuleName, ...] = ()
    import_namespaces: tuple[ModuleName, ...] = ()


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who published a release, as its index attests (PEP 740); nobody here has checked a signature.

    `kind` is the service it was published from (`GitHub`), `identity` the repository or account there.
    """

    kind: str
    identity: str = ""
    workflow: str = ""


@dataclass(frozen=True, slots=True)
class Provider:
    """Proof that installing a project makes a module importable.

    `evidence` is a clause for a person: "the file list of its wheel 6.0.2".
    """

    project: ProjectName
    display_name: str
    version: str
    evidence: str


@lru_cache(maxsize=65536)
def parsed_version(version: str) -> Version:
    """Return the version as PEP 440 orders it; raises `InvalidVersion`."""
    return Version(version)


def is_version(written: str) -> bool:
    """Tell whether PEP 440 knows this as a version."""
    try:
        parsed_version(written)
    except ValueError:
        # `InvalidVersion`, or a number with more digits than Python reads.
        return False
    return True


@lru_cache(maxsize=4096)
def python_allowed(requires_python: str, python: str) -> bool:
    """Tell whether a `Requires-Python` lets an interpreter version in; unreadable ones do."""
    try:
        return SpecifierSet(requires_python).contains(python, prereleases=True)
    except InvalidSpecifier:
        return True
