"""The graph of requirements files that include each other by `-r` and `-c`, as far as it is known.

Paths are relative to the file that names them, as pip resolves them. Does not look at the disk: what
is not among the documents of the snapshot is a leaf.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from venvls.analysis.addresses import document_at, path_beside
from venvls.analysis.known_names import manifests
from venvls.analysis.snapshot import Document, Snapshot
from venvls.analysis.walking import LINE_BY_LINE, Opted, opted
from venvls.model.names import Uri
from venvls.syntax.manifest import Manifest, Option

INCLUDES = frozenset({"--requirement", "--constraint"})
"""Options whose argument is a file of requirements."""


@dataclass(frozen=True, slots=True)
class Include:
    """One include: the block it is in, its option, the path it means, and the document where known."""

    index: int
    option: Option
    path: str
    document: Document | None


def includes(snapshot: Snapshot, document: Document) -> Iterator[Include]:
    """Yield what a document includes itself; addresses and paths with variables are left out."""
    if document.manifest is None:
        return
    for one in include_options(document.manifest):
        path = path_beside(document, one.option.argument)
        if path is not None:
            yield Include(one.index, one.option, path, document_at(snapshot, path))


def include_options(manifest: Manifest) -> Iterator[Opted]:
    """Yield the options that include a file. pip reads past those on the line of a requirement."""
    lines = manifest.kind in LINE_BY_LINE
    for one in opted(manifest):
        if one.option.name in INCLUDES and one.option.argument and not (lines and one.block.declarations):
            yield one


def way(snapshot: Snapshot, start: Document, goal: Uri) -> tuple[Document, ...]:
    """Return the documents from `start` to `goal`, both included, empty when there is no way."""
    edges = _edges(snapshot, start.uri)
    reached: dict[Uri, tuple[Uri, ...]] = {start.uri: (start.uri,)}
    waiting = [start.uri]
    while waiting:
        uri = waiting.pop(0)
        if uri == goal:
            return tuple(snapshot.documents[one] for one in reached[uri])
        for following in edges.get(uri, ()):
            if following not in reached:
                reached[following] = (*reached[uri], following)
                waiting.append(following)
    return ()


def installed_together(snapshot: Snapshot, document: Document) -> tuple[Document, ...]:
    """Return the other documents that are in force with this one: what it includes, and what includes it."""
    edges = _edges(snapshot, document.uri)
    found = _closure(edges, document.uri)
    for other in edges:
        company = _closure(edges, other)
        if document.uri in company:
            found |= company
    return tuple(snapshot.documents[uri] for uri in found if uri != document.uri)


def _edges(snapshot: Snapshot, uri: Uri) -> dict[Uri, tuple[Uri, ...]]:
    """Return what each document of a scope includes. Each is read through once, however long it is."""
    return {
        other: tuple(
            include.document.uri
            for include in includes(snapshot, snapshot.documents[other])
            if include.document is not None
        )
        for other, _ in manifests(snapshot, uri)
    }


def _closure(edges: Mapping[Uri, tuple[Uri, ...]], start: Uri) -> dict[Uri, None]:
    found = {start: None}
    waiting = [start]
    while waiting:
        for following in edges.get(waiting.pop(), ()):
            if following not in found:
                found[following] = None
                waiting.append(following)
    return found
