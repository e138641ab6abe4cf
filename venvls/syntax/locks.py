"""Lockfiles: pylock.toml (PEP 751) and those of uv, Poetry and PDM, which are read, never written.

Every locked project is a declaration that pins its version. Sources and files are not looked at.
"""

import tomllib
from collections.abc import Iterator

from packaging.markers import InvalidMarker, Marker
from packaging.pylock import Pylock, PylockValidationError
from packaging.requirements import InvalidRequirement, Requirement

from venvls.model.names import is_project_name, project_name
from venvls.model.requirement import Declaration, SpecifierPart
from venvls.syntax.manifest import Block, Problem
from venvls.syntax.toml import Table, TomlDocument, scan_toml
from venvls.syntax.toml_places import place_of, steps
from venvls.syntax.toml_truth import toml_problems
from venvls.syntax.toml_values import String
from venvls.text import Span

_TABLES = (("packages",), ("package",))


def parse_pylock(text: str) -> Block:
    """Parse a pylock.toml, with what `packaging` finds wrong with it."""
    document = scan_toml(text)
    problems = toml_problems(text, document)
    return _block(text, document, problems or _pylock_problems(text, document))


def parse_lock(text: str) -> Block:
    """Parse the lock of uv, Poetry or PDM. They are written by tools, so nothing is said about them."""
    return _block(text, scan_toml(text), ())


def _block(text: str, document: TomlDocument, problems: tuple[Problem, ...]) -> Block:
    lines = text.count("\n") + text.count("\r") - text.count("\r\n") + 1
    return Block(text, lines, tuple(_declarations(document)), problems=problems)


def _declarations(document: TomlDocument) -> Iterator[Declaration]:
    for table in document.tables:
        if table.path in _TABLES and (declaration := _declaration(table)) is not None:
            yield declaration


def _declaration(table: Table) -> Declaration | None:
    fields = {entry.path: (offset, entry.value) for offset, entry in table.entries()}
    name_offset, name = fields.get(("name",), (0, None))
    if not isinstance(name, String) or not is_project_name(name.value):
        return None
    name_span = name.inner.shifted(name_offset)
    offset, version = fields.get(("version",), (0, None))
    part = None
    if isinstance(version, String):
        place = version.inner.shifted(offset)
        part = SpecifierPart(place, Span(place.start, place.start), place)
    marker = _marker(fields.get(("marker",), (0, None))[1])
    return Declaration(
        name_span,
        requirement=_requirement(name.value, version.value if isinstance(version, String) else None, marker),
        name=project_name(name.value),
        name_span=name_span,
        specifiers=(part,) if part else (),
        specifiers_span=part.span if part else None,
        marker=marker,
    )


def _requirement(name: str, version: str | None, marker: Marker | None) -> Requirement | None:
    try:
        requirement = Requirement(f"{name}=={version}" if version else name)
    except InvalidRequirement:
        return None
    requirement.marker = marker
    return requirement


def _marker(value: object) -> Marker | None:
    if not isinstance(value, String):
        return None
    try:
        return Marker(value.value)
    except InvalidMarker:
        return None


def _pylock_problems(text: str, document: TomlDocument) -> tuple[Problem, ...]:
    try:
        Pylock.from_dict(tomllib.loads(text)).validate()
    except PylockValidationError as error:
        return (_located(document, error),)
    return ()


def _located(document: TomlDocument, error: PylockValidationError) -> Problem:
    """Return the problem at the value that `packaging` names, or at the table that lacks it."""
    message = error.message.partition("\n")[0]
    message = message[:1].lower() + message[1:]
    place = place_of(document, steps(error.context or ""))
    if place is None or not place[1]:
        named = f"{message}: `{error.context}`" if error.context else message
        return Problem("invalid-lock", place[0] if place else _first_place(document), named)
    return Problem("invalid-lock", place[0], message)


def _first_place(document: TomlDocument) -> Span:
    for table in document.tables:
        for offset, entry in table.entries():
            return entry.key_span.shifted(offset)
    return Span(0, 0)
