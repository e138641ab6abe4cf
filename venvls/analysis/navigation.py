"""Go to definition, references in all manifests and in this one, and rename of extras and groups.

A rename touches every place that means the same name, in all manifests of the project, and is refused
for what is not this project's to name: projects on an index, files.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from venvls.analysis.items import Location
from venvls.analysis.naming import Mention, NameKind, mention_at, mentions, same_name, whole_file
from venvls.analysis.nomination import module_in_question
from venvls.analysis.snapshot import Document, Snapshot
from venvls.model.names import ModuleName, ProjectName, Uri
from venvls.text import Position, Range, TextEdit

# A dot is fine in a name, yet in a bare key of TOML it would make two.
_NEW_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?", re.ASCII)
_RENAMED = frozenset({NameKind.EXTRA, NameKind.GROUP})


def definition(snapshot: Snapshot, uri: Uri, position: Position) -> tuple[Location, ...]:
    """Return where the thing at a position is defined: a file, a key, the declarations of a project."""
    document = snapshot.documents.get(uri)
    if document is None:
        return ()
    if document.imports and (providers := _providers(snapshot, document, position)):
        found = (one for one in mentions(snapshot, uri) if one.kind is NameKind.PROJECT)
        return tuple(one.location for one in found if one.name in providers)
    name = mention_at(snapshot, uri, position)
    if name is None:
        return ()
    if name.kind is NameKind.FILE:
        return (whole_file(name.name),)
    defined = [one.location for one in same_name(snapshot, uri, name) if one.is_definition]
    # On one of several definitions the others are wanted.
    return tuple([place for place in defined if place != name.location] or defined)


def references(
    snapshot: Snapshot, uri: Uri, position: Position, *, definitions: bool = True
) -> tuple[Location, ...]:
    """Return every place that means the thing at a position, those that define it only if they are wanted."""
    name = mention_at(snapshot, uri, position)
    if name is None:
        return ()
    found = same_name(snapshot, uri, name)
    return tuple(one.location for one in found if definitions or not one.is_definition)


def highlights(snapshot: Snapshot, uri: Uri, position: Position) -> tuple[Mention, ...]:
    """Return every place of a document that means the thing at a position."""
    name = mention_at(snapshot, uri, position)
    if name is None:
        return ()
    return tuple(one for one in same_name(snapshot, uri, name) if one.location.uri == uri)


def renamed_range(snapshot: Snapshot, uri: Uri, position: Position) -> Range | None:
    """Return what a rename at a position would replace, `None` when nothing there can be renamed."""
    name = _renamable(snapshot, uri, position)
    return name.location.range if name else None


def renamed(
    snapshot: Snapshot, uri: Uri, position: Position, new_name: str
) -> Mapping[Uri, tuple[TextEdit, ...]] | None:
    """Return the edits of a rename, `None` when the thing or the new name does not allow it."""
    name = _renamable(snapshot, uri, position)
    if name is None or not _NEW_NAME.fullmatch(new_name):
        return None
    edits: dict[Uri, list[TextEdit]] = {}
    for one in same_name(snapshot, uri, name):
        edits.setdefault(one.location.uri, []).append(TextEdit(one.location.range, new_name))
    return MappingProxyType({place: tuple(sorted(found)) for place, found in edits.items()})


def _renamable(snapshot: Snapshot, uri: Uri, position: Position) -> Mention | None:
    name = mention_at(snapshot, uri, position)
    return name if name is not None and name.kind in _RENAMED else None


def _providers(snapshot: Snapshot, document: Document, position: Position) -> frozenset[ProjectName]:
    scope, offset = snapshot.scope(document.uri), document.text.offset(position)
    if scope is None:
        return frozenset()
    modules = scope.environment.modules
    return frozenset(
        provider
        for module in _modules_at(document, offset)
        for provider in modules.providers(module_in_question(module, modules))
    )


def _modules_at(document: Document, offset: int) -> Iterator[ModuleName]:
    for imported in document.imports:
        if not imported.level and imported.module and imported.span.touches(offset):
            yield imported.module
