"""How well interpreters that are not chosen yet would suit what a project declares.

Asks the index for nothing that diagnostics do not ask for. Does not know which interpreters there are
nor which of them a person prefers.
"""

from collections.abc import Iterator, Sequence

from venvls.analysis.answer import Answer
from venvls.analysis.elsewhere import from_elsewhere
from venvls.analysis.facts import Facts
from venvls.analysis.site import Site, site, view
from venvls.analysis.snapshot import Scope, Snapshot
from venvls.model.names import Uri
from venvls.model.requirement import Section
from venvls.model.wheel_tags import must_be_built
from venvls.syntax.manifest import Manifest, ManifestKind

_DECLARING = frozenset({ManifestKind.REQUIREMENTS, ManifestKind.PYPROJECT, ManifestKind.SCRIPT})


def without_wheels(snapshot: Snapshot, scopes: Sequence[Scope]) -> Answer[tuple[int, ...]]:
    """Return for each scope how many requirements of its project could not be installed from a wheel.

    The scopes are the same project's, with another interpreter each. What is not known does not count.
    """
    facts = Facts(snapshot, scopes[0].index.key) if scopes else Facts(snapshot, "")
    counts = tuple(sum(map(_lacks_wheel, _sites(snapshot, scope, facts))) for scope in scopes)
    return facts.answer(counts)


def _sites(snapshot: Snapshot, scope: Scope, facts: Facts) -> Iterator[Site]:
    for uri, manifest in _manifests(snapshot, scope):
        seen = view(manifest.kind, scope, facts, elsewhere=from_elsewhere(snapshot, uri, manifest))
        for block in manifest.blocks:
            yield from (site(seen, block, one) for one in block.declarations if one.section is Section.MAIN)


def _manifests(snapshot: Snapshot, scope: Scope) -> Iterator[tuple[Uri, Manifest]]:
    for uri, document in snapshot.documents.items():
        manifest = document.manifest
        if manifest and manifest.kind in _DECLARING and snapshot.scope_of.get(uri) == scope.root:
            yield uri, manifest


def _lacks_wheel(place: Site) -> bool:
    if place.applies is False or place.project is None or not place.terms.wheels:
        return False
    return place.chosen is None or must_be_built(place.chosen, place.view.tags)
