"""Which projects of a manifest do not come from an index, so that none is asked for them.

Those that `[tool.uv.sources]` takes from a place, in the document or in the root of its workspace, and the
project itself, whose extras may name each other.
"""

from venvls.analysis.known_names import manifests
from venvls.analysis.snapshot import Snapshot
from venvls.model.names import ProjectName, Uri
from venvls.syntax.manifest import Manifest, ManifestKind
from venvls.syntax.project_table import project_tables

_NOTHING: frozenset[ProjectName] = frozenset()


def from_elsewhere(snapshot: Snapshot, uri: Uri, manifest: Manifest) -> frozenset[ProjectName]:
    """Return the projects that a manifest's declarations do not take from an index."""
    match manifest.kind:
        case ManifestKind.SCRIPT:
            return _named(manifest)
        case ManifestKind.PYPROJECT:
            others = (other for _, other in manifests(snapshot, uri) if other.kind is ManifestKind.PYPROJECT)
            own = (table.name for _, table in project_tables(manifest) if table.name is not None)
            return _NOTHING.union(own, *(_named(other) for other in others))
        case _:
            return _NOTHING


def _named(manifest: Manifest) -> frozenset[ProjectName]:
    return frozenset([name for block in manifest.blocks for name in block.sources])
