"""A dependency specifier (PEP 508) with the place of each part, complete or half typed.

`packaging.Requirement` decides what is valid and what it means; the scanner here only finds places,
and it finds them in broken text too. Does not know what kind of file the text stands in.
"""

import re
from typing import NamedTuple

from packaging.requirements import InvalidRequirement, Requirement

from venvls.model.names import extra_name, project_name
from venvls.model.requirement import Declaration, ExtraPart, Section, SpecifierPart
from venvls.syntax.limits import unreadable
from venvls.syntax.manifest import Problem
from venvls.syntax.plain_requirement import read_plain
from venvls.syntax.requirement_problems import explained
from venvls.text import Span

_HEAD = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)?[ \t]*(\[[A-Za-z0-9._, \t-]*\]?)?[ \t]*([@;(]?)")
_EXTRA = re.compile(r"[A-Za-z0-9._-]+")
_URL = re.compile(r"[ \t]*([^ \t]*)")
# The version of an arbitrary equality may hold operators (PEP 440, "Arbitrary equality"), and any other an
# epoch with its `!`. A comma ends both.
_COMPARISON = re.compile(r"(?:(===)\s*([^\s,;)]*)|(~=|==|!=|<=|>=|[<>=~!])\s*((?:[^\s,;()<>=!~]|!(?!=))*))")


class Reading(NamedTuple):
    """A declaration and what is wrong with it."""

    declaration: Declaration
    problems: tuple[Problem, ...] = ()


class _Parts(NamedTuple):
    """Places of the parts; offsets are -1 where a part is missing."""

    url: tuple[int, int]
    specifiers: tuple[SpecifierPart, ...]
    marker: tuple[int, int]


def read_requirement(
    text: str, start: int, end: int, *, section: Section = Section.MAIN, group: str = ""
) -> Reading:
    """Read the specifier that is `text[start:end]`; spans are offsets into `text`.

    The extent must not be empty and must begin and end with a character that is no white space.
    """
    if (plain := read_plain(text, start, end, section, group)) is not None:
        return Reading(plain)
    requirement, problems = _truth(text, start, end)
    head = _HEAD.match(text, start, end)
    assert head is not None  # Every part of the pattern is optional.
    written, brackets, lead = head.groups()
    parts = _parts(text, head.end() - len(lead), end, lead)
    url, marker = parts.url, parts.marker
    declaration = Declaration(
        Span(start, end),
        section,
        group,
        requirement,
        project_name(written) if written else None,
        Span(start, start + len(written)) if written else None,
        _extras(text, head.start(2), head.end(2)) if brackets else (),
        Span(head.start(2), head.end(2)) if brackets else None,
        parts.specifiers,
        Span(parts.specifiers[0].span.start, parts.specifiers[-1].span.end) if parts.specifiers else None,
        Span(*url) if url[0] >= 0 else None,
        Span(*marker) if marker[0] >= 0 else None,
        location=text[url[0] : url[1]] if url[0] >= 0 else "",
        marker=requirement.marker if requirement else None,
    )
    if requirement is None and not problems:
        problems = (explained(text, declaration),)
    return Reading(declaration, problems)


def _truth(text: str, start: int, end: int) -> tuple[Requirement | None, tuple[Problem, ...]]:
    if (reason := unreadable(text, start, end)) is not None:
        return None, (Problem("invalid-requirement", Span(start, end), reason),)
    try:
        return Requirement(text[start:end]), ()
    except InvalidRequirement:
        return None, ()


def _parts(text: str, position: int, end: int, lead: str) -> _Parts:
    """Find what follows name and extras: `@ url ; marker` or `(comparisons) ; marker`."""
    if lead == "@":
        address = _URL.match(text, position + 1, end)
        assert address is not None  # The pattern matches the empty string.
        return _Parts(address.span(1), (), _marker(text, text.find(";", address.end(), end), end))
    semicolon = position if lead == ";" else text.find(";", position, end)
    stop = end if semicolon < 0 else semicolon
    comparisons = tuple([_comparison(match) for match in _COMPARISON.finditer(text, position, stop)])
    return _Parts((-1, -1), comparisons, _marker(text, semicolon, end))


def _marker(text: str, semicolon: int, end: int) -> tuple[int, int]:
    if semicolon < 0:
        return (-1, -1)
    start = semicolon + 1
    while start < end and text[start] in " \t":
        start += 1
    return (start, end)


def _comparison(match: re.Match[str]) -> SpecifierPart:
    group = 1 if match.lastindex == 2 else 3
    return SpecifierPart(Span(*match.span()), Span(*match.span(group)), Span(*match.span(group + 1)))


def _extras(text: str, start: int, end: int) -> tuple[ExtraPart, ...]:
    return tuple(
        ExtraPart(extra_name(match[0]), Span(*match.span())) for match in _EXTRA.finditer(text, start, end)
    )
