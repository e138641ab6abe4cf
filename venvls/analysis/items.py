"""What features answer with, in our own terms; the server turns them into the protocol's.

Ranges are in the document the question was about, columns in code points.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from venvls.model.finding import Finding
from venvls.model.names import Uri
from venvls.text import Range, TextEdit


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A finding at its place in the document."""

    range: Range
    finding: Finding


class CompletionKind(StrEnum):
    """What is completed, for the icon."""

    PROJECT = "project"
    VERSION = "version"
    EXTRA = "extra"
    OPERATOR = "operator"
    MARKER = "marker"
    OPTION = "option"
    PATH = "path"
    GROUP = "group"
    KEY = "key"


@dataclass(frozen=True, slots=True)
class CompletionItem:
    """One proposal: replaces the list's `replace` range by `text`.

    Items come best first; the server keeps that order. `data` is what resolving needs.
    """

    label: str
    text: str
    kind: CompletionKind
    detail: str = ""
    deprecated: bool = False
    data: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class CompletionList:
    """Proposals for one token. `typed` is what the token holds now: the client filters by it.

    `incomplete` asks the client to ask again after the next character.
    """

    replace: Range
    typed: str
    items: tuple[CompletionItem, ...] = ()
    incomplete: bool = False


@dataclass(frozen=True, slots=True)
class Hover:
    """Markdown about what `range` names; everything from an index is already escaped."""

    range: Range
    markdown: str


@dataclass(frozen=True, slots=True)
class Invocation:
    """A command with its one argument object, as docs/protocol.md lists them."""

    command: str
    argument: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Action:
    """A code action: edits, or a command, or both. `fixes` are the findings it resolves."""

    title: str
    kind: str = "quickfix"
    edits: Mapping[Uri, tuple[TextEdit, ...]] = field(default_factory=lambda: MappingProxyType({}))
    invocation: Invocation | None = None
    fixes: tuple[Diagnostic, ...] = ()
    preferred: bool = False
