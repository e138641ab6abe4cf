"""Ever larger selections around a place: token, part, requirement, line, document.

In TOML also the value, the statement and the table around it.
"""

from collections.abc import Iterator

from venvls.analysis.snapshot import Snapshot
from venvls.analysis.walking import TOML, block_range
from venvls.model.names import Uri
from venvls.model.requirement import Declaration
from venvls.syntax.manifest import Block
from venvls.syntax.toml import scan_toml
from venvls.text import Position, Range, Span, Text


def selections(snapshot: Snapshot, uri: Uri, position: Position) -> tuple[Range, ...]:
    """Return ranges around a position, the smallest first; each holds the one before it."""
    document = snapshot.documents.get(uri)
    if document is None or document.manifest is None or not document.manifest.blocks:
        return ()
    manifest, place = document.manifest, document.text.clamp(position)
    index = manifest.block_at(place.line)
    offset = manifest.offset(index, place)
    spans = [*_spans(manifest.blocks[index], offset)]
    if manifest.kind in TOML:
        spans += _statements(manifest.blocks[index].text)
    found = [manifest.range(index, span) for span in spans]
    found += [_line(document.text, place.line), Range(Position(0, 0), document.text.end)]
    if len(manifest.blocks) > 1 and manifest.kind not in TOML:
        found.append(block_range(manifest, index))
    return tuple(_growing(Range(place, place), found))


def _spans(block: Block, offset: int) -> Iterator[Span]:
    for option in block.options:
        yield from (span for span in (option.argument_span, option.name_span, option.span) if span)
    for declaration in block.declarations:
        if declaration.span.touches(offset):
            yield from _parts(declaration)


def _parts(declaration: Declaration) -> Iterator[Span]:
    name, extras = declaration.name_span, declaration.extras_span
    for part in declaration.specifiers:
        yield from (part.version, part.operator, part.span)
    yield from (extra.span for extra in declaration.extras)
    whole = (name, extras, declaration.specifiers_span, declaration.url_span, declaration.marker_span)
    yield from (span for span in whole if span)
    if name and extras and name.start < extras.start:
        yield Span(name.start, extras.end)
    yield declaration.span


def _statements(text: str) -> Iterator[Span]:
    document = scan_toml(text)
    for leaf in document.leaves():
        yield leaf.place(leaf.value.span)
        yield leaf.place(Span(leaf.entry.key_span.start, leaf.value.span.end))
    yield from (Span(table.start, table.end) for table in document.tables if table.header)


def _line(text: Text, line: int) -> Range:
    content = text.content(line)
    start = len(content) - len(content.lstrip())
    return Range(Position(line, start), Position(line, len(content.rstrip())))


def _growing(cursor: Range, found: list[Range]) -> Iterator[Range]:
    """Keep the ranges that hold the cursor and everything kept before, once each."""
    inner = cursor
    holding = [one for one in found if one.start <= cursor.start and cursor.end <= one.end]
    for one in sorted(holding, key=_extent):
        if one != inner and one.start <= inner.start and inner.end <= one.end:
            inner = one
            yield one


def _extent(range_: Range) -> tuple[int, int]:
    lines = range_.end.line - range_.start.line
    return lines, range_.end.column - (range_.start.column if not lines else 0)
