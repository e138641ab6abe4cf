"""Whether the places of a declaration's parts hold what the parts say.

    wrong_span(declaration, read)  the first part that does not re-slice to its value, as words; else empty

`read` returns what a span's text means where it stands: without continuations in a requirements file,
without escapes in a TOML string.
"""

import shlex
from collections.abc import Callable, Iterator
from contextlib import suppress
from urllib.parse import unquote

from packaging.markers import InvalidMarker, Marker
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, Specifier
from packaging.utils import canonicalize_name

from venvls.model.requirement import Declaration
from venvls.text import Span

Read = Callable[[Span], str]


def wrong_span(declaration: Declaration, read: Read) -> str:
    """Return what is wrong with the places of a declaration that is valid."""
    return next((wrong for check in _CHECKS for wrong in check(declaration, read)), "")


def _whole(declaration: Declaration, read: Read) -> Iterator[str]:
    # A location may be quoted, and pip reads its semicolon in its own way.
    if declaration.requirement is None or declaration.location:
        return
    text = read(declaration.span)
    try:
        if (again := Requirement(text)) != declaration.requirement:
            yield f"the span reads as {again}"
    except InvalidRequirement as error:
        yield f"the span is no requirement: {error}"


def _name(declaration: Declaration, read: Read) -> Iterator[str]:
    if declaration.name is None:
        return
    if declaration.name_span is None:
        yield "the name has no place"
        return
    # An address may have the name encoded or quoted.
    written = unquote(read(declaration.name_span)).replace("\\", "")
    if canonicalize_name(written) != declaration.name:
        yield f"the place of the name {declaration.name!r} holds {written!r}"


def _extras(declaration: Declaration, read: Read) -> Iterator[str]:
    for part in declaration.extras:
        if canonicalize_name(read(part.span)) != part.name:
            yield f"the place of the extra {part.name!r} holds {read(part.span)!r}"
    if declaration.extras:
        if declaration.extras_span is None:
            yield "the extras have no brackets"
        elif not (brackets := read(declaration.extras_span)).startswith("[") or not brackets.endswith("]"):
            yield f"the brackets of the extras are {brackets!r}"


def _specifiers(declaration: Declaration, read: Read) -> Iterator[str]:
    if declaration.location or declaration.requirement is None:
        return
    try:
        parts = {Specifier(read(part.operator) + read(part.version)) for part in declaration.specifiers}
    except InvalidSpecifier as error:
        yield f"a comparison is at the wrong place: {error}"
        return
    if parts != set(declaration.specifier):
        yield f"the places of the comparisons hold {sorted(map(str, parts))}"
    for part in declaration.specifiers:
        written = read(part.operator) + read(part.version)
        if "".join(read(part.span).split()) != written:
            yield f"the parts of {read(part.span)!r} are {written!r}"


def _marker(declaration: Declaration, read: Read) -> Iterator[str]:
    if declaration.marker is None:
        return
    if declaration.marker_span is None:
        yield "the marker has no place"
        return
    written = read(declaration.marker_span)
    try:
        if Marker(written) != declaration.marker:
            yield f"the place of the marker holds {written!r}"
    except InvalidMarker:
        yield f"the place of the marker holds {written!r}, which is none"


def _location(declaration: Declaration, read: Read) -> Iterator[str]:
    # pip itself puts `git+` before a bare `git:`.
    if not declaration.location:
        return
    if declaration.url_span is None:
        yield "the location has no place"
    elif not declaration.location.endswith(_words(read(declaration.url_span))):
        yield f"the place of {declaration.location!r} holds {read(declaration.url_span)!r}"


def _words(text: str) -> tuple[str, ...]:
    """Return the text, and what a shell would make of it: arguments of options may be quoted."""
    for closed in (text, f"{text}'", f'{text}"'):
        with suppress(ValueError):
            return (text, *shlex.split(closed))
    return (text,)


_CHECKS = (_whole, _name, _extras, _specifiers, _marker, _location)
