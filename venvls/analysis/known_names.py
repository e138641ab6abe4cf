"""Names of projects that are in use here: installed in the environment, declared in a manifest.

Spelled as their authors or this project spell them, by normal form.
"""

from collections.abc import Iterator, Mapping

from venvls.analysis.snapshot import Scope, Snapshot
from venvls.model.names import ProjectName, Uri
from venvls.model.requirement import Declaration
from venvls.syntax.manifest import LOCKS, Block, Manifest, ManifestKind


def installed_names(scope: Scope | None) -> Mapping[ProjectName, str]:
    """Return what is installed in a scope's environment."""
    if scope is None:
        return {}
    return {name: there.display_name for name, there in scope.environment.distributions.items()}


def declared_names(
    snapshot: Snapshot, uri: Uri, prefix: str = "", *, without: Uri | None = None
) -> Mapping[ProjectName, str]:
    """Return what the manifests of a document's scope declare, as far as its normal form begins so."""
    found: dict[ProjectName, str] = {}
    for other, manifest in manifests(snapshot, uri):
        if other == without:
            continue
        # A keystroke comes by here with files of 10,000 lines, hence one plain loop.
        for block in manifest.blocks:
            for declaration in block.declarations:
                name = declaration.name
                if name is not None and name not in found and name.startswith(prefix):
                    found[name] = declaration.name_span.of(block.text) if declaration.name_span else name
    return found


def declared_elsewhere(snapshot: Snapshot, uri: Uri, prefix: str) -> Mapping[ProjectName, str]:
    """Return what other projects that are open declare, as far as its normal form begins so."""
    own = snapshot.scope_of.get(uri)
    one_of_each = {root: other for other, root in snapshot.scope_of.items() if root != own}
    found: dict[ProjectName, str] = {}
    for other in one_of_each.values():
        found |= declared_names(snapshot, other, prefix)
    return found


def declarations(snapshot: Snapshot, uri: Uri) -> Iterator[tuple[Uri, Block, Declaration]]:
    """Yield every declaration in a document's scope with its manifest and block, leaving locks out."""
    for other, manifest in manifests(snapshot, uri):
        for block in manifest.blocks:
            for declaration in block.declarations:
                yield other, block, declaration


def manifests(snapshot: Snapshot, uri: Uri) -> Iterator[tuple[Uri, Manifest]]:
    """Yield the manifests of a document's scope that people write.

    What a script says of itself (PEP 723) concerns that script alone.
    """
    root = snapshot.scope_of.get(uri)
    for other, document in snapshot.documents.items():
        manifest = document.manifest
        if manifest is None or manifest.kind in LOCKS or snapshot.scope_of.get(other) != root:
            continue
        if manifest.kind is not ManifestKind.SCRIPT or other == uri:
            yield other, manifest
