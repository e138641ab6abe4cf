"""Formatting: the blanks between the parts of requirements, and nothing else.

    Requests [ socks,security ] >= 2 , < 3 ;python_version>"3"   # why
    Requests[socks,security]>=2,<3; python_version>"3"  # why

Names, versions, markers, comments, hashes, continuations, the order of lines: all of it stays. What
is formatted once is not changed again.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from venvls.analysis.snapshot import Snapshot
from venvls.analysis.walking import LINE_BY_LINE, declared
from venvls.model.names import Uri
from venvls.model.requirement import Declaration
from venvls.syntax.manifest import Manifest
from venvls.text import Position, Range, Span, Text, TextEdit

_BLANKS = " \t"
_COMMENT = re.compile(r"(?<=\S)([ \t]+)#")


class _Gap(NamedTuple):
    """The text between two parts: `mark` with blanks around it becomes `wanted`."""

    start: int
    end: int
    mark: str
    wanted: str


def formatted(snapshot: Snapshot, uri: Uri) -> tuple[TextEdit, ...]:
    """Return the edits that format a manifest; they do not overlap."""
    document = snapshot.documents.get(uri)
    if document is None or document.manifest is None:
        return ()
    edits = [*_parts(document.manifest)]
    if document.manifest.kind in LINE_BY_LINE:
        edits += _lines(document.manifest, document.text)
    return tuple(sorted(edits, key=lambda edit: edit.range))


def _parts(manifest: Manifest) -> Iterator[TextEdit]:
    for one in declared(manifest):
        # The argument of an option ends at the first blank, so none may come into it.
        if one.declaration.requirement is None or one.declaration.editable:
            continue
        text = one.block.text
        for start, end, mark, wanted in _gaps(one.declaration):
            written = text[start:end]
            # Only blanks may go: a continuation or a parenthesis in between stays as it is. And a `#` behind
            # a blank would begin a comment.
            becomes_comment = wanted.endswith(" ") and text.startswith("#", end)
            if written != wanted and written.strip(_BLANKS) == mark and not becomes_comment:
                yield TextEdit(manifest.range(one.index, Span(start, end)), wanted)


def _gaps(declaration: Declaration) -> Iterator[_Gap]:
    name, extras, url = declaration.name_span, declaration.extras_span, declaration.url_span
    if name is None or (url is not None and url.start <= name.start):
        return
    head = extras.end if extras else name.end
    if extras:
        yield _Gap(name.end, extras.start, "", "")
        yield from _between_extras(declaration, extras)
    if url is not None:
        yield _Gap(head, url.start, "@", " @ ")
    elif declaration.specifiers_span is not None:
        yield _Gap(head, declaration.specifiers_span.start, "", "")
        yield from _between_comparisons(declaration)
    if declaration.marker_span is not None and len(declaration.marker_span):
        last = url or declaration.specifiers_span
        # After an address the semicolon needs a blank before it, or it would belong to the address.
        wanted = " ; " if url else "; "
        yield _Gap(last.end if last else head, declaration.marker_span.start, ";", wanted)


def _between_extras(declaration: Declaration, brackets: Span) -> Iterator[_Gap]:
    spans = [extra.span for extra in declaration.extras]
    if not spans:
        return
    yield _Gap(brackets.start + 1, spans[0].start, "", "")
    for before, after in pairwise(spans):
        yield _Gap(before.end, after.start, ",", ",")
    yield _Gap(spans[-1].end, brackets.end - 1, "", "")


def _between_comparisons(declaration: Declaration) -> Iterator[_Gap]:
    parts = declaration.specifiers
    for part in parts:
        yield _Gap(part.operator.end, part.version.start, "", "")
    for before, after in pairwise(parts):
        # To `packaging` the version after `===` goes on up to a blank, so the one behind it stays.
        if len(before.operator) < len("==="):
            yield _Gap(before.span.end, after.span.start, ",", ",")


def _lines(manifest: Manifest, text: Text) -> Iterator[TextEdit]:
    for block, first in zip(manifest.blocks, manifest.starts, strict=True):
        for line in range(first, first + block.lines):
            content = text.content(line)
            # The blanks of a continued line may be part of what is continued.
            if not content.endswith("\\"):
                yield from _line(line, content)
    yield from _end(text)


def _line(line: int, content: str) -> Iterator[TextEdit]:
    bare = content.rstrip()
    if bare.endswith("\\"):
        # Without the blanks after it, it would continue the line.
        return
    if bare != content:
        yield _edit(line, len(bare), len(content), "")
    comment = _COMMENT.search(bare)
    if comment and comment[1] != "  " and not bare.lstrip().startswith("#"):
        yield _edit(line, *comment.span(1), "  ")


def _end(text: Text) -> Iterable[TextEdit]:
    lines = [content.strip() for content in map(text.content, range(len(text.lines)))]
    last = next((number for number in reversed(range(len(lines))) if lines[number]), None)
    if last is None:
        return
    end = len(text.content(last).rstrip())
    # The blanks behind the last line were taken away already.
    after = Position(last, len(text.content(last)))
    if last == len(lines) - 1 and not text.content(last).endswith("\\"):
        yield TextEdit(Range(after, after), "\n")
    elif last < len(lines) - 2 and end:
        yield TextEdit(Range(Position(last + 1, 0), text.end), "")


def _edit(line: int, start: int, end: int, text: str) -> TextEdit:
    return TextEdit(Range(Position(line, start), Position(line, end)), text)
