"""Which projects of a manifest come from a place that another table names, so that no index is asked.

uv's `[tool.uv.sources]` is the one that exists: a table of the document, or of the root of its workspace.
"""

from venvls.analysis.known_names import manifests
from venvls.analysis.snapshot import Snapshot
from venvls.model.names import ProjectName, Uri
from venvls.syntax.manifest import Manifest, ManifestKind

_NOTHING: frozenset[ProjectName] = frozenset()


def from_elsewhere(snapshot: Snapshot, uri: Uri, manifest: Manifest) -> frozenset[ProjectName]:
    """Return the projects that a manifest's declarations do not take from an index."""
    match manifest.kind:
        case ManifestKind.SCRIPT:
            return _named(manifest)
        case ManifestKind.PYPROJECT:
            others = (other for _, other in manifests(snapshot, uri) if other.kind is ManifestKind.PYPROJECT)
            return _NOTHING.union(*(_named(other) for other in others))
        case _:
            return _NOTHING


def _named(manifest: Manifest) -> frozenset[ProjectName]:
    return frozenset([name for block in manifest.blocks for name in block.sources])
