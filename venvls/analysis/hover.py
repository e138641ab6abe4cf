"""What is known about the thing below the cursor: a requirement's project, or an imported module."""

from venvls.analysis import site as sites
from venvls.analysis.answer import Answer
from venvls.analysis.describing import Subject, described
from venvls.analysis.elsewhere import from_elsewhere
from venvls.analysis.facts import Facts
from venvls.analysis.items import Hover
from venvls.analysis.locked import locked
from venvls.analysis.markdown import code
from venvls.analysis.nomination import module_in_question
from venvls.analysis.scanned import release_in_use
from venvls.analysis.site import Site, View
from venvls.analysis.snapshot import Document, Scope, Snapshot
from venvls.model.names import Uri
from venvls.syntax.imports import Import
from venvls.syntax.manifest import ManifestKind
from venvls.text import Position


def hover(snapshot: Snapshot, uri: Uri, position: Position) -> Answer[Hover | None]:
    """Return what to show at a position, `None` where nothing is known."""
    document, scope = snapshot.documents.get(uri), snapshot.scope(uri)
    if document is None:
        return Answer(None)
    facts = Facts(snapshot, scope.index.key if scope else "")
    place = document.text.clamp(position)
    if document.manifest is not None:
        elsewhere = from_elsewhere(snapshot, uri, document.manifest)
        view = sites.view(document.manifest.kind, scope, facts, elsewhere=elsewhere)
        return facts.answer(_on_declaration(snapshot, document, view, scope, place))
    if scope is not None and document.imports:
        return facts.answer(_on_import(document, scope, facts, place))
    return Answer(None)


def _on_declaration(
    snapshot: Snapshot, document: Document, view: View, scope: Scope | None, position: Position
) -> Hover | None:
    manifest = document.manifest
    site = sites.site_at(manifest, view, position) if manifest is not None else None
    if manifest is None or site is None or site.name is None or site.declaration.name_span is None:
        return None
    about = described(
        view.facts,
        Subject(
            site.name,
            site.written_name,
            site.listed,
            site.installed(),
            terms=site.terms,
            taken=site.chosen,
            in_use=release_in_use(site),
            locked=locked(snapshot, document.uri, site.name),
            places=scope.index.places if scope else (),
        ),
    )
    index = manifest.block_at(position.line)
    return Hover(manifest.range(index, site.declaration.span), about + _condition(site))


def _condition(site: Site) -> str:
    marker = site.declaration.marker
    if marker is None or site.applies is None:
        return ""
    verb = "applies" if site.applies else "does not apply"
    return f"\n\n{verb.capitalize()} in {code(site.view.environment_name)}: {code(str(marker))}"


def _on_import(document: Document, scope: Scope, facts: Facts, position: Position) -> Hover | None:
    offset = document.text.offset(position)
    imported = next((one for one in document.imports if one.span.touches(offset)), None)
    if imported is None or imported.level or not imported.module:
        return None
    paragraphs = _providers(imported, scope, facts)
    if not paragraphs:
        return None
    return Hover(document.text.range(imported.span), "\n\n---\n\n".join(paragraphs))


def _providers(imported: Import, scope: Scope, facts: Facts) -> list[str]:
    module = module_in_question(imported.module, scope.environment.modules)
    there = scope.environment.distributions
    names = [name for name in scope.environment.modules.providers(module) if name in there]
    view = sites.view(ManifestKind.REQUIREMENTS, scope, facts)
    return [
        described(
            facts,
            Subject(
                name,
                name,
                facts.project(name),
                there[name],
                terms=view.terms(name),
                places=scope.index.places,
            ),
        )
        for name in names
    ]
