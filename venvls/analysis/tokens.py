"""Semantic tokens of a manifest: names, extras, operators, versions, markers, options, comments.

In TOML only what stands inside of requirement strings is coloured; the rest is the grammar's.
"""

import re
from collections.abc import Iterator

from venvls.analysis.items import Token, TokenKind
from venvls.analysis.snapshot import Snapshot
from venvls.analysis.walking import LINE_BY_LINE, declared, opted
from venvls.model.names import Uri
from venvls.model.requirement import Declaration
from venvls.syntax.manifest import Manifest, Option
from venvls.text import Position, Range, Span, Text

_COMMENT = re.compile(r"(?:^|(?<=\s))#[^\r\n]*")


def tokens(snapshot: Snapshot, uri: Uri) -> tuple[Token, ...]:
    """Return the tokens of a document in order; each lies on one line and none overlap."""
    document = snapshot.documents.get(uri)
    if document is None or document.manifest is None:
        return ()
    manifest = document.manifest
    found = [token for token in _tokens(manifest) if token.range.start.line == token.range.end.line]
    if manifest.kind in LINE_BY_LINE:
        found += _comments(document.text)
    return tuple(
        _without_overlaps(sorted(found, key=lambda token: (token.range.start, -token.range.end.column)))
    )


def _tokens(manifest: Manifest) -> Iterator[Token]:
    for one in declared(manifest):
        for span, kind in _of_declaration(one.declaration, one.block.text):
            yield Token(manifest.range(one.index, span), kind)
    for option in opted(manifest):
        for span, kind in _of_option(option.option):
            yield Token(manifest.range(option.index, span), kind)


def _of_declaration(declaration: Declaration, text: str) -> Iterator[tuple[Span, TokenKind]]:
    if declaration.name_span:
        yield declaration.name_span, TokenKind.PROJECT
    for extra in declaration.extras:
        yield extra.span, TokenKind.EXTRA
    for part in declaration.specifiers:
        yield part.operator, TokenKind.OPERATOR
        if len(part.version):
            yield part.version, TokenKind.VERSION
    if declaration.url_span:
        yield declaration.url_span, TokenKind.ADDRESS
    if declaration.marker_span and declaration.marker_span.of(text).strip():
        yield declaration.marker_span, TokenKind.MARKER


def _of_option(option: Option) -> Iterator[tuple[Span, TokenKind]]:
    if option.name_span.start >= option.span.start:
        yield option.name_span, TokenKind.OPTION
    if option.argument_span:
        yield option.argument_span, TokenKind.ADDRESS


def _comments(text: Text) -> Iterator[Token]:
    for number, line in enumerate(text.lines):
        if "#" in line and (found := _COMMENT.search(line)):
            extent = Range(Position(number, found.start()), Position(number, found.end()))
            yield Token(extent, TokenKind.COMMENT)


def _without_overlaps(found: list[Token]) -> Iterator[Token]:
    end = Position(0, 0)
    for token in found:
        if token.range.start >= end:
            end = token.range.end
            yield token
