"""Code lenses: how many requirements of a file are not installed, and a way to install them."""

from types import MappingProxyType

from venvls.analysis import site as sites
from venvls.analysis.facts import Facts
from venvls.analysis.items import Invocation, Lens
from venvls.analysis.rules.fixing import requirement_text
from venvls.analysis.site import Site, View
from venvls.analysis.snapshot import Document, Snapshot
from venvls.analysis.walking import declared
from venvls.model.names import Uri
from venvls.model.requirement import Section
from venvls.syntax.manifest import Manifest, ManifestKind


def lenses(snapshot: Snapshot, uri: Uri) -> tuple[Lens, ...]:
    """Return one lens at the first requirement that a project always needs, if any are missing."""
    document, scope = snapshot.documents.get(uri), snapshot.scope(uri)
    if document is None or document.manifest is None or scope is None:
        return ()
    view = sites.view(document.manifest.kind, scope, Facts(snapshot, ""))
    missing = [site for site in _needed(document.manifest, view) if site.installed() is None]
    if not missing:
        return ()
    first = next(one for one in declared(document.manifest) if one.declaration.section is Section.MAIN)
    extent = document.manifest.range(first.index, first.declaration.span)
    return (Lens(extent, f"Install all ({len(missing)} not installed)", _invocation(document, missing)),)


def _needed(manifest: Manifest, view: View) -> list[Site]:
    found = (sites.site(view, one.block, one.declaration) for one in declared(manifest))
    return [
        site
        for site in found
        if site.name and site.declaration.section is Section.MAIN and site.concerns_environment
    ]


def _invocation(document: Document, missing: list[Site]) -> Invocation:
    if document.manifest is not None and document.manifest.kind is ManifestKind.REQUIREMENTS:
        return Invocation("venvls.sync", MappingProxyType({"uri": document.uri}))
    requirements = [text for site in missing if (text := requirement_text(site.declaration))]
    return Invocation("venvls.install", MappingProxyType({"uri": document.uri, "requirements": requirements}))
