"""Everything that can happen to a session, as a closed union.

A change says what happened, not what to do about it.
"""

from dataclasses import dataclass
from typing import TypeAlias

from venvls.analysis.answer import (
    Missing,
    NeedMetadata,
    NeedNames,
    NeedProject,
    NeedProviders,
    NeedPublishers,
    NeedSimilar,
    NeedVulnerabilities,
)
from venvls.analysis.snapshot import Document, NameList, Scope
from venvls.model.facts import Fact
from venvls.model.modules import ModuleTable
from venvls.model.names import Uri
from venvls.model.release import Project, Provider, Publisher, ReleaseMetadata
from venvls.model.settings import Settings
from venvls.model.vulnerability import Vulnerability
from venvls.syntax.manifest import Manifest
from venvls.text import Text, TextEdit


@dataclass(frozen=True, slots=True)
class ProjectLearned:
    """The index answered, or could not, about a project."""

    need: NeedProject
    fact: Fact[Project]


@dataclass(frozen=True, slots=True)
class MetadataLearned:
    """The index answered, or could not, about one release."""

    need: NeedMetadata
    fact: Fact[ReleaseMetadata]


@dataclass(frozen=True, slots=True)
class VulnerabilitiesLearned:
    """A release was scanned for known vulnerabilities, or nobody does that."""

    need: NeedVulnerabilities
    fact: Fact[tuple[Vulnerability, ...]]


@dataclass(frozen=True, slots=True)
class PublishersLearned:
    """The index told who published a release, or could not."""

    need: NeedPublishers
    fact: Fact[tuple[Publisher, ...]]


@dataclass(frozen=True, slots=True)
class ProvidersLearned:
    """The nominated projects of a module were looked into."""

    need: NeedProviders
    fact: Fact[tuple[Provider, ...]]


@dataclass(frozen=True, slots=True)
class NamesLearned:
    """The list of project names was loaded, or could not be."""

    need: NeedNames
    fact: Fact[NameList]


@dataclass(frozen=True, slots=True)
class SimilarLearned:
    """A name was compared with those that are listed."""

    need: NeedSimilar
    fact: Fact[tuple[str, ...]]


Learned: TypeAlias = (
    ProjectLearned
    | MetadataLearned
    | VulnerabilitiesLearned
    | PublishersLearned
    | ProvidersLearned
    | NamesLearned
    | SimilarLearned
)


@dataclass(frozen=True, slots=True)
class DocumentOpened:
    """A client opened a document, or `check` read one (`version` is then `None`)."""

    uri: Uri
    path: str
    language_id: str
    version: int | None
    source: str


@dataclass(frozen=True, slots=True)
class DocumentRead:
    """A long manifest was read; `text` is what it was read from."""

    uri: Uri
    text: Text
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class DocumentEdited:
    """Edits in order, each in the text the one before it made; a string replaces everything."""

    uri: Uri
    version: int | None
    edits: tuple[TextEdit | str, ...]


@dataclass(frozen=True, slots=True)
class UserPaused:
    """Nobody typed in a document for a moment, or its trees are needed now."""

    uri: Uri


@dataclass(frozen=True, slots=True)
class DocumentClosed:
    """A client closed a document."""

    uri: Uri


@dataclass(frozen=True, slots=True)
class ScopeFound:
    """The project root of a document was looked up, with the modules beside the document."""

    uri: Uri
    scope: Scope
    siblings: ModuleTable


@dataclass(frozen=True, slots=True)
class ScopeInspected:
    """The files of a project root were read, and the manifests that lie there."""

    scope: Scope
    manifests: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True)
class FactsMissing:
    """Analysis lacks facts."""

    missing: frozenset[Missing]


@dataclass(frozen=True, slots=True)
class FactsOutdated:
    """Facts that are still needed have grown old."""

    outdated: frozenset[Missing]


@dataclass(frozen=True, slots=True)
class FactsLearned:
    """Facts arrived, new or newer ones."""

    facts: tuple[Learned, ...]


@dataclass(frozen=True, slots=True)
class RetryDue:
    """It is time to try again whether the indexes of a configuration answer, or whoever knows advisories."""

    key: str


@dataclass(frozen=True, slots=True)
class FilesChanged:
    """Files were created, changed or deleted on disk."""

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SettingsChanged:
    """The user changed settings."""

    settings: Settings


@dataclass(frozen=True, slots=True)
class UpgradesWanted:
    """A person wants newer releases shown in a document, or no longer."""

    uri: Uri
    wanted: bool


Change: TypeAlias = (
    DocumentOpened
    | DocumentRead
    | DocumentEdited
    | UserPaused
    | DocumentClosed
    | ScopeFound
    | ScopeInspected
    | FactsMissing
    | FactsOutdated
    | FactsLearned
    | RetryDue
    | FilesChanged
    | SettingsChanged
    | UpgradesWanted
)
