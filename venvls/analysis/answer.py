"""An answer that says what it lacks.

The caller publishes the value and learns what is missing; when facts land it asks again. So no
analysis ever waits.
"""

from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from venvls.model.names import ModuleName, ProjectName

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NeedProject:
    """The releases of a project, as the configuration with `key` sees it."""

    key: str
    name: ProjectName


@dataclass(frozen=True, slots=True)
class NeedMetadata:
    """The core metadata of one release."""

    key: str
    name: ProjectName
    version: str


@dataclass(frozen=True, slots=True)
class NeedVulnerabilities:
    """The known vulnerabilities of one release, from the index or from the service the user chose."""

    key: str
    name: ProjectName
    version: str
    service: str = ""


@dataclass(frozen=True, slots=True)
class NeedPublishers:
    """Who published a release, as its index attests."""

    key: str
    name: ProjectName
    version: str


@dataclass(frozen=True, slots=True)
class NeedProviders:
    """Proof which of the nominated projects provide a module."""

    key: str
    module: ModuleName
    candidates: tuple[ProjectName, ...]


@dataclass(frozen=True, slots=True)
class NeedNames:
    """The list of all project names."""

    key: str


@dataclass(frozen=True, slots=True)
class NeedSimilar:
    """The listed names that were probably meant by one that is not listed."""

    key: str
    name: ProjectName


Missing: TypeAlias = (
    NeedProject
    | NeedMetadata
    | NeedVulnerabilities
    | NeedPublishers
    | NeedProviders
    | NeedNames
    | NeedSimilar
)


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """`value` is right as far as it goes; `missing` are facts that could change it.

    `outdated` are those it stands on that are to be asked for again, where the time is known. `unlisted` are
    folders whose contents could change it.
    """

    value: T
    missing: frozenset[Missing] = frozenset()
    outdated: frozenset[Missing] = frozenset()
    unlisted: frozenset[str] = frozenset()
