"""Links of a manifest: included files, addresses, local paths, and pages that projects name.

No address is made up: a page comes from metadata that is already there, and only addresses that a
browser may open without credentials become links.
"""

from collections.abc import Iterator

from venvls.analysis.addresses import address_of, path_below, path_beside
from venvls.analysis.includes import INCLUDES
from venvls.analysis.items import Link
from venvls.analysis.markdown import is_web_address
from venvls.analysis.releases import latest
from venvls.analysis.snapshot import Document, Scope, Snapshot
from venvls.analysis.walking import Declared, Opted, declared, opted
from venvls.model.facts import Known
from venvls.model.names import Uri
from venvls.syntax.manifest import Manifest
from venvls.text import Range

_PLACES = frozenset({"--index-url", "--extra-index-url", "--find-links"})


def links(snapshot: Snapshot, uri: Uri) -> tuple[Link, ...]:
    """Return the links of a document."""
    document = snapshot.documents.get(uri)
    if document is None or document.manifest is None:
        return ()
    return tuple(_links(snapshot, document, document.manifest))


def _links(snapshot: Snapshot, document: Document, manifest: Manifest) -> Iterator[Link]:
    scope = snapshot.scope(document.uri)
    for option in opted(manifest):
        yield from _of_option(snapshot, document, manifest, option)
    for one in declared(manifest):
        if one.declaration.url_span is not None:
            extent = manifest.range(one.index, one.declaration.url_span)
            yield from _of_location(snapshot, scope, one.declaration.location, extent)
        elif scope is not None and one.declaration.name_span is not None:
            yield from _page(snapshot, scope, manifest, one)


def _of_option(snapshot: Snapshot, document: Document, manifest: Manifest, one: Opted) -> Iterator[Link]:
    option = one.option
    if option.argument_span is None:
        return
    extent = manifest.range(one.index, option.argument_span)
    if option.name in INCLUDES:
        path = path_beside(document, option.argument)
        if path is not None:
            yield Link(extent, address_of(snapshot, path), "Open this file")
            return
    if option.name in INCLUDES | _PLACES and is_web_address(option.argument):
        yield Link(extent, option.argument)


def _of_location(snapshot: Snapshot, scope: Scope | None, location: str, extent: Range) -> Iterator[Link]:
    address = location.removeprefix("git+").partition("#")[0]
    if is_web_address(address):
        yield Link(extent, address)
    elif scope is not None and (path := path_below(scope.path, location)) is not None:
        # pip reads paths of requirements relative to where it runs, and that is the project root.
        yield Link(extent, address_of(snapshot, path), "Open this path")


def _page(snapshot: Snapshot, scope: Scope, manifest: Manifest, one: Declared) -> Iterator[Link]:
    name, span = one.declaration.name, one.declaration.name_span
    if name is None or span is None:
        return
    project = snapshot.projects.get((scope.index.key, name))
    release = latest(project.value) if isinstance(project, Known) else None
    metadata = snapshot.metadata.get((scope.index.key, name, release.version)) if release else None
    for label, address in metadata.value.urls if isinstance(metadata, Known) else ():
        if is_web_address(address):
            yield Link(manifest.range(one.index, span), address, label)
            return
