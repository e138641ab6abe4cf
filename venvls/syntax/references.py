"""Requirements without a name of their own: bare URLs, paths, archives, and what `-e` takes.

pip tells a path from a name by the text and, in doubt, by the disk. This module has only the text: what
looks like a path is one, whether or not it exists.
"""

import re
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import unquote

from packaging.markers import InvalidMarker, Marker
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import InvalidWheelFilename, parse_wheel_filename

from venvls.model.names import ProjectName, extra_name, is_project_name, project_name
from venvls.model.requirement import Declaration, ExtraPart, Section
from venvls.syntax.limits import unreadable
from venvls.syntax.manifest import Problem
from venvls.syntax.places import Places, placed_declaration, placed_problem
from venvls.syntax.plain_requirement import read_plain
from venvls.syntax.reference_problems import (
    HOST,
    editable_problem,
    egg_problem,
    extras_problem,
    host_problem,
    path_problem,
    unknown_scheme,
)
from venvls.syntax.requirement import Reading, read_requirement
from venvls.syntax.requirement_problems import marker_problem, problem
from venvls.syntax.schemes import ADDRESS, is_url
from venvls.text import Span

_BARE_VCS = re.compile(r"(bzr|git|hg|svn):", re.IGNORECASE)
_DIRECT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*[ \t]*(?:\[[^\]]*\])?[ \t]*@")
_ARBITRARY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*[ \t]*(?:\[[^\]]*\])?[ \t]*===")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_ARCHIVE = re.compile(
    r"\.(?:zip|whl|tar\.(?:bz2|gz|xz|lz|lzma)|tbz|tgz|tar|txz|tlz)\Z",
    re.IGNORECASE,
)
_EXTRA = re.compile(r"[^\s,]+")
_EGG = re.compile(r"[#&]egg=([^&]*)")
_WITH_HOST = re.compile(rf"{ADDRESS.pattern}{HOST.pattern}")
_LAST_OF_URL = re.compile(r"[^/#?]+(?=/*(?:[#?]|\Z))")
_LAST_OF_PATH = re.compile(r"[^/\\]+\Z")


class _Origin(NamedTuple):
    """The project that a location says it holds, with its extras, or why it says nothing readable."""

    name: ProjectName | None = None
    span: Span | None = None
    problem: Problem | None = None


class _Brackets(NamedTuple):
    """Extras in brackets at the end of a text: where what stands before them ends, and where they open."""

    before: int
    opening: int


def read_entry(text: str, start: int, end: int, section: Section) -> Reading:
    """Read what stands before the options of a line: a requirement, a URL or a path."""
    plain = read_plain(text, start, end, section, "")
    if plain is not None and not (plain.name_span and _ARCHIVE.search(text, start, plain.name_span.end)):
        return Reading(plain)
    if is_url(text, start, end):
        return _located(text, start, *_split_marker(text, start, end, "; "), section)
    before, semicolon = _split_marker(text, start, end, ";")[:2]
    address = ADDRESS.match(text, start, before)
    if address and not is_archive(text[start:before]):
        reading = _located(text, start, before, semicolon, end, section)
        return Reading(reading.declaration, (unknown_scheme(address),))
    if _is_path(text[start:before]):
        return _located(text, start, before, semicolon, end, section)
    if semicolon >= 0 and _splits_differently(text, start, semicolon, end):
        return _checked(text, _split(text, start, before, semicolon, end, section))
    return _checked(text, read_requirement(text, start, end, section=section))


def read_editable(text: str, start: int, end: int, section: Section) -> Reading:
    """Read the argument of `-e`: a version control URL, a path, or `name @ url`."""
    is_direct = _DIRECT.match(text, start, end) is not None
    vcs = None if is_direct else _BARE_VCS.match(text, start, end)
    if is_direct:
        reading = _checked(text, read_requirement(text, start, end, section=section))
    elif vcs and unreadable(text, start, end) is None:
        reading = _bare_vcs(text, start, end, vcs[1].lower(), section)
    else:
        reading = _located(text, start, end, -1, end, section, editable=True)
    declaration = replace(reading.declaration, editable=True)
    wrong = editable_problem(declaration, may_be_path=not is_direct and not vcs)
    return Reading(declaration, reading.problems or ((wrong,) if wrong else ()))


def _is_path(written: str) -> bool:
    if _DIRECT.match(written):
        return False
    if is_archive(written):
        # With an `@` it is a path only where what stands before that looks like one.
        return "@" not in written or _looks_like_path(written[: written.index("@")])
    return _looks_like_path(written) and not _ARBITRARY.match(written)


def is_archive(written: str) -> bool:
    """Tell whether a path is that of an archive or wheel, by its name."""
    extras = _extras_at_end(written)
    return _ARCHIVE.search(written[: extras.before] if extras else written) is not None


def _extras_at_end(written: str) -> _Brackets | None:
    """Find the extras behind a path. A pattern would look at each of many brackets again and again."""
    opening = written.rfind("[", 0, -2)
    before = len(written[: max(opening, 0)].rstrip(" \t"))
    if not written.endswith("]") or "]" in written[opening:-1] or not before or written[before - 1].isspace():
        return None
    return _Brackets(before, opening)


def _looks_like_path(written: str) -> bool:
    return written.startswith(".") or "/" in written or _DRIVE.match(written) is not None


def _splits_differently(text: str, start: int, semicolon: int, end: int) -> bool:
    """Tell whether pip may read another marker than PEP 508: it takes the first semicolon, in a URL too."""
    return "@" in text[start:semicolon] or not text[semicolon + 1 : end].strip()


