"""The common shape of a requirement, `name[extras] comparisons ; marker`, read in one look.

Nearly every line has it. Its value is put together from parts that `packaging` reads, `SpecifierSet` and
`Marker`, and equals what `packaging.Requirement` makes of the whole; what does not fit is left to that.
"""

import re
from functools import lru_cache

from packaging.markers import InvalidMarker, Marker
from packaging.requirements import Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet

from venvls.model.names import extra_name, project_name
from venvls.model.requirement import Declaration, ExtraPart, Section, SpecifierPart
from venvls.syntax.limits import unreadable
from venvls.text import Span

_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_VERSION = r"[A-Za-z0-9.*+!_-]+"
_OPERATOR = r"(?:[~=!<>]=|[<>])"
# One for all the lines that name none: an empty set takes as much memory as all else of a requirement.
_NO_EXTRAS: set[str] = set()
_PLAIN = re.compile(
    rf"({_NAME})[ \t]*(\[[ \t]*{_NAME}[ \t]*(?:,[ \t]*{_NAME}[ \t]*)*\])?[ \t]*"
    rf"({_OPERATOR}[ \t]*{_VERSION}(?:[ \t]*,[ \t]*{_OPERATOR}[ \t]*{_VERSION})*)?[ \t]*(?:;[ \t]*(.+))?",
    re.ASCII,
)
_EXTRA = re.compile(_NAME)
_COMPARISON = re.compile(rf"({_OPERATOR})[ \t]*({_VERSION})")


def read_plain(text: str, start: int, end: int, section: Section, group: str) -> Declaration | None:
    """Read `text[start:end]`, `None` where it has not the common shape or is not valid."""
    match = _PLAIN.fullmatch(text, start, end)
    if match is None or unreadable(text, start, end) is not None:
        return None
    name, extras, comparisons, condition = match.groups()
    try:
        specifier = _specifier(comparisons or "")
        marker = None if condition is None else _marker(condition)
    except (InvalidSpecifier, InvalidMarker):
        return None
    parts = _extras(text, *match.span(2)) if extras else ()
    normal = project_name(name)
    requirement = Requirement.__new__(Requirement)
    requirement.name = normal if normal == name else name
    requirement.url = None
    requirement.extras = {part.span.of(text) for part in parts} if parts else _NO_EXTRAS
    requirement.specifier = specifier
    requirement.marker = marker
    return Declaration(
        _span(start, end),
        section,
        group,
        requirement,
        normal,
        _span(*match.span(1)),
        parts,
        _span(*match.span(2)) if extras else None,
        _specifiers(text, *match.span(3)) if comparisons else (),
        _span(*match.span(3)) if comparisons else None,
        None,
        _span(*match.span(4)) if condition is not None else None,
        marker=marker,
    )


# Lines of one file have their parts at the same few columns, and their comparisons and markers repeat:
# sharing them keeps a large file small, and the collector has less to look at. A set of comparisons is seven
# objects, a third of a line's memory; nobody sets `prereleases` on one.
_span = lru_cache(maxsize=16_384)(Span)
_specifier = lru_cache(maxsize=1_024)(SpecifierSet)
_marker = lru_cache(maxsize=1_024)(Marker)


@lru_cache(maxsize=16_384)
def _part(start: int, operator_end: int, version_start: int, end: int) -> SpecifierPart:
    return SpecifierPart(_span(start, end), _span(start, operator_end), _span(version_start, end))


def _specifiers(text: str, start: int, end: int) -> tuple[SpecifierPart, ...]:
    return tuple([_part(*match.span(1), *match.span(2)) for match in _COMPARISON.finditer(text, start, end)])


def _extras(text: str, start: int, end: int) -> tuple[ExtraPart, ...]:
    return tuple(
        [ExtraPart(extra_name(match[0]), _span(*match.span())) for match in _EXTRA.finditer(text, start, end)]
    )
