"""Which version of a project its locks hold: pylock.toml, uv.lock, poetry.lock, pdm.lock."""

from collections.abc import Iterator

from venvls.analysis.snapshot import Document, Snapshot
from venvls.model.names import ProjectName, Uri
from venvls.syntax.manifest import LOCKS

_MOST = 4


def locked(snapshot: Snapshot, uri: Uri, name: ProjectName) -> tuple[tuple[str, str], ...]:
    """Return versions with the file that holds each; a lock may have several for several platforms."""
    root = snapshot.scope_of.get(uri)
    if root is None:
        return ()
    found = (
        (version, document.path.replace("\\", "/").rpartition("/")[2])
        for other, document in snapshot.documents.items()
        if other != uri and snapshot.scope_of.get(other) == root
        for version in _versions(document, name)
    )
    return tuple(dict.fromkeys(found))[:_MOST]


def _versions(document: Document, name: ProjectName) -> Iterator[str]:
    if document.manifest is None or document.manifest.kind not in LOCKS:
        return
    for block in document.manifest.blocks:
        for one in block.declarations:
            if one.name == name and one.specifiers:
                yield one.specifiers[0].version.of(block.text)
