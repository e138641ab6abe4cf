"""From what a client sends to documents with their trees, parsing only what an edit touched."""

from dataclasses import replace

from venvls.analysis.snapshot import Document, DocumentKind
from venvls.model.names import Uri
from venvls.syntax.imports import parse_imports
from venvls.syntax.kinds import is_python, kind_of
from venvls.syntax.manifest import LOCKS, Manifest, ManifestKind
from venvls.syntax.parsing import LONGEST, parse_manifest, reparsed
from venvls.syntax.prose import is_prose
from venvls.text import Text, TextEdit
from venvls.text.lines import LineChange

AT_ONCE = 300_000
"""Characters that are read while the client waits: in a tenth of a second or two."""

LOCK_AT_ONCE = 30_000
"""Characters of a lock that are read while the client waits; it is TOML, and one block from end to end."""


def received(
    uri: Uri, path: str, language_id: str, version: int | None, source: str, patterns: tuple[str, ...]
) -> Document:
    """Return a document for text that was not known before; a long manifest is still to be read."""
    kind = kind_of(path, language_id, patterns) if len(source) > LOCK_AT_ONCE else None
    if kind is None or not takes_long(kind, len(source)):
        return opened(uri, path, language_id, version, source, patterns)
    return Document(uri, path, DocumentKind.MANIFEST, Text.of(source), version, unread=kind)


def takes_long(kind: ManifestKind, characters: int) -> bool:
    """Tell whether a client should not have to wait while a manifest of this length is read."""
    return characters > (LOCK_AT_ONCE if kind in LOCKS else AT_ONCE)


def read(document: Document, manifest: Manifest) -> Document:
    """Return a document with the manifest that was found in its present text."""
    document = replace(document, unread=None)
    if is_prose(document.path, manifest):
        return replace(document, kind=DocumentKind.OTHER, doubted=manifest.kind)
    return replace(document, kind=DocumentKind.MANIFEST, manifest=manifest, doubted=None)


def reconsidered(document: Document) -> Document:
    """Return a document that could hardly be read as a manifest, as one if that has changed."""
    if document.doubted is None or takes_long(document.doubted, document.text.length):
        return document
    return read(document, parse_manifest(document.doubted, document.text))


def opened(
    uri: Uri, path: str, language_id: str, version: int | None, source: str, patterns: tuple[str, ...]
) -> Document:
    """Return a document for text that was not known before."""
    manifest_kind = kind_of(path, language_id, patterns)
    if manifest_kind is not None:
        text = Text.of(source)
        document = Document(uri, path, DocumentKind.MANIFEST, text, version)
        return read(document, parse_manifest(manifest_kind, text))
    if is_python(path, language_id):
        return with_imports(Document(uri, path, DocumentKind.PYTHON, Text.of(source), version))
    # Another manifest may include it, whatever its name, unless it is too long to be read then.
    kept = len(source) <= LONGEST
    return Document(uri, path, DocumentKind.OTHER, Text.of(source if kept else ""), version, has_text=kept)


def as_included(document: Document, kind: ManifestKind) -> Document:
    """Return a document as the manifest that it is because another one includes it, whatever its name."""
    if not document.has_text:
        return document
    manifest = parse_manifest(kind, document.text)
    return replace(document, kind=DocumentKind.MANIFEST, manifest=manifest, unread=None, doubted=None)


def named_by_user(document: Document, patterns: tuple[str, ...]) -> Document:
    """Return a document that is no manifest as the one it is by the user's patterns, if it is one."""
    if document.kind is not DocumentKind.OTHER or document.doubted or not document.has_text:
        return document
    if kind_of(document.path, "", patterns) is None:
        return document
    return received(document.uri, document.path, "", document.version, str(document.text), patterns)


def edited(document: Document, version: int | None, edits: tuple[TextEdit | str, ...]) -> Document:
    """Return the document after `edits`.

    A manifest is parsed where it was touched. A lock is one block, and so is unread after every edit; imports
    of a Python file are scanned again by `with_imports`.
    """
    for edit in edits if document.has_text else ():
        document = _edited_once(document, edit)
    return replace(document, version=version)


def with_imports(document: Document) -> Document:
    """Return a Python document with the trees of its present text."""
    source = str(document.text)
    script = parse_manifest(ManifestKind.SCRIPT, document.text) if "# /// script" in source else None
    return replace(document, imports=parse_imports(source), manifest=script)


def _edited_once(document: Document, edit: TextEdit | str) -> Document:
    if isinstance(edit, str):
        document, before, change, new = replace(document, text=Text.of(edit)), document.manifest, None, edit
    else:
        text, change = document.text.replaced(edit.range, edit.text)
        document, before, new = replace(document, text=text), document.manifest, edit.text
    if before is None or document.kind is not DocumentKind.MANIFEST:
        return document
    if before.kind in LOCKS or takes_long(before.kind, len(new)):
        return replace(document, manifest=None, unread=before.kind)
    return replace(document, manifest=_manifest(before, document.text, change))


def _manifest(before: Manifest, text: Text, change: LineChange | None) -> Manifest:
    return parse_manifest(before.kind, text) if change is None else reparsed(before, text, change)
