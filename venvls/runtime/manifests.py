"""Reads the manifests of a project root from disk, with those that they include.

Bounded work on files for a thread. Whether a client has one of them open is not known here.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from venvls.analysis.snapshot import Document, DocumentKind
from venvls.runtime.files import read_text
from venvls.runtime.uris import uri_of
from venvls.session.documents import opened
from venvls.syntax.kinds import kind_of

MOST = 100
"""Manifests of one project that are read."""

INCLUDES = frozenset({"--requirement", "--constraint"})
FOLDERS = ("", "requirements")


def manifests_of(root: str) -> tuple[Document, ...]:
    """Return the manifests in a project root and its `requirements` folder, and what these include."""
    waiting = list(_manifests_in(root))
    found: dict[str, Document] = {}
    while waiting and len(found) < MOST:
        path = waiting.pop(0)
        if path in found:
            continue
        text = read_text(path)
        if text is not None:
            found[path] = _document(path, text)
            waiting.extend(_included(found[path]))
    return tuple(found.values())


def unreadable(manifests: Sequence[Document]) -> frozenset[str]:
    """Return the paths that manifests include and at which there is no file."""
    included = {path for manifest in manifests for path in _included(manifest)}
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
def _document(path: str, text: str) -> Document:
    # What is included is a requirements file, whatever its name.
    document = opened(uri_of(path), path, "pip-requirements", None, text, ())
    return replace(document, is_open=False)


def _included(document: Document) -> Iterator[str]:
    if document.kind is not DocumentKind.MANIFEST or document.manifest is None:
        return
    for block in document.manifest.blocks:
        for option in block.options:
            if option.name in INCLUDES and option.argument and "://" not in option.argument:
                yield os.path.normpath(os.path.join(os.path.dirname(document.path), option.argument))
