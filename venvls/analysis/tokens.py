"""Semantic tokens of a manifest: names, extras, operators, versions, markers, options, comments.

In TOML only what stands inside of requirement strings is coloured; the rest is the grammar's.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from venvls.analysis.items import Token, TokenKind
from venvls.analysis.snapshot import Snapshot
from venvls.analysis.walking import LINE_BY_LINE
from venvls.model.names import Uri
from venvls.model.requirement import Declaration
from venvls.syntax.manifest import Block, Manifest, Option
from venvls.text import Position, Range, Span

_COMMENT = re.compile(r"(?:^|(?<=\s))#[^\r\n]*", re.MULTILINE)


class _Part(NamedTuple):
    """A token in the text of its block. They sort by place, the longer of two first."""

    start: int
    rest: int
    kind: TokenKind

    @property
    def end(self) -> int:
        return -self.rest


def tokens(snapshot: Snapshot, uri: Uri, range_: Range | None = None) -> tuple[Token, ...]:
    """Return the tokens of a document, or of a range of it, in order.

    Each lies on one line, and none overlap. Only what is declared in the range is looked at.
    """
    document = snapshot.documents.get(uri)
    if document is None or document.manifest is None or not document.manifest.blocks:
        return ()
    whole = Range(Position(0, 0), document.text.end)
    start, end = range_ or whole
    extent = Range(document.text.clamp(start), document.text.clamp(end))
    return tuple(_tokens(document.manifest, extent))


def _tokens(manifest: Manifest, extent: Range) -> Iterator[Token]:
    first, last = manifest.block_at(extent.start.line), manifest.block_at(extent.end.line)
    comments = manifest.kind in LINE_BY_LINE
    for index in range(first, last + 1):
        block, line = manifest.blocks[index], manifest.starts[index]
        start = manifest.offset(index, extent.start) if index == first else 0
        end = manifest.offset(index, extent.end) if index == last else len(block.text)
        found = _without_overlaps(sorted(_parts(block, start, end, comments=comments)))
        if block.lines == 1:
            yield from [Token(line, part.start, part.end, part.kind) for part in found]
        else:
            yield from _placed(manifest, index, found)


def _placed(manifest: Manifest, index: int, found: Iterable[_Part]) -> Iterator[Token]:
    for part in found:
        start, end = manifest.range(index, Span(part.start, part.end))
        if start.line == end.line:
            yield Token(start.line, start.column, end.column, part.kind)


def _parts(block: Block, start: int, end: int, *, comments: bool) -> Iterator[_Part]:
    for declaration in block.declarations:
        if declaration.span.end >= start and declaration.span.start <= end:
            for span, kind in _of_declaration(declaration, block.text):
                yield _Part(span.start, -span.end, kind)
    for option in block.options:
        if option.span.end >= start and option.span.start <= end:
            for span, kind in _of_option(option):
                yield _Part(span.start, -span.end, kind)
    if comments and "#" in block.text:
        for comment in _COMMENT.finditer(block.text):
            yield _Part(comment.start(), -comment.end(), TokenKind.COMMENT)


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


def _without_overlaps(found: Iterable[_Part]) -> Iterator[_Part]:
    end = 0
    for part in found:
        if part.start >= end and part.end > part.start:
            end = part.end
            yield part
