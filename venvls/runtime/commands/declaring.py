"""Puts a requirement into a manifest, through the editor, so that undo takes it back.

What stands there already is left as it is, and what cannot stand there is told.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import InvalidRequirement, Requirement

from venvls.model.names import ExtraName, GroupName, Uri, extra_name, group_name, project_name
from venvls.model.requirement import Declaration, Section
from venvls.runtime.files import read_text
from venvls.runtime.uris import path_of
from venvls.syntax.insertion import insertion
from venvls.syntax.kinds import is_python, kind_of
from venvls.syntax.manifest import Manifest, ManifestKind
from venvls.syntax.parsing import parse_manifest
from venvls.syntax.project_table import project_table
from venvls.syntax.script import find_script
from venvls.text import Text

if TYPE_CHECKING:
    from venvls.runtime.engine import Engine

_LINES = frozenset({ManifestKind.REQUIREMENTS, ManifestKind.CONSTRAINTS})
_MANIFESTS = _LINES | {ManifestKind.PYPROJECT, ManifestKind.SCRIPT}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where something is added: a manifest as it stands, and one of its groups or extras."""

    uri: Uri
    name: str
    manifest: Manifest
    text: Text
    group: GroupName | None
    extra: ExtraName | None


async def declare(
    engine: "Engine",
    uri: Uri,
    requirements: Sequence[str],
    group: str | None = None,
    extra: str | None = None,
) -> str:
    """Add requirements to the manifest at `uri`; returns why it was not done, empty when it was.

    `group` is a dependency group of a pyproject.toml (PEP 735), `extra` the name of some of its optional
    dependencies. A manifest that does not exist is created empty first and removed again when the
    editor refuses. Of an editor that keeps silent nothing is known: it may have applied the edit or may
    do so yet.
    """
    path, kind = path_of(uri), _kind(engine, uri)
    if not path or kind not in _MANIFESTS:
        return f"this is no manifest that requirements can be added to: `{uri}`"
    if group is not None and kind is not ManifestKind.PYPROJECT:
        return f"there are no dependency groups in: `{Path(path).name}`"
    if extra is not None and kind is not ManifestKind.PYPROJECT:
        return f"there are no optional dependencies in: `{Path(path).name}`"
    created = kind in _LINES and await asyncio.to_thread(_create, path)
    text = engine.text(uri) or await asyncio.to_thread(_read, path)
    if text is None:
        return f"the manifest cannot be read: `{path}`"
    part = group_name(group) if group is not None else None
    option = extra_name(extra) if extra is not None else None
    place = _Place(uri, Path(path).name, parse_manifest(kind, text), text, part, option)
    return await _added(engine, place, requirements, created=created)


async def _added(engine: "Engine", place: _Place, requirements: Sequence[str], *, created: bool) -> str:
    if refused := _refused(place, requirements):
        return refused
    there = frozenset(declaration.requirement for declaration in _declarations(place))
    missing = [one for one in requirements if _read_requirement(one) not in there]
    if not missing:
        return ""
    edits = insertion(place.manifest, place.text, missing, place.group, place.extra)
    if not edits:
        return f"nothing can be added to: `{place.name}`"
    applied = await engine.client.edit(f"Add {', '.join(missing)}", {place.uri: edits})
    if applied:
        return ""
    if applied is None:
        return f"the editor has not said whether it applied the edit: `{place.name}`"
    if created:
        await asyncio.to_thread(Path(path_of(place.uri)).unlink, missing_ok=True)
    return f"the editor did not apply the edit: `{place.name}`"


def _kind(engine: "Engine", uri: Uri) -> ManifestKind | None:
    """Return what the file is for the editor, else what its name says."""
    document, path = engine.document(uri), path_of(uri)
    if document is not None and document.manifest is not None:
        return document.manifest.kind
    if is_python(path):
        return ManifestKind.SCRIPT
    return kind_of(path, "", engine.snapshot.settings.manifest_patterns)


def _refused(place: _Place, requirements: Sequence[str]) -> str:
    """Return why something of this cannot stand in the manifest, if so."""
    if place.manifest.kind is ManifestKind.SCRIPT and find_script(place.text.lines) is None:
        return f"there is no metadata of a script in: `{place.name}`"
    if place.manifest.kind is ManifestKind.PYPROJECT and not _has_room(place):
        return f"there is no project in: `{place.name}`"
    bare = next((one for one in requirements if _read_requirement(one) is None), "")
    if bare and place.manifest.kind not in _LINES:
        return f"only names and direct references can stand in `{place.name}`: `{bare}`"
    return _clash(place, requirements)


def _clash(place: _Place, requirements: Sequence[str]) -> str:
    standing = {one.name: one.requirement for one in _declarations(place) if one.marker is None}
    for written in requirements:
        read = _read_requirement(written)
        before = standing.get(project_name(read.name)) if read else None
        if before is not None and before != read:
            return f"`{place.name}` holds `{before}` already, so this was not added: `{written}`"
    return ""


def _has_room(place: _Place) -> bool:
    if place.group is not None:
        return True
    # A table with dependencies and without a name would break whatever else the file is for (PEP 621).
    table = project_table(str(place.text))
    return table.has_project or (place.extra is None and "poetry" in table.tools)


def _declarations(place: _Place) -> list[Declaration]:
    """Return what stands where something would be added."""
    found = (declaration for block in place.manifest.blocks for declaration in block.declarations)
    return [one for one in found if one.requirement is not None and _stands_at(place, one)]


def _stands_at(place: _Place, declaration: Declaration) -> bool:
    if place.group is not None:
        return declaration.section is Section.GROUP and group_name(declaration.group) == place.group
    if place.extra is not None:
        return declaration.section is Section.EXTRA and extra_name(declaration.group) == place.extra
    constraints = place.manifest.kind is ManifestKind.CONSTRAINTS
    return declaration.section is (Section.CONSTRAINT if constraints else Section.MAIN)


def _read_requirement(text: str) -> Requirement | None:
    try:
        return Requirement(text)
    except InvalidRequirement:
        return None


def _read(path: str) -> Text | None:
    content = read_text(path)
    return None if content is None else Text.of(content)


def _create(path: str) -> bool:
    try:
        with open(path, "x", encoding="utf-8"):
            return True
    except OSError:
        return False
