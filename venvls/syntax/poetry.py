"""Poetry's dependency tables: names as keys, and a version syntax of its own.

Translates `^1.2`, `~1.2`, `1.*` and alternatives with `||` to PEP 440 where that can say the same (Poetry
documentation, "Dependency specification"). What PEP 440 cannot say stays without a `Requirement`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from packaging.markers import InvalidMarker, Marker
from packaging.requirements import InvalidRequirement, Requirement

from venvls.model.names import extra_name, is_project_name, project_name
from venvls.model.requirement import Declaration, ExtraPart, Section, SpecifierPart
from venvls.syntax.manifest import KeyPath
from venvls.syntax.toml import Table
from venvls.syntax.toml_values import Array, Entry, InlineTable, Scalar, String, Value, moved_entry
from venvls.text import Span

_PART = re.compile(r"(\^|~=|~|===|==|!=|<=|>=|<|>)?[ \t]*((?:[^\s,|<>=!~^]|!(?!=))+)")
# What somebody is typing: an operator whose version is to come, or nothing at all.
_BEGUN = re.compile(rf"{_PART.pattern}|(\^|~=|~|===|==|!=|<=|>=|<|>)[ \t]*\Z|\A[ \t]*\Z")
_NUMBERS = re.compile(r"v?(\d+!)?(\d+(?:\.\d+)*)")
_LOCATIONS = ("git", "path", "url", "file")


class _Place(NamedTuple):
    """A dependency: what it is for, its name, and how many keys lead to it."""

    section: Section
    group: str
    name: str
    depth: int


def read_poetry(table: Table) -> Iterator[Declaration]:
    """Yield what a table declares in Poetry's way; several declarations for several constraints.

    A dependency is a key of `dependencies`, of whatever form: `name = "^1"`, `name = { version = "^1" }`,
    `name.version = "^1"`, or a table `[tool.poetry.dependencies.name]`. `python` declares nothing.
    """
    if table.path[:2] != ("tool", "poetry")[: len(table.path)]:
        return
    for leaf in table.leaves():
        place = _place(leaf.path)
        if place is not None and place.depth == len(leaf.path):
            entry = moved_entry(leaf.entry, leaf.offset)
            values = entry.value.items if isinstance(entry.value, Array) else (entry.value,)
            yield from _each(place, entry.path[-1], entry.key_spans[-1], values)
    for place, span, fields in _spread(table):
        yield from _each(place, place.name, span, (fields,))


def pep440(constraint: str) -> str | None:
    """Return the specifier that says what Poetry's `constraint` says, `None` where there is none.

    `^1.2.3` is `>=1.2.3,<2.0.0`; `~1.2` is `>=1.2,<1.3`; a bare version is `==`.
    """
    if "|" in constraint:
        return None
    if constraint.strip() in ("*", ""):
        return ""
    parts = [_translated(match[1] or "", match[2]) for match in _PART.finditer(constraint)]
    return None if None in parts or not parts else ",".join(part for part in parts if part)


def extra_at(text: str, offset: int) -> Span | None:
    """Return what an offset of a table's text touches between the quotes of a dependency's `extras`."""
    table = Table(0, text)
    if table.path[:2] != ("tool", "poetry")[: len(table.path)]:
        return None
    return next((span for span in _places_of_extras(table) if span.touches(offset)), None)


def _places_of_extras(table: Table) -> Iterator[Span]:
    for leaf in table.leaves():
        place = _place(leaf.path)
        if place is not None and leaf.path[place.depth :] == ("extras",) and isinstance(leaf.value, Array):
            yield from (leaf.place(item.inner) for item in leaf.value.items if isinstance(item, String))


def _place(path: KeyPath) -> _Place | None:
    """Return the dependency that a path belongs to, `None` where it belongs to none."""
    match path:
        case ("tool", "poetry", "dependencies", name, *_):
            return _Place(Section.MAIN, "", name, 4)
        case ("tool", "poetry", "dev-dependencies", name, *_):
            return _Place(Section.GROUP, "dev", name, 4)
        case ("tool", "poetry", "group", group, "dependencies", name, *_):
            return _Place(Section.GROUP, group, name, 6)
        case _:
            return None


def _spread(table: Table) -> Iterator[tuple[_Place, Span, InlineTable]]:
    """Yield dependencies whose fields are statements of their own, as if they stood in braces."""
    found: dict[_Place, list[Entry]] = {}
    names: dict[_Place, Span] = {}
    above = table.header.key_spans if table.header else ()
    for offset, entry in table.entries():
        place = _place((*table.path, *entry.path))
        if place is None or not 0 <= (own := place.depth - len(table.path)) < len(entry.path):
            continue
        whole = moved_entry(entry, offset)
        names.setdefault(place, (*above, *whole.key_spans)[place.depth - 1])
        found.setdefault(place, []).append(Entry(whole.path[own:], whole.key_spans[own:], whole.value))
    for place, entries in found.items():
        span = Span(entries[0].key_span.start, max(entry.value.span.end for entry in entries))
        yield place, names[place], InlineTable(tuple(entries), span)


def _each(place: _Place, written: str, name_span: Span, values: Iterable[Value]) -> Iterator[Declaration]:
    if written.lower() != "python" and is_project_name(written):
        yield from (_declaration(place, written, name_span, value) for value in values)


def _declaration(place: _Place, written: str, name_span: Span, value: Value) -> Declaration:
    version = _version(value)
    marker = _marker(value)
    location = _location(value)
    extras = tuple(_extras(value))
    parts = _parts(version) if version else ()
    whole = Span(name_span.start, max(name_span.end, value.span.end))
    if len(name_span) == len(written) + 2:
        # The key is quoted, and the quotes are no part of the name.
        name_span = Span(name_span.start + 1, name_span.end - 1)
    return Declaration(
        whole,
        Section.EXTRA if _is_optional(value) and place.section is Section.MAIN else place.section,
        place.group,
        _requirement(written, extras, version.value if version else "*", marker, location),
        project_name(written),
        name_span,
        extras,
        specifiers=parts,
        specifiers_span=Span(parts[0].span.start, parts[-1].span.end) if parts else None,
        url_span=location.inner if location else None,
        marker_span=_marker_place(value),
        location=location.value if location else "",
        marker=marker,
    )


def _requirement(
    name: str,
    extras: Sequence[ExtraPart],
    constraint: str,
    marker: Marker | None,
    location: String | None,
) -> Requirement | None:
    specifier = pep440(constraint)
    if specifier is None:
        return None
    whole = f"{name}[{','.join(extra.name for extra in extras)}]" if extras else name
    try:
        requirement = Requirement(f"{whole} @ {location.value}" if location else f"{whole}{specifier}")
    except InvalidRequirement:
        return None
    requirement.marker = marker
    return requirement


def _fields(value: Value) -> dict[str, Value]:
    if not isinstance(value, InlineTable):
        return {}
    return {inner.path[0]: inner.value for inner in value.entries if len(inner.path) == 1}


def _is_optional(value: Value) -> bool:
    found = _fields(value).get("optional")
    return isinstance(found, Scalar) and found.text == "true"


def _extras(value: Value) -> Iterator[ExtraPart]:
    found = _fields(value).get("extras")
    for item in found.items if isinstance(found, Array) else ():
        if isinstance(item, String) and is_project_name(item.value):
            yield ExtraPart(extra_name(item.value), item.inner)


def _version(value: Value) -> String | None:
    found = _fields(value).get("version", value)
    return found if isinstance(found, String) else None


def _location(value: Value) -> String | None:
    found = [field for name, field in _fields(value).items() if name in _LOCATIONS]
    return found[0] if found and isinstance(found[0], String) and found[0].value else None


def _marker(value: Value) -> Marker | None:
    fields = _fields(value)
    found = fields.get("markers")
    python = fields.get("python")
    conditions = [f"({found.value})"] if isinstance(found, String) else []
    if isinstance(python, String):
        specifier = pep440(python.value) or ""
        conditions += [
            f"python_version {part[1]} '{part[2]}'"
            for part in (_PART.fullmatch(one) for one in specifier.split(","))
            if part and part[1]
        ]
    try:
        return Marker(" and ".join(conditions)) if conditions else None
    except InvalidMarker:
        return None


def _marker_place(value: Value) -> Span | None:
    found = _fields(value).get("markers")
    return found.inner if isinstance(found, String) and found.places is None else None


def _parts(version: String) -> tuple[SpecifierPart, ...]:
    if version.places is not None:
        return ()
    by = version.inner.start
    return tuple(_part(match, by) for match in _BEGUN.finditer(version.value) if match[2] != "*")


def _part(match: re.Match[str], by: int) -> SpecifierPart:
    operator = match.end(1) if match[1] else match.end(3) if match[3] else match.start()
    version = match.span(2) if match[2] else (match.end(), match.end())
    places = (match.span(), (match.start(), operator), version)
    return SpecifierPart(*(Span(*place).shifted(by) for place in places))


def _translated(operator: str, version: str) -> str | None:
    if operator in ("^", "~"):
        return _range(operator, version)
    if version == "*":
        return "" if not operator else None
    if operator == "===":
        # Poetry knows no such operator.
        return None
    if operator in ("", "==", "!="):
        return f"{operator or '=='}{version}"
    # Poetry reads past what PEP 440 refuses in an ordered comparison.
    version = version.partition("+")[0].removesuffix(".*")
    if operator == "~=" and version.isdigit():
        return _range("~", version)
    return f"{operator}{version}"


def _range(operator: str, version: str) -> str | None:
    match = _NUMBERS.match(version)
    if match is None:
        return None
    numbers = [int(number) for number in match[2].split(".")]
    if operator == "^":
        # A fourth number is never the one that breaks.
        first = numbers[:3]
        kept = next((index for index, number in enumerate(first) if number), len(first) - 1)
    else:
        kept = min(1, len(numbers) - 1)
    upper = [*numbers[:kept], numbers[kept] + 1]
    return f">={version.partition('+')[0]},<{match[1] or ''}{'.'.join(map(str, upper))}"
