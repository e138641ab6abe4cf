"""The reducer: what each change means for the state, and what is to be done about it.

One function a change; `apply` only chooses. Table tests need no loop, no clock and no mock.
"""

from typing import assert_never

from venvls.analysis.snapshot import Document, DocumentKind, Scope, Snapshot
from venvls.model.names import Uri
from venvls.session import documents, facts, scopes
from venvls.session.changes import (
    Change,
    DocumentClosed,
    DocumentEdited,
    DocumentOpened,
    DocumentRead,
    FactsLearned,
    FactsMissing,
    FactsOutdated,
    FilesChanged,
    RetryDue,
    ScopeFound,
    ScopeInspected,
    SettingsChanged,
    UpgradesWanted,
    UserPaused,
)
from venvls.session.effects import (
    AwaitPause,
    ClearDiagnostics,
    Diagnose,
    Effect,
    FindIncluder,
    FindScope,
    Inspect,
    Read,
    Refresh,
)
from venvls.session.state import State, without
from venvls.syntax.kinds import may_be_included
from venvls.syntax.manifest import LOCKS
from venvls.syntax.parsing import parse_manifest

Result = tuple[State, tuple[Effect, ...]]


def apply(state: State, change: Change) -> Result:  # noqa: C901 -- one arm a change
    """Return the state after `change` and what the runtime is to do now, in order."""
    match change:
        case DocumentOpened():
            return _opened(state, change)
        case DocumentRead():
            return _read(state, change)
        case DocumentEdited():
            return _edited(state, change)
        case UserPaused():
            return _paused(state, change)
        case DocumentClosed():
            return _closed(state, change)
        case ScopeFound():
            return scopes.found(state, change)
        case ScopeInspected():
            return scopes.inspected(state, change)
        case FactsMissing():
            return facts.missing(state, change)
        case FactsOutdated():
            return facts.outdated(state, change)
        case FactsLearned():
            return facts.learned(state, change)
        case RetryDue():
            return facts.retry_due(state, change)
        case FilesChanged():
            return _files_changed(state, change)
        case SettingsChanged():
            return _settings_changed(state, change)
        case UpgradesWanted():
            return _upgrades_wanted(state, change)
        case _:
            assert_never(change)


def _opened(state: State, change: DocumentOpened) -> Result:
    document = documents.received(
        change.uri,
        change.path,
        change.language_id,
        change.version,
        change.source,
        state.snapshot.settings.manifest_patterns,
    )
    before = state.snapshot.documents.get(change.uri)
    if document.kind is DocumentKind.OTHER and before is not None and before.manifest is not None:
        document = documents.as_included(document, before.manifest.kind)
    state = state.with_document(document)
    if document.kind is DocumentKind.OTHER:
        is_text = document.doubted is None and may_be_included(change.path, change.language_id)
        return state, (FindIncluder(change.uri, change.path),) if change.path and is_text else ()
    return state, (*_readings(document), _judgement(document))


def _judgement(document: Document) -> Effect:
    # A buffer that was never saved belongs to no project; what is wrong with its text is wrong all the same.
    return FindScope(document.uri, document.path) if document.path else Diagnose(document.uri)


def _readings(document: Document) -> tuple[Read, ...]:
    return () if document.unread is None else (Read(document.uri, document.unread, document.text),)


def _read(state: State, change: DocumentRead) -> Result:
    document = state.snapshot.documents.get(change.uri)
    if document is None or document.unread is None:
        return state, ()
    if document.text is not change.text:
        return state, _readings(document)
    return state.with_document(documents.read(document, change.manifest)), (Diagnose(change.uri),)


def _edited(state: State, change: DocumentEdited) -> Result:
    document = state.snapshot.documents.get(change.uri)
    if document is None:
        return state, ()
    document = documents.edited(document, change.version, change.edits)
    state = state.with_document(document)
    if document.kind is DocumentKind.OTHER:
        return state, (AwaitPause(change.uri),) if document.doubted else ()
    # A manifest is parsed where it was touched, a whole module or lock when the user pauses.
    if document.kind is DocumentKind.PYTHON or document.unread in LOCKS:
        return state, (AwaitPause(change.uri),)
    return state, _readings(document) or (Diagnose(change.uri),)


