"""Diagnostics of a document: of its manifest, of its imports, or of both in a script (PEP 723)."""

from operator import attrgetter

from venvls.analysis.answer import Answer
from venvls.analysis.declared_python import declared_python
from venvls.analysis.elsewhere import from_elsewhere
from venvls.analysis.facts import Facts
from venvls.analysis.items import Diagnostic
from venvls.analysis.judging import bench, judged_module
from venvls.analysis.passes import (
    FirstLook,
    Pass,
    advance,
    first_pass,
    needs_first_look,
    next_pass,
)
from venvls.analysis.recent import Recent
from venvls.analysis.snapshot import Document, Snapshot
from venvls.analysis.subject import Subject
from venvls.model.names import Uri
from venvls.syntax.manifest import Manifest

_PASSES: Recent[Uri, Pass] = Recent(64)
_FIRST_LOOKS: Recent[Uri, FirstLook] = Recent(64)
_PIECE = 64
"""Blocks that are judged together: two milliseconds."""


def diagnose(snapshot: Snapshot, uri: Uri) -> Answer[tuple[Diagnostic, ...]]:
    """Return what is wrong with a document, in the order of the document."""
    document = snapshot.documents.get(uri)
    if document is None:
        return Answer(())
    imports = _of_imports(snapshot, document)
    if document.manifest is None:
        return imports
    requirements = _of_manifest(snapshot, document, document.manifest)
    # Ten thousand facts may be missing: the very same set is passed on at each keystroke, not a copy.
    missing = requirements.missing | imports.missing if imports.missing else requirements.missing
    if not imports.value:
        return Answer(requirements.value, missing)
    both = sorted((*requirements.value, *imports.value), key=lambda diagnostic: diagnostic.range)
    return Answer(tuple(both), missing)


def prepare(snapshot: Snapshot, uri: Uri) -> bool:
    """Judge a piece of what a first look at a document takes; tell whether `diagnose` has little to do.

    Other settings and another environment concern every block, so that a long document takes many
    pieces. It is the caller who decides what comes between them.
    """
    document = snapshot.documents.get(uri)
    if document is None or document.manifest is None:
        return True
    last, look = _PASSES.get(uri), _FIRST_LOOKS.get(uri)
    subject = _subject(look or last, snapshot, document, document.manifest)
    if not needs_first_look(last, subject):
        return True
    if look is None or needs_first_look(look, subject):
        look = FirstLook(subject, [])
        _FIRST_LOOKS.put(uri, look)
    return advance(look, _PIECE)


def catch_up(snapshot: Snapshot, uri: Uri) -> None:
    """Judge now what has changed since the last look, so that `diagnose` finds little to do.

    Where thousands of facts land, this is what divides the work into small pieces. While a first look
    is under way, what has landed waits for it.
    """
    document = snapshot.documents.get(uri)
    if document is not None and document.manifest is not None and _FIRST_LOOKS.get(uri) is None:
        _look(snapshot, document, document.manifest)


def _of_imports(snapshot: Snapshot, document: Document) -> Answer[tuple[Diagnostic, ...]]:
    scope = snapshot.scope(document.uri)
    if scope is None or not document.imports:
        return Answer(())
    facts = Facts(snapshot, scope.index.key)
    found = judged_module(bench(snapshot.settings), document, scope, facts)
    return facts.answer(tuple(Diagnostic(document.text.range(one.span), one) for one in found))


def _of_manifest(
    snapshot: Snapshot, document: Document, manifest: Manifest
) -> Answer[tuple[Diagnostic, ...]]:
    current = _look(snapshot, document, manifest)
    return Answer(_in_order(current), current.missing)


def _look(snapshot: Snapshot, document: Document, manifest: Manifest) -> Pass:
    # Taken, since the next look makes use of the lists of the last one.
    last, begun = _PASSES.take(document.uri), _FIRST_LOOKS.take(document.uri)
    subject = _subject(begun or last, snapshot, document, manifest)
    if begun is not None and needs_first_look(last, subject) and not needs_first_look(begun, subject):
        last = first_pass(begun)
    current = next_pass(last, subject)
    _PASSES.put(document.uri, current)
    return current


def _subject(
    last: Pass | FirstLook | None, snapshot: Snapshot, document: Document, manifest: Manifest
) -> Subject:
    before = last.subject if last is not None else None
    known = before is not None and before.snapshot.settings is snapshot.settings
    rules = before.rules if before is not None and known else bench(snapshot.settings)
    scope = snapshot.scope(document.uri)
    if before is not None and before.manifest is manifest and _same_documents(before.snapshot, snapshot):
        # A manifest of a hundred thousand tables is judged in thousands of pieces, and read through once.
        elsewhere, python = before.elsewhere, before.declared_python
    else:
        elsewhere, python = from_elsewhere(snapshot, document.uri, manifest), declared_python(manifest)
    return Subject(rules, snapshot, scope, document, manifest, elsewhere, python)


def _same_documents(before: Snapshot, now: Snapshot) -> bool:
    return (
        before.documents is now.documents and before.scope_of is now.scope_of and before.scopes is now.scopes
    )


def _in_order(current: Pass) -> tuple[Diagnostic, ...]:
    if not current.across.findings:
        return tuple(current.shown)
    manifest = current.subject.manifest
    across = [Diagnostic(manifest.range(index, one.span), one) for index, one in current.across.findings]
    return tuple(sorted((*current.shown, *across), key=attrgetter("range")))
