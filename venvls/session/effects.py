"""Everything a session can ask the runtime to do, as a closed union."""

from dataclasses import dataclass
from typing import TypeAlias

from venvls.analysis.answer import Missing
from venvls.model.names import Uri
from venvls.syntax.manifest import ManifestKind
from venvls.text import Text


@dataclass(frozen=True, slots=True)
class FindScope:
    """Look up the project root of a document, its environment and what is beside it."""

    uri: Uri
    path: str


@dataclass(frozen=True, slots=True)
class FindIncluder:
    """See whether a manifest of the project includes this text file, so that it is one, too."""

    uri: Uri
    path: str


@dataclass(frozen=True, slots=True)
class Read:
    """Read a long manifest from this text, beside the loop."""

    uri: Uri
    kind: ManifestKind
    text: Text


@dataclass(frozen=True, slots=True)
class Inspect:
    """Read the files of a project root again."""

    root: Uri


@dataclass(frozen=True, slots=True)
class Diagnose:
    """Analyse a document and publish."""

    uri: Uri


@dataclass(frozen=True, slots=True)
class AwaitPause:
    """Say `UserPaused` when nobody has typed in the document for a moment."""

    uri: Uri


@dataclass(frozen=True, slots=True)
class ClearDiagnostics:
    """Publish that there is nothing to say about a document."""

    uri: Uri


@dataclass(frozen=True, slots=True)
class Learn:
    """Ask the index, for as much at once as there is: a long manifest lacks ten thousand facts."""

    needs: frozenset[Missing]


@dataclass(frozen=True, slots=True)
class RetryLater:
    """Say `RetryDue` after a while, the longer the more `attempts` failed in a row."""

    key: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Announce:
    """Tell the activation contract of a scope. A larger `generation` replaces a smaller one."""

    root: Uri
    generation: int


@dataclass(frozen=True, slots=True)
class Refresh:
    """Have the client ask again for lenses and hints, soon."""


@dataclass(frozen=True, slots=True)
class OfferEnvironment:
    """Offer to create an environment, unless this folder said "not now" before."""

    root: Uri


@dataclass(frozen=True, slots=True)
class Recover:
    """See whether an install in the environment of a scope was interrupted, and bring it to an end."""

    root: Uri


Chore: TypeAlias = OfferEnvironment | Recover
"""What takes a person or an installer, and so any time."""

Effect: TypeAlias = (
    FindScope
    | FindIncluder
    | Read
    | Inspect
    | Diagnose
    | AwaitPause
    | ClearDiagnostics
    | Learn
    | RetryLater
    | Announce
    | Refresh
    | Chore
)
