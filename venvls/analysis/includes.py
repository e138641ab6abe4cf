"""The graph of requirements files that include each other by `-r` and `-c`, as far as it is known.

Paths are relative to the file that names them, as pip resolves them. Does not look at the disk: what
is not among the documents of the snapshot is a leaf.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from venvls.analysis.addresses import document_at, path_beside
from venvls.analysis.known_names import manifests
from venvls.analysis.snapshot import Document, Snapshot
from venvls.analysis.walking import opted
from venvls.model.names import Uri
from venvls.syntax.manifest import Option

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
    for one in opted(document.manifest):
        if one.option.name in INCLUDES and one.option.argument:
            path = path_beside(document, one.option.argument)
            if path is not None:
                yield Include(one.index, one.option, path, document_at(snapshot, path))


def way(snapshot: Snapshot, start: Document, goal: Uri) -> tuple[Document, ...]:
    """Return the documents from `start` to `goal`, both included, empty when there is no way."""
    reached: dict[Uri, tuple[Document, ...]] = {start.uri: (start,)}
    waiting = [start]
    while waiting:
        document = waiting.pop(0)
        if document.uri == goal:
            return reached[document.uri]
        for include in includes(snapshot, document):
            if include.document is not None and include.document.uri not in reached:
                reached[include.document.uri] = (*reached[document.uri], include.document)
                waiting.append(include.document)
    return ()


def installed_together(snapshot: Snapshot, document: Document) -> tuple[Document, ...]:
    """Return the other documents that are in force with this one: what it includes, and what includes it."""
    below = _closure(snapshot, document)
    above = [
        other
        for uri, _ in manifests(snapshot, document.uri)
        if uri != document.uri
        for other in (snapshot.documents[uri],)
        if document.uri in {one.uri for one in _closure(snapshot, other)}
    ]
    beside = [one for other in above for one in _closure(snapshot, other)]
    found = {one.uri: one for one in (*below, *above, *beside)}
    found.pop(document.uri, None)
    return tuple(found.values())


def _closure(snapshot: Snapshot, start: Document) -> list[Document]:
    found = {start.uri: start}
    waiting = [start]
    while waiting:
        for include in includes(snapshot, waiting.pop()):
            if include.document is not None and include.document.uri not in found:
                found[include.document.uri] = include.document
                waiting.append(include.document)
    return list(found.values())