def _paused(state: State, change: UserPaused) -> Result:
    document = state.snapshot.documents.get(change.uri)
    if document is None:
        return state, ()
    if document.kind is DocumentKind.PYTHON:
        return state.with_document(documents.with_imports(document)), (Diagnose(change.uri),)
    if document.doubted is not None:
        document = documents.reconsidered(document)
        return (state.with_document(document), (_judgement(document),)) if document.manifest else (state, ())
    if document.unread is None or documents.takes_long(document.unread, document.text.length):
        return state, _readings(document)
    manifest = parse_manifest(document.unread, document.text)
    return state.with_document(documents.read(document, manifest)), (Diagnose(change.uri),)


def _closed(state: State, change: DocumentClosed) -> Result:
    snapshot = state.snapshot
    document, root = snapshot.documents.get(change.uri), snapshot.scope_of.get(change.uri)
    if document is None or not document.is_open:
        return state, ()
    state = state.with_snapshot(
        documents=without(snapshot.documents, change.uri),
        scope_of=without(snapshot.scope_of, change.uri),
        upgrades=snapshot.upgrades - {change.uri},
    )
    if document.kind is DocumentKind.OTHER:
        return state, ()
    # The manifest on disk takes the place of the one that was open.
    looks = (Inspect(root),) if root is not None and document.kind is DocumentKind.MANIFEST else ()
    return state, (ClearDiagnostics(change.uri), *looks)


def _files_changed(state: State, change: FilesChanged) -> Result:
    snapshot = state.snapshot
    roots = {
        root for root, scope in snapshot.scopes.items() if any(_is_of(path, scope) for path in change.paths)
    }
    inspections = tuple(Inspect(root) for root in sorted(roots))
    # A manifest or an environment that appears can make a nearer project root.
    searches = tuple(
        FindScope(uri, document.path)
        for uri, document in snapshot.documents.items()
        if _may_move(document, snapshot.scope_of.get(uri), roots)
    )
    return state, (*inspections, *searches)


def _may_move(document: Document, root: Uri | None, changed: set[Uri]) -> bool:
    return document.is_open and document.kind is not DocumentKind.OTHER and root in changed


def _settings_changed(state: State, change: SettingsChanged) -> Result:
    if state.snapshot.settings == change.settings:
        return state, ()
    state = state.with_snapshot(settings=change.settings)
    state, looks = _with_named_by_user(state)
    inspections = tuple(Inspect(root) for root in state.snapshot.scopes)
    return state, (*looks, *inspections, *_all_diagnoses(state.snapshot))


def _with_named_by_user(state: State) -> Result:
    """Take open documents for the manifests that the user's patterns make of them.

    Often the patterns come after the documents: clients are asked for settings when they have begun.
    """
    effects: tuple[Effect, ...] = ()
    for document in state.snapshot.documents.values():
        again = documents.named_by_user(document, state.snapshot.settings.manifest_patterns)
        if again is not document:
            state = state.with_document(again)
            judged = again.kind is not DocumentKind.OTHER
            effects = (*effects, *_readings(again), _judgement(again)) if judged else effects
    return state, effects


def _upgrades_wanted(state: State, change: UpgradesWanted) -> Result:
    known = state.snapshot.upgrades
    wanted = known | {change.uri} if change.wanted else known - {change.uri}
    document = state.snapshot.documents.get(change.uri)
    if wanted == known or document is None or not document.is_open:
        return state, ()
    return state.with_snapshot(upgrades=wanted), (Diagnose(change.uri), Refresh())


def _all_diagnoses(snapshot: Snapshot) -> tuple[Effect, ...]:
    return tuple(
        Diagnose(uri)
        for uri, document in snapshot.documents.items()
        if document.is_open and (uri in snapshot.scope_of or _is_judged_alone(document))
    )


def _is_judged_alone(document: Document) -> bool:
    return document.kind is not DocumentKind.OTHER and not document.path


def _is_of(path: str, scope: Scope) -> bool:
    # What others have settled may lie above the project.
    return _is_below(path, scope.path) or any(path == one.file for one in scope.overrides)


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/\\") + ("/" if "/" in folder else "\\"))
