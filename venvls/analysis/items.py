"""What features answer with, in our own terms; the server turns them into the protocol's.

Ranges are in the document the question was about, columns in code points.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from venvls.model.finding import Finding
from venvls.model.names import Uri
from venvls.text import Position, Range, TextEdit


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


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a document; `Range` of zeros for a file as a whole."""

    uri: Uri
    range: Range


class SymbolKind(StrEnum):
    """What an entry of the outline is, for the icon."""

    GROUP = "group"
    REQUIREMENT = "requirement"
    OPTION = "option"
    INCLUDE = "include"


@dataclass(frozen=True, slots=True)
class Symbol:
    """An entry of the outline. `range` holds all of it, `name_range` what is selected."""

    name: str
    kind: SymbolKind
    range: Range
    name_range: Range
    detail: str = ""
    children: "tuple[Symbol, ...]" = ()


class FoldKind(StrEnum):
    """What a fold hides."""

    COMMENT = "comment"
    REGION = "region"


@dataclass(frozen=True, slots=True)
class Fold:
    """Lines that can be folded away, both included."""

    first: int
    last: int
    kind: FoldKind


class TokenKind(StrEnum):
    """What a token is; the names are those of LSP's legend."""

    PROJECT = "class"
    EXTRA = "parameter"
    OPERATOR = "operator"
    VERSION = "number"
    MARKER = "macro"
    OPTION = "keyword"
    ADDRESS = "string"
    COMMENT = "comment"


class Token(NamedTuple):
    """A coloured part of one line, from one column to another; of these a document has the most."""

    line: int
    start: int
    end: int
    kind: TokenKind

    @property
    def range(self) -> Range:
        """Where it lies in the document."""
        return Range(Position(self.line, self.start), Position(self.line, self.end))


@dataclass(frozen=True, slots=True)
class Link:
    """Text that leads somewhere: `target` is a URI."""

    range: Range
    target: str
    tooltip: str = ""


@dataclass(frozen=True, slots=True)
class InlayHint:
    """Text shown at a place of the document without being in it."""

    position: Position
    label: str
    tooltip: str = ""


@dataclass(frozen=True, slots=True)
class Lens:
    """A line of text above a range; without an invocation it only says something."""

    range: Range
    title: str
    invocation: Invocation | None = None
