"""All that is known at one moment, immutable.

The session makes snapshots and analysis reads them. Facts that were never asked for have no entry.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from venvls.analysis.answer import Missing, NeedPublishers, NeedSimilar, NeedVulnerabilities
from venvls.model.environment import MISSING, Defect, Environment, Override
from venvls.model.facts import Fact
from venvls.model.index_configuration import IndexConfiguration
from venvls.model.modules import ModuleTable
from venvls.model.names import ModuleName, ProjectName, Uri
from venvls.model.release import Project, Provider, Publisher, ReleaseMetadata
from venvls.model.settings import DEFAULTS, Settings
from venvls.model.vulnerability import Vulnerability
from venvls.syntax.imports import Import
from venvls.syntax.manifest import Manifest, ManifestKind
from venvls.text import Text


class DocumentKind(StrEnum):
    """What a document is to venvls, decided by its file name before its language id."""

    MANIFEST = "manifest"
    PYTHON = "python"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Document:
    """A document with its trees. `version` is `None` for one that was read from disk.

    A manifest of the project that no client has open is a document too, with `is_open` false: it is
    known to the others and nothing is published about it.
    `siblings` are the modules beside it: a file that is run as a script can import them. `unread` is
    what a manifest that is too long to be read at once will be, or a lock that was edited; `manifest` is
    `None` until it is read. `doubted` is what the name says of a text that can hardly be read as that.
    Of a very long document that means nothing to us there is no text: `has_text` is false, and `text` empty.
    """

    uri: Uri
    path: str
    kind: DocumentKind
    text: Text
    version: int | None = None
    manifest: Manifest | None = None
    imports: tuple[Import, ...] = ()
    siblings: ModuleTable = field(default_factory=ModuleTable)
    is_open: bool = True
    unread: ManifestKind | None = None
    doubted: ManifestKind | None = None
    has_text: bool = True


@dataclass(frozen=True, slots=True)
class Scope:
    """A project root and what holds for every file of it; a script with requirements of its own is one too.

    `standard_library` holds the top-level modules of the environment's interpreter version,
    `defects` what is wrong with the environment, the worst first.
    `unreadable` are paths that manifests of the scope include and at which no file can be read.
    `tags` are the wheel tags that the environment's interpreter takes (PEP 425), none when not known.
    """

    root: Uri
    path: str
    environment: Environment = MISSING
    first_party: ModuleTable = field(default_factory=ModuleTable)
    standard_library: frozenset[str] = frozenset()
    overrides: tuple[Override, ...] = ()
    defects: tuple[Defect, ...] = ()
    index: IndexConfiguration = field(default_factory=lambda: IndexConfiguration(""))
    trusted: bool = False
    unreadable: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()

    @property
    def is_script(self) -> bool:
        """Whether this is a single file with requirements of its own (PEP 723)."""
        return self.path.endswith(".py")


class NameList(Protocol):
    """The index's list of project names, searchable in about a millisecond."""

    def prefix(self, typed: str, limit: int) -> Sequence[str]:
        """Return names whose normal form begins with that of `typed`, best first."""

    def similar(self, name: str, limit: int) -> Sequence[str]:
        """Return names that are probably meant by `name`, nearest first."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything analysis may know. Maps of facts are keyed by index configuration first.

    `news` are the facts that landed lately, in batches, the latest last: what was made of a snapshot
    before needs to be made again only where it read one of these.
    `upgrades` are the documents in which newer releases are to be shown. `now` is when something last
    happened or was asked, in seconds since the epoch; analysis has no clock, and 0 says nothing.
    `listings` are the names in folders that a question asks for; only the snapshot of that question has them.
    """

    revision: int = 0
    documents: Mapping[Uri, Document] = field(default_factory=lambda: MappingProxyType({}))
    scopes: Mapping[Uri, Scope] = field(default_factory=lambda: MappingProxyType({}))
    scope_of: Mapping[Uri, Uri] = field(default_factory=lambda: MappingProxyType({}))
    projects: Mapping[tuple[str, ProjectName], Fact[Project]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    metadata: Mapping[tuple[str, ProjectName, str], Fact[ReleaseMetadata]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    providers: Mapping[tuple[str, ModuleName], Fact[tuple[Provider, ...]]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    names: Mapping[str, NameList] = field(default_factory=lambda: MappingProxyType({}))
    vulnerabilities: Mapping[NeedVulnerabilities, Fact[tuple[Vulnerability, ...]]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    news: tuple[frozenset[Missing], ...] = (frozenset(),)
    publishers: Mapping[NeedPublishers, Fact[tuple[Publisher, ...]]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    similar: Mapping[NeedSimilar, Fact[tuple[str, ...]]] = field(default_factory=lambda: MappingProxyType({}))
    settings: Settings = DEFAULTS
    upgrades: frozenset[Uri] = frozenset()
    now: float = 0.0
    listings: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def open_documents(self, root: Uri) -> tuple[Uri, ...]:
        """Return the documents of a scope that a client has open."""
        return tuple(uri for uri, of in self.scope_of.items() if of == root and self.documents[uri].is_open)

    def scope(self, uri: Uri) -> Scope | None:
        """Return the scope of a document, once its project root is known."""
        root = self.scope_of.get(uri)
        return self.scopes.get(root) if root is not None else None
