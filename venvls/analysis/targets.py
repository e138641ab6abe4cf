"""Manifests of a project into which a new requirement can be written.

Only files that exist and that people write: `requirements.txt` files at the project root first, then
a `pyproject.toml` with a `[project]` table. Does not know how a requirement is written into them.
"""

from venvls.analysis.snapshot import Document, Snapshot
from venvls.model.names import Uri
from venvls.syntax.manifest import ManifestKind
from venvls.syntax.project_table import project_table

_MOST = 3


def declaration_targets(snapshot: Snapshot, uri: Uri) -> tuple[Document, ...]:
    """Return the manifests to offer for a requirement of a document's project, the usual one first."""
    scope = snapshot.scope(uri)
    if scope is None:
        return ()
    root = scope.path.rstrip("/\\")
    found = [
        document
        for other, document in snapshot.documents.items()
        if snapshot.scope_of.get(other) == scope.root and _takes_requirements(document, root)
    ]
    return tuple(sorted(found, key=_order)[:_MOST])


def _takes_requirements(document: Document, root: str) -> bool:
    if document.manifest is None or _folder(document.path) != root:
        return False
    match document.manifest.kind:
        case ManifestKind.REQUIREMENTS:
            return _name(document.path).endswith((".txt", ".in"))
        case ManifestKind.PYPROJECT:
            return project_table(str(document.text)).has_project
        case _:
            return False


def _order(document: Document) -> tuple[int, str]:
    usual = ("requirements.in", "requirements.txt", "pyproject.toml")
    name = _name(document.path)
    return (usual.index(name) if name in usual else len(usual), name)


def _folder(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[0]


def _name(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]
