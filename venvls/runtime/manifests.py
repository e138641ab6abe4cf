"""Reads the manifests of a project root from disk, with those that they include.

Bounded work on files for a thread. Whether a client has one of them open is not known here.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from venvls.analysis.addresses import path_beside
from venvls.analysis.includes import include_options
from venvls.analysis.snapshot import Document, DocumentKind
from venvls.runtime.files import read_text
from venvls.runtime.uris import uri_of
from venvls.session.documents import as_included, opened
from venvls.syntax.kinds import kind_of
from venvls.syntax.manifest import ManifestKind, Option

MOST = 100
"""Manifests of one project that are read."""

FOLDERS = ("", "requirements")


def manifests_of(root: str) -> tuple[Document, ...]:
    """Return the manifests in a project root and its `requirements` folder, and what these include."""
    waiting = [(path, ManifestKind.REQUIREMENTS) for path in _manifests_in(root)]
    found: dict[str, Document] = {}
    while waiting and len(found) < MOST:
        path, kind = waiting.pop(0)
        if path in found:
            continue
        text = read_text(path)
        if text is not None:
            found[path] = _document(path, text, kind)
            waiting.extend(_included(found[path]))
    return tuple(found.values())


def unreadable(manifests: Sequence[Document]) -> frozenset[str]:
    """Return the paths that manifests include and at which there is no file."""
    included = {path for manifest in manifests for path, _ in _included(manifest)}
    return frozenset(path for path in included if not os.path.isfile(path))


def _manifests_in(root: str) -> Iterator[str]:
    for folder in FOLDERS:
        try:
            names = sorted(os.listdir(os.path.join(root, folder)))
        except OSError:
            continue
        for name in names:
            path = os.path.join(root, folder, name) if folder else os.path.join(root, name)
            if kind_of(path) is not None:
                yield path


@lru_cache(maxsize=512)
def _document(path: str, text: str, kind: ManifestKind) -> Document:
    """Return a document of the kind that its name says, or else the include that leads to it."""
    document = opened(uri_of(path), path, "", None, text, ())
    if document.kind is DocumentKind.OTHER and kind_of(path) is None:
        document = as_included(document, kind)
    return replace(document, is_open=False)


def _included(document: Document) -> Iterator[tuple[str, ManifestKind]]:
    for include in _own_includes(document):
        is_constraint = include.name == "--constraint"
        kind = ManifestKind.CONSTRAINTS if is_constraint else ManifestKind.REQUIREMENTS
        path = path_beside(document, include.argument)
        if path is not None:
            yield os.path.normpath(path), kind


def _own_includes(document: Document) -> Iterator[Option]:
    if document.kind is DocumentKind.MANIFEST and document.manifest is not None:
        yield from (each.option for each in include_options(document.manifest))
