"""Inlay hints: the installed version where it is not the one allowed, on request the latest release."""

from collections.abc import Iterator

from venvls.analysis import site as sites
from venvls.analysis.facts import Facts
from venvls.analysis.items import InlayHint
from venvls.analysis.newer import newer_releases
from venvls.analysis.site import View
from venvls.analysis.snapshot import Document, Snapshot
from venvls.model.names import Uri
from venvls.model.release import is_version
from venvls.syntax.manifest import Manifest
from venvls.text import Range


def hints(snapshot: Snapshot, uri: Uri, range_: Range) -> tuple[InlayHint, ...]:
    """Return the hints of a range of a document: what a client shows, not more."""
    document, scope = snapshot.documents.get(uri), snapshot.scope(uri)
    if document is None or document.manifest is None or scope is None:
        return ()
    view = sites.view(document.manifest.kind, scope, Facts(snapshot, ""))
    return (*_installed(document.manifest, view, range_), *_latest(snapshot, document, range_))


def _installed(manifest: Manifest, view: View, range_: Range) -> Iterator[InlayHint]:
    if not manifest.blocks:
        return
    for index in range(manifest.block_at(range_.start.line), manifest.block_at(range_.end.line) + 1):
        block = manifest.blocks[index]
        for declaration in block.declarations:
            site = sites.site(view, block, declaration)
            there = site.installed() if site.concerns_environment else None
            span = declaration.specifiers_span
            if there is None or span is None or not is_version(there.version):
                continue
            if not declaration.specifier.contains(there.version, prereleases=True):
                end = manifest.range(index, span).end
                tooltip = f"`{view.environment_name}` holds `{there.version}`"
                yield InlayHint(end, f"installed: {there.version}", tooltip)


def _latest(snapshot: Snapshot, document: Document, range_: Range) -> Iterator[InlayHint]:
    for newer in newer_releases(snapshot, document, range_):
        yield InlayHint(newer.range.end, f"latest: {newer.version}")
