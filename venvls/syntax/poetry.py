"""Poetry's dependency tables: names as keys, and a version syntax of its own.

Translates `^1.2`, `~1.2`, `1.*` and alternatives with `||` to PEP 440 where that can say the same (Poetry
documentation, "Dependency specification"). What PEP 440 cannot say stays without a `Requirement`.
"""

import re
from collections.abc import Sequence

from packaging.markers import InvalidMarker, Marker
from packaging.requirements import InvalidRequirement, Requirement

from venvls.model.names import is_project_name, project_name
from venvls.model.requirement import Declaration, Section, SpecifierPart
from venvls.syntax.toml_values import Array, Entry, InlineTable, String, Value
from venvls.text import Span

_PART = re.compile(r"(\^|~=|~|===|==|!=|<=|>=|<|>)?[ \t]*([^\s,|<>=!~^]+)")
_NUMBERS = re.compile(r"v?(\d+(?:\.\d+)*)")
_LOCATIONS = ("git", "path", "url", "file")


def read_poetry(entry: Entry, offset: int, section: Section, group: str = "") -> tuple[Declaration, ...]:
    """Read `name = ...`; several declarations for several constraints. `python` declares nothing."""
    written = entry.path[-1]
    if written.lower() == "python" or not is_project_name(written):
        return ()
    values = entry.value.items if isinstance(entry.value, Array) else (entry.value,)
    return tuple(_declaration(entry, value, offset, section, group) for value in values)


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


def poetry_entries(requirements: Sequence[str]) -> list[tuple[str, str]] | None:
    """Return requirements as keys and versions, `None` if one says more than a name and versions."""
    found = []
    for written in requirements:
        try:
            requirement = Requirement(written)
        except InvalidRequirement:
            return None
        if requirement.extras or requirement.marker or requirement.url:
            return None
        found.append((requirement.name, str(requirement.specifier) or "*"))
    return found


def _declaration(entry: Entry, value: Value, offset: int, section: Section, group: str) -> Declaration:
    written = entry.path[-1]
    name_span = entry.key_spans[-1].shifted(offset)
    version = _version(value)
    marker = _marker(value)
    location = _location(value)
    span = Span(entry.key_spans[0].start, max(entry.key_span.end, value.span.end)).shifted(offset)
    parts = _parts(version, offset) if version else ()
    return Declaration(
        span,
        section,
        group,
        _requirement(written, version.value if version else "*", marker, location),
        project_name(written),
        name_span,
        specifiers=parts,
        specifiers_span=Span(parts[0].span.start, parts[-1].span.end) if parts else None,
        url_span=location.inner.shifted(offset) if location else None,
        location=location.value if location else "",
        marker=marker,
    )


def _requirement(
    name: str, constraint: str, marker: Marker | None, location: String | None
) -> Requirement | None:
    specifier = pep440(constraint)
    if specifier is None:
        return None
    try:
        requirement = Requirement(f"{name} @ {location.value}" if location else f"{name}{specifier}")
    except InvalidRequirement:
        return None
    requirement.marker = marker
    return requirement


def _fields(value: Value) -> dict[str, Value]:
    if not isinstance(value, InlineTable):
        return {}
    return {inner.path[0]: inner.value for inner in value.entries if len(inner.path) == 1}


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


def _parts(version: String, offset: int) -> tuple[SpecifierPart, ...]:
    if version.places is not None:
        return ()
    by = offset + version.inner.start
    return tuple(
        SpecifierPart(
            Span(*match.span()).shifted(by),
            Span(match.start(), match.end(1) if match[1] else match.start()).shifted(by),
            Span(*match.span(2)).shifted(by),
        )
        for match in _PART.finditer(version.value)
        if match[2] != "*"
    )


def _translated(operator: str, version: str) -> str | None:
    if operator in ("^", "~"):
        return _range(operator, version)
    if version == "*":
        return "" if not operator else None
    if not operator:
        return f"=={version}"
    if version.endswith(".*") and operator in (">=", "<"):
        return f"{operator}{version[:-2]}"
    return f"{operator}{version}"


def _range(operator: str, version: str) -> str | None:
    match = _NUMBERS.match(version)
    if match is None:
        return None
    numbers = [int(number) for number in match[1].split(".")]
    if operator == "^":
        kept = next((index for index, number in enumerate(numbers) if number), len(numbers) - 1)
    else:
        kept = min(1, len(numbers) - 1)
    upper = [*numbers[:kept], numbers[kept] + 1]
    return f">={version},<{'.'.join(map(str, upper))}"
