"""The parameters of the methods that arrive with every keystroke, read without lsprotocol.

msgspec checks and converts them in a microsecond or two, a tenth of what the general way costs, and
says what is wrong and where. Only the members that we use are named; the rest may be anything.
"""

from typing import Annotated, Any, TypeVar

import msgspec

from venvls.server.errors import InvalidParameters

T = TypeVar("T")

Unsigned = Annotated[int, msgspec.Meta(ge=0)]


class Raw(msgspec.Struct, rename="camel", frozen=True):
    """What all of them have in common."""


class Point(Raw, frozen=True):
    """LSP, `Position`."""

    line: Unsigned
    character: Unsigned


class Region(Raw, frozen=True):
    """LSP, `Range`."""

    start: Point
    end: Point


class Change(Raw, frozen=True):
    """LSP, `TextDocumentContentChangeEvent`: without a range it is the whole text."""

    text: str
    range: Region | None = None


class Identifier(Raw, frozen=True):
    """LSP, `TextDocumentIdentifier` and `VersionedTextDocumentIdentifier`."""

    uri: str
    version: int | None = None


class Item(Raw, frozen=True):
    """LSP, `TextDocumentItem`."""

    uri: str
    language_id: str
    version: int
    text: str


class Opened(Raw, frozen=True):
    """LSP, `DidOpenTextDocumentParams`."""

    text_document: Item


class Changed(Raw, frozen=True):
    """LSP, `DidChangeTextDocumentParams`."""

    text_document: Identifier
    content_changes: list[Change]


class Closed(Raw, frozen=True):
    """LSP, `DidCloseTextDocumentParams`."""

    text_document: Identifier


class Asked(Raw, frozen=True):
    """LSP, `TextDocumentPositionParams`."""

    text_document: Identifier
    position: Point


class Scope(Raw, frozen=True):
    """`venvls/environment`: the document or folder in question, by default the first folder."""

    uri: str | None = None


def read(kind: type[T], parameters: Any) -> T:
    """Return parameters as a value of `kind`; `InvalidParameters` says what does not fit."""
    try:
        return msgspec.convert(parameters, kind)
    except msgspec.ValidationError as error:
        raise InvalidParameters(str(error)) from None
