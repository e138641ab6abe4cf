"""What a cursor stands in: the one token that a completion would replace.

The spans of the parser decide. A half-typed requirement has spans as far as it got, and where a
token has not begun the span is empty. Does not know what could be proposed.
"""

from dataclasses import dataclass
from typing import TypeAlias

from venvls.model.requirement import Declaration
from venvls.syntax.manifest import Block
from venvls.syntax.poetry import extra_at
from venvls.text import Span

# Operators that are none yet: one more character is needed before a version makes sense.
_UNFINISHED = frozenset({"=", "!", "~"})


@dataclass(frozen=True, slots=True)
class AtName:
    """In the name of a project; without a declaration where a requirement could begin."""

    span: Span
    declaration: Declaration | None = None


@dataclass(frozen=True, slots=True)
class AtExtra:
    """Between the brackets."""

    span: Span
    declaration: Declaration


@dataclass(frozen=True, slots=True)
class AtOperator:
    """Where a comparison begins."""

    span: Span
    declaration: Declaration


@dataclass(frozen=True, slots=True)
class AtVersion:
    """After an operator. `part` is the index of the comparison among the declaration's."""

    span: Span
    declaration: Declaration
    part: int


@dataclass(frozen=True, slots=True)
class AtMarker:
    """After the semicolon. `span` is everything of the marker."""

    span: Span
    declaration: Declaration


@dataclass(frozen=True, slots=True)
class AtAddress:
    """After the `@` of a direct reference."""

    span: Span
    declaration: Declaration


Cursor: TypeAlias = AtName | AtExtra | AtOperator | AtVersion | AtMarker | AtAddress


def cursor_at(block: Block, offset: int, *, line_by_line: bool) -> Cursor | None:
    """Return what stands at an offset of a block's text, `None` where nothing is to be completed.

    `line_by_line` says that a requirement can begin on any line, as in a requirements file.
    """
    for declaration in block.declarations:
        if declaration.span.start <= offset and _reaches(block.text, _end(declaration), offset):
            return _in_declaration(block.text, declaration, offset)
    if line_by_line and _nothing_around(block.text, offset):
        return AtName(Span(offset, offset))
    return None


def poetry_extra_at(block: Block, offset: int) -> AtExtra | None:
    """Return what stands at an offset of a table of Poetry's, if that is one of the `extras` of a project."""
    holding = (one for one in block.declarations if one.span.start <= offset <= one.span.end)
    declaration = next(holding, None)
    span = extra_at(block.text, offset) if declaration is not None else None
    return AtExtra(span, declaration) if declaration is not None and span is not None else None


def _nothing_around(text: str, offset: int) -> bool:
    """Tell whether a line is empty but for blanks, so that a requirement could begin at the cursor."""
    line = text[text.rfind("\n", 0, offset) + 1 :].partition("\n")[0]
    return not line.strip()


def _end(declaration: Declaration) -> int:
    """Return where a declaration ends, the places of an address or marker to come included."""
    parts = (declaration.span, declaration.url_span, declaration.marker_span)
    return max(part.end for part in parts if part is not None)


def _reaches(text: str, end: int, offset: int) -> bool:
    """Tell whether only blanks lie between the end of a declaration and the cursor."""
    return offset <= end or not text[end:offset].strip(" \t")


def _in_declaration(text: str, declaration: Declaration, offset: int) -> Cursor | None:
    # A part that has not begun has an empty span, and that is false.
    marker, address = declaration.marker_span, declaration.url_span
    if marker is not None and offset >= marker.start and _reaches(text, marker.end, offset):
        return AtMarker(marker, declaration)
    if address is not None and offset >= address.start:
        span = address if len(address) else Span(offset, offset)
        return AtAddress(span, declaration) if span.touches(offset) else None
    if not len(declaration.span):
        return AtName(declaration.span)
    if declaration.name_span is not None and declaration.name_span.touches(offset):
        return AtName(declaration.name_span, declaration)
    if declaration.extras_span is not None and _inside_brackets(text, declaration.extras_span, offset):
        return AtExtra(_extra(declaration, offset), declaration)
    return _in_specifiers(text, declaration, offset)


def _inside_brackets(text: str, span: Span, offset: int) -> bool:
    closed = span.of(text).endswith("]")
    return span.start < offset and (offset < span.end or not closed)


def _extra(declaration: Declaration, offset: int) -> Span:
    return next(
        (extra.span for extra in declaration.extras if extra.span.touches(offset)), Span(offset, offset)
    )


def _in_specifiers(text: str, declaration: Declaration, offset: int) -> Cursor | None:
    for index, part in enumerate(declaration.specifiers):
        if part.operator.start <= offset < part.operator.end:
            return AtOperator(part.operator, declaration)
        if offset == part.operator.end and part.operator.of(text) in _UNFINISHED:
            return AtOperator(part.operator, declaration)
        if part.version.start == part.version.end and _reaches(text, part.operator.end, offset):
            return AtVersion(Span(offset, offset), declaration, index)
        if part.operator.end <= offset <= part.version.end:
            return AtVersion(part.version, declaration, index)
    return _between(text, declaration, offset)


def _between(text: str, declaration: Declaration, offset: int) -> Cursor | None:
    """Offer a comparison after the name, the brackets, an opening parenthesis or a comma."""
    before = text[declaration.span.start : offset].rstrip(" \t")
    begun = declaration.extras_span or declaration.name_span
    follows_name = begun is not None and len(before) + declaration.span.start == begun.end
    if follows_name or before.endswith((",", "(")):
        return AtOperator(Span(offset, offset), declaration)
    return None