def _split(text: str, start: int, before: int, semicolon: int, end: int, section: Section) -> Reading:
    """Read `name @ url;marker`, and a semicolon that nothing follows, as pip does."""
    if start == before:
        return read_requirement(text, start, end, section=section)
    declaration, problems = read_requirement(text, start, before, section=section)
    marker, span, wrong = _marker(text, semicolon, end)
    if declaration.requirement is not None:
        declaration.requirement.marker = marker
    extent = declaration.span if marker is None else Span(start, end)
    declaration = replace(declaration, span=extent, marker=marker, marker_span=span)
    return Reading(declaration, (*problems, *([wrong] if wrong else ())))


def _split_marker(text: str, start: int, end: int, separator: str) -> tuple[int, int, int]:
    """Return where the part before the marker ends, where the semicolon is (or -1), and `end`."""
    semicolon = text.find(separator, start, end)
    before = end if semicolon < 0 else semicolon
    return start + len(text[start:before].rstrip()), semicolon, end


def _located(
    text: str, start: int, before: int, semicolon: int, end: int, section: Section, *, editable: bool = False
) -> Reading:
    """Read a URL or path that ends at `before`, with the marker after `semicolon` if that is not -1."""
    if (reason := unreadable(text, start, end)) is not None:
        return Reading(Declaration(Span(start, end), section), (problem(Span(start, end), reason),))
    # Brackets in a URL are its own, but for a folder that is installed in place.
    local = editable and text[start:before].lower().startswith("file:")
    remote = is_url(text, start, before) and not local
    extras = None if remote else _extras_at_end(text[start:before])
    stop = start + extras.before if extras else before
    marker, marker_span, wrong = _marker(text, semicolon, end)
    origin = _origin(text, start, stop, editable=editable)
    brackets = Span(start + extras.opening, before) if extras else None
    parts = _extras(text, brackets.start + 1, brackets.end - 1) if brackets else ()
    declaration = Declaration(
        Span(start, end),
        section,
        requirement=_requirement(text[start:stop], origin.name, parts, marker),
        name=origin.name,
        name_span=origin.span,
        extras=parts,
        extras_span=brackets,
        url_span=Span(start, stop),
        marker_span=marker_span,
        location=text[start:stop],
        marker=marker,
    )
    place = host_problem(text, start, stop) if remote else path_problem(text, start, stop)
    found = (origin.problem, place, extras_problem(text, declaration.extras_span), wrong)
    return Reading(declaration, tuple(one for one in found if one))


def _bare_vcs(text: str, start: int, end: int, vcs: str, section: Section) -> Reading:
    """Read `git://...`, which pip takes for `git+git://...` after `-e` and nowhere else."""
    prefix = f"{vcs}+"
    value = prefix + text[start:end]
    before = (start,) * len(prefix)
    places = Places((*before, *range(start, end + 1)), (*before, *range(start + 1, end + 1)))
    reading = _located(value, 0, len(value), -1, len(value), section, editable=True)
    return Reading(
        placed_declaration(reading.declaration, places),
        tuple(placed_problem(one, places) for one in reading.problems),
    )


def _marker(text: str, semicolon: int, end: int) -> tuple[Marker | None, Span | None, Problem | None]:
    if semicolon < 0:
        return None, None, None
    written = text[semicolon + 1 : end]
    start = semicolon + 1 + len(written) - len(written.lstrip())
    span = Span(min(start, end), end)
    if not written.strip():
        # pip takes an empty marker after a URL or path for none.
        return None, span, None
    try:
        return Marker(span.of(text)), span, None
    except InvalidMarker:
        return None, span, marker_problem(text, span)


def _origin(text: str, start: int, end: int, *, editable: bool) -> _Origin:
    remote = is_url(text, start, end)
    egg = _EGG.search(text, start, end) if remote else None
    if egg and (wrong := egg_problem(egg)):
        return _Origin(problem=wrong)
    host = _WITH_HOST.match(text, start, end) if remote else None
    last = _LAST_OF_URL if remote else _LAST_OF_PATH
    file_name = last.search(text, host.end() if host else start, end)
    if file_name and file_name[0].lower().endswith(".whl") and not editable:
        return _wheel_origin(file_name, unquote(file_name[0]) if remote else file_name[0])
    return _Origin(project_name(egg[1]), Span(*egg.span(1))) if egg else _Origin()


def _wheel_origin(file_name: re.Match[str], decoded: str) -> _Origin:
    span = Span(*file_name.span())
    try:
        name = parse_wheel_filename(decoded)[0]
    except (InvalidWheelFilename, ValueError):
        name = None
    if name is None or not is_project_name(name):
        expected = "expected the file name of a wheel: `name-1.0-py3-none-any.whl`"
        return _Origin(problem=problem(span, expected))
    return _Origin(project_name(name), Span(span.start, span.start + file_name[0].index("-")))


def _checked(text: str, reading: Reading) -> Reading:
    """Add what installers find wrong with the URL of `name @ url`, which is a valid requirement."""
    url = reading.declaration.url_span
    if url is None or reading.problems:
        return reading
    egg = _EGG.search(text, url.start, url.end)
    wrong = host_problem(text, url.start, url.end) or (egg_problem(egg) if egg else None)
    return Reading(reading.declaration, (wrong,)) if wrong else reading


def _requirement(
    location: str, name: ProjectName | None, extras: tuple[ExtraPart, ...], marker: Marker | None
) -> Requirement | None:
    if name is None:
        return None
    written = f"[{','.join(part.name for part in extras)}]" if extras else ""
    try:
        requirement = Requirement(f"{name}{written} @ {location}")
    except InvalidRequirement:
        return None
    requirement.marker = marker
    return requirement


def _extras(text: str, start: int, end: int) -> tuple[ExtraPart, ...]:
    return tuple(
        ExtraPart(extra_name(match[0]), Span(*match.span())) for match in _EXTRA.finditer(text, start, end)
    )
