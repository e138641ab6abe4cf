"""What a look at a project root means for the state: its environment, its manifests, its open documents.

An environment is announced when it has changed, and offered where there is none. Does not know how a
root is looked at.
"""

from dataclasses import replace
from types import MappingProxyType

from venvls.analysis.snapshot import Document, DocumentKind, Scope
from venvls.model.environment import EnvironmentState
from venvls.model.names import Uri
from venvls.session import documents
from venvls.session.changes import ScopeFound, ScopeInspected
from venvls.session.effects import Announce, Diagnose, Effect, FindScope, OfferEnvironment, Recover
from venvls.session.state import State, put

Result = tuple[State, tuple[Effect, ...]]


def found(state: State, change: ScopeFound) -> Result:
    """The project of a document is known now."""
    document = state.snapshot.documents.get(change.uri)
    if document is None:
        return state, ()
    root = change.scope.root
    state = state.with_document(replace(document, siblings=change.siblings))
    state = state.with_snapshot(scope_of=put(state.snapshot.scope_of, change.uri, root))
    state, effects = _changed(state, change.scope)
    diagnose = Diagnose(change.uri)
    if diagnose not in effects:
        effects = (*effects, diagnose)
    if change.scope.environment.state is EnvironmentState.MISSING and root not in state.offered:
        state = replace(state, offered=state.offered | {root})
        effects = (*effects, OfferEnvironment(root))
    return state, effects


def inspected(state: State, change: ScopeInspected) -> Result:
    """A project root was looked at, with its manifests on disk."""
    root = change.scope.root
    known = state.snapshot
    with_manifests = _with_manifests(state, root, change.manifests)
    with_manifests, searches = _with_included(with_manifests, change.manifests)
    state, effects = _changed(with_manifests, change.scope)
    effects = (*effects, *searches)
    if state.snapshot.documents == known.documents:
        return state, effects
    diagnoses = (Diagnose(uri) for uri in state.snapshot.open_documents(root))
    return state, tuple(dict.fromkeys((*effects, *diagnoses)))


def _with_manifests(state: State, root: Uri, manifests: tuple[Document, ...]) -> State:
    """Take over the manifests on disk; what a client has open is the client's."""
    snapshot = state.snapshot
    closed = {
        uri for uri, of in snapshot.scope_of.items() if of == root and not snapshot.documents[uri].is_open
    }
    on_disk = {
        each.uri: each for each in manifests if each.uri not in snapshot.documents or each.uri in closed
    }
    if {uri: snapshot.documents[uri] for uri in closed} == on_disk:
        return state
    others = {uri: each for uri, each in snapshot.documents.items() if uri not in closed}
    scope_of = {uri: of for uri, of in snapshot.scope_of.items() if uri not in closed}
    return state.with_snapshot(
        documents=MappingProxyType({**others, **on_disk}),
        scope_of=MappingProxyType({**scope_of, **dict.fromkeys(on_disk, root)}),
    )


def _with_included(state: State, manifests: tuple[Document, ...]) -> Result:
    """Take documents that are open for manifests where one on disk includes them."""
    searches: tuple[Effect, ...] = ()
    for each in manifests:
        document = state.snapshot.documents.get(each.uri)
        if document is None or not document.is_open or each.manifest is None:
            continue
        if document.kind is DocumentKind.OTHER and document.has_text:
            state = state.with_document(documents.as_included(document, each.manifest.kind))
            searches = (*searches, FindScope(document.uri, document.path))
    return state, searches


def _changed(state: State, scope: Scope) -> Result:
    before = state.snapshot.scopes.get(scope.root)
    if before == scope:
        return state, ()
    state = state.with_snapshot(scopes=put(state.snapshot.scopes, scope.root, scope))
    effects: tuple[Effect, ...] = ()
    if before is None or _contents(before) != _contents(scope):
        generation = state.generations.get(scope.root, 0) + 1
        state = replace(state, generations=put(state.generations, scope.root, generation))
        effects = (Announce(scope.root, generation),)
    if before is None and scope.trusted and scope.environment.prefix:
        effects = (*effects, Recover(scope.root))
    return state, (*effects, *(Diagnose(uri) for uri in state.snapshot.open_documents(scope.root)))


def _contents(scope: Scope) -> tuple[object, ...]:
    """Return what of a scope is announced."""
    return scope.environment, scope.trusted, scope.overrides
