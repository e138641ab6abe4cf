"""Names of projects that are in use here: installed in the environment, declared in a manifest.

Spelled as their authors or this project spell them, by normal form.
"""

from collections.abc import Iterator, Mapping

from venvls.analysis.snapshot import Scope, Snapshot
from venvls.model.names import ProjectName, Uri
from venvls.model.requirement import Declaration
from venvls.syntax.manifest import Block, ManifestKind

_LOCKS = frozenset({ManifestKind.LOCK, ManifestKind.PYLOCK})


def installed_names(scope: Scope | None) -> Mapping[ProjectName, str]:
    """Return what is installed in a scope's environment."""
    if scope is None:
        return {}
    return {name: there.display_name for name, there in scope.environment.distributions.items()}


def declared_names(snapshot: Snapshot, uri: Uri, prefix: str = "") -> Mapping[ProjectName, str]:
    """Return what the manifests of a document's scope declare, as far as its normal form begins so."""
    return {
        declaration.name: declaration.name_span.of(block.text)
        for _, block, declaration in declarations(snapshot, uri)
        if declaration.name is not None and declaration.name.startswith(prefix) and declaration.name_span
    }


def declarations(snapshot: Snapshot, uri: Uri) -> Iterator[tuple[Uri, Block, Declaration]]:
    """Yield every declaration in a document's scope with its manifest and block, leaving locks out."""
    root = snapshot.scope_of.get(uri)
    for other, document in snapshot.documents.items():
        manifest = document.manifest
        if manifest is None or manifest.kind in _LOCKS or snapshot.scope_of.get(other) != root:
            continue
        for block in manifest.blocks:
            for declaration in block.declarations:
                yield other, block, declaration
