"""Everything in a project's manifests that names something: where each name is defined and used.

Projects are defined by their declarations, extras and groups by their keys in a pyproject.toml,
files by being there. Modules of a Python file lead to the declarations of what provides them.
"""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from venvls.analysis.addresses import address_of, path_below, path_beside
from venvls.analysis.includes import INCLUDES
from venvls.analysis.items import Location
from venvls.analysis.known_names import manifests
from venvls.analysis.snapshot import Snapshot
from venvls.analysis.walking import declared, opted
from venvls.model.names import ProjectName, Uri
from venvls.model.requirement import Declaration, Section
from venvls.syntax.manifest import Manifest
from venvls.syntax.project_table import project_tables
from venvls.text import Position, Range

_WHOLE_FILE = Range(Position(0, 0), Position(0, 0))


class NameKind(StrEnum):
    """What a name belongs to."""

    PROJECT = "project"
    EXTRA = "extra"
    GROUP = "group"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at a place. `name` is in normal form; of files it is the address."""

    kind: NameKind
    name: str
    location: Location
    is_definition: bool


class _Own(NamedTuple):
    """The project that the manifests are of, its folder, and the one that paths of requirements begin at."""

    name: ProjectName
    folder: str
    root: str


def mentions(snapshot: Snapshot, uri: Uri) -> Iterator[Mention]:
    """Yield all that the manifests of a document's scope name."""
    own = _own_project(snapshot, uri)
    for other, manifest in manifests(snapshot, uri):
        yield from _projects(other, manifest, own)
        yield from _files(snapshot, other, manifest)
        yield from _keys(other, manifest)


def mention_at(snapshot: Snapshot, uri: Uri, position: Position) -> Mention | None:
    """Return the name at a position of a document."""
    here = Range(position, position)
    found = (one for one in mentions(snapshot, uri) if one.location.uri == uri)
    return next((one for one in found if one.location.range.touches(here)), None)


def same_name(snapshot: Snapshot, uri: Uri, name: Mention) -> Iterator[Mention]:
    """Yield every place of the scope that means the same as `name`."""
    return (one for one in mentions(snapshot, uri) if (one.kind, one.name) == (name.kind, name.name))


def _own_project(snapshot: Snapshot, uri: Uri) -> _Own | None:
    for other, manifest in manifests(snapshot, uri):
        for _, table in project_tables(manifest):
            if table.name is not None:
                scope = snapshot.scope(uri)
                folder = posixpath.dirname(snapshot.documents[other].path.replace("\\", "/"))
                return _Own(table.name, folder, scope.path if scope else folder)
    return None


def _projects(uri: Uri, manifest: Manifest, own: _Own | None) -> Iterator[Mention]:
    for one in declared(manifest):
        declaration = one.declaration
        if declaration.name is not None and declaration.name_span is not None:
            place = Location(uri, manifest.range(one.index, declaration.name_span))
            defines = declaration.section not in {Section.CONSTRAINT, Section.OVERRIDE}
            yield Mention(NameKind.PROJECT, declaration.name, place, defines)
        # Extras belong to their project; only those of this project have a key in reach.
        for extra in declaration.extras if own is not None and _means(declaration, own) else ():
            used = Location(uri, manifest.range(one.index, extra.span))
            yield Mention(NameKind.EXTRA, extra.name, used, is_definition=False)


def _means(declaration: Declaration, own: _Own) -> bool:
    """Tell whether a requirement asks for this project: by its name, or by its folder as in `-e .[test]`."""
    if declaration.name is not None:
        return declaration.name == own.name
    return bool(declaration.location) and path_below(own.root, declaration.location) == own.folder


def _files(snapshot: Snapshot, uri: Uri, manifest: Manifest) -> Iterator[Mention]:
    for one in opted(manifest):
        if one.option.name in INCLUDES and one.option.argument_span is not None:
            path = path_beside(snapshot.documents[uri], one.option.argument)
            if path is not None:
                place = Location(uri, manifest.range(one.index, one.option.argument_span))
                target = address_of(snapshot, path)
                yield Mention(NameKind.FILE, target, place, is_definition=False)


def _keys(uri: Uri, manifest: Manifest) -> Iterator[Mention]:
    for index, table in project_tables(manifest):
        for kind, names in ((NameKind.EXTRA, table.extras), (NameKind.GROUP, table.groups)):
            for one in names:
                place = Location(uri, manifest.range(index, one.span))
                yield Mention(kind, one.normal, place, is_definition=True)
        included = (include.group for include in table.includes)
        for kind, used in (
            (NameKind.EXTRA, table.used_extras),
            (NameKind.GROUP, (*included, *table.used_groups)),
        ):
            for one in used:
                place = Location(uri, manifest.range(index, one.span))
                yield Mention(kind, one.normal, place, is_definition=False)


def whole_file(address: str) -> Location:
    """Return the beginning of a file as a place."""
    return Location(Uri(address), _WHOLE_FILE)
