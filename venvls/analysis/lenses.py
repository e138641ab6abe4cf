"""Code lenses: how many requirements are not installed, and on request the ways to newer releases."""

from collections.abc import Iterator
from itertools import islice
from types import MappingProxyType

from venvls.analysis import site as sites
from venvls.analysis.elsewhere import from_elsewhere
from venvls.analysis.facts import Facts
from venvls.analysis.items import Invocation, Lens
from venvls.analysis.newer import Newer, newer_releases
from venvls.analysis.rules.fixing import requirement_text
from venvls.analysis.site import Site, View
from venvls.analysis.snapshot import Document, Snapshot
from venvls.analysis.specifier_edits import Rewriting
from venvls.analysis.walking import declared
from venvls.model.names import Uri
from venvls.model.requirement import Section
from venvls.syntax.manifest import Manifest, ManifestKind

# Nobody scrolls through more, and each is sent again whenever a fact lands.
_MOST_UPGRADES = 200


def lenses(snapshot: Snapshot, uri: Uri) -> tuple[Lens, ...]:
    """Return one lens at the first requirement that is always needed, and those of newer releases."""
    document, scope = snapshot.documents.get(uri), snapshot.scope(uri)
    if document is None or document.manifest is None or scope is None:
        return ()
    elsewhere = from_elsewhere(snapshot, uri, document.manifest)
    view = sites.view(document.manifest.kind, scope, Facts(snapshot, ""), elsewhere=elsewhere)
    missing = [site for site in _needed(document.manifest, view) if site.installed() is None]
    return (*_install_all(document, document.manifest, missing), *_upgrades(snapshot, document))


def _install_all(document: Document, manifest: Manifest, missing: list[Site]) -> Iterator[Lens]:
    if not missing:
        return
    first = next(one for one in declared(manifest) if one.declaration.section is Section.MAIN)
    extent = manifest.range(first.index, first.declaration.span)
    yield Lens(extent, f"Install all ({len(missing)} not installed)", _invocation(document, missing))


def _needed(manifest: Manifest, view: View) -> list[Site]:
    found = (sites.site(view, one.block, one.declaration) for one in declared(manifest))
    return [
        site
        for site in found
        # What uv takes from a place cannot be installed by its name.
        if site.name not in view.elsewhere
        and site.name
        and site.declaration.section is Section.MAIN
        and site.concerns_environment
    ]


def _invocation(document: Document, missing: list[Site]) -> Invocation:
    if document.manifest is not None and document.manifest.kind is ManifestKind.REQUIREMENTS:
        return Invocation("venvls.sync", MappingProxyType({"uri": document.uri}))
    requirements = [text for site in missing if (text := requirement_text(site.declaration))]
    return Invocation("venvls.install", MappingProxyType({"uri": document.uri, "requirements": requirements}))


def _upgrades(snapshot: Snapshot, document: Document) -> Iterator[Lens]:
    found = tuple(islice(newer_releases(snapshot, document), _MOST_UPGRADES))
    if found:
        clear = Invocation("venvls.clearUpgrades", MappingProxyType({"uri": document.uri}))
        yield Lens(found[0].range, "Clear upgrades", clear)
    for newer in found:
        for way in newer.ways:
            yield Lens(newer.range, way.title, _application(document, newer, way))


def _application(document: Document, newer: Newer, way: Rewriting) -> Invocation:
    place = {"uri": document.uri, "line": newer.range.start.line, "name": newer.name, "how": str(way.how)}
    return Invocation("venvls.applyUpgrade", MappingProxyType(place))
