"""The newer releases that are shown in a document, and the edits that take them.

Stands on what `newer-release` found, so that a long file is not looked through once more.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from venvls.analysis import site as sites
from venvls.analysis.diagnosing import diagnose
from venvls.analysis.elsewhere import from_elsewhere
from venvls.analysis.facts import Facts
from venvls.analysis.rules import newer_release
from venvls.analysis.snapshot import Document, Snapshot
from venvls.analysis.specifier_edits import How, Rewriting
from venvls.analysis.upgrading import upgrade, ways_to
from venvls.model.names import ProjectName, Uri
from venvls.text import Position, Range, TextEdit


@dataclass(frozen=True, slots=True)
class Newer:
    """A newer release at its place; `block` is the index of the block, for the spans of the `ways`."""

    range: Range
    name: ProjectName
    version: str
    block: int
    ways: tuple[Rewriting, ...] = ()


def newer_releases(snapshot: Snapshot, document: Document, within: Range | None = None) -> Iterator[Newer]:
    """Yield what was found, within a range or anywhere, in order; nothing where nobody asked for it."""
    manifest, scope = document.manifest, snapshot.scope(document.uri)
    if manifest is None or scope is None or document.uri not in snapshot.upgrades:
        return
    elsewhere = from_elsewhere(snapshot, document.uri, manifest)
    view = sites.view(manifest.kind, scope, Facts(snapshot, scope.index.key), elsewhere=elsewhere)
    for diagnostic in diagnose(snapshot, document.uri).value:
        if diagnostic.finding.code != newer_release.RULE.code:
            continue
        if within is not None and not diagnostic.range.touches(within):
            continue
        start = diagnostic.range.start
        site = sites.site_at(manifest, view, start)
        found = upgrade(site) if site is not None else None
        if site is not None and site.name is not None and found is not None:
            ways, index = ways_to(site, found.release), manifest.block_at(start.line)
            yield Newer(diagnostic.range, site.name, found.release.version, index, ways)


def upgrade_edit(
    snapshot: Snapshot, uri: Uri, line: int, name: ProjectName, how: How
) -> tuple[Rewriting, TextEdit] | None:
    """Return the edit of one way to the newer release of a project that is declared in a line."""
    document = snapshot.documents.get(uri)
    if document is None or document.manifest is None:
        return None
    whole_line = Range(Position(line, 0), Position(line + 1, 0))
    for newer in newer_releases(snapshot, document, whole_line):
        if (newer.range.start.line, newer.name) == (line, name):
            way = next((way for way in newer.ways if way.how is how), None)
            return (way, TextEdit(document.manifest.range(newer.block, way.span), way.text)) if way else None
    return None
