"""Applies changes and performs the effects that the reducer answers with.

The only place where the state of a session is replaced. Does not know what clients ask, and
decides nothing.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import assert_never

from venvls.analysis.answer import Missing, NeedNames, NeedProject
from venvls.analysis.diagnosing import catch_up, diagnose, prepare
from venvls.analysis.snapshot import Scope, Snapshot
from venvls.index.remote import Index
from venvls.model.facts import Fact
from venvls.model.names import ProjectName, Uri
from venvls.model.release import Project
from venvls.model.settings import NameLists
from venvls.runtime.announcing import contract_of
from venvls.runtime.client import Client
from venvls.runtime.jobs import Jobs
from venvls.runtime.learning import Learning
from venvls.runtime.looking import Looking
from venvls.runtime.scopes import Surroundings
from venvls.runtime.tasks import Tasks
from venvls.session import State, apply
from venvls.session.changes import (
    Change,
    DocumentEdited,
    DocumentRead,
    FactsLearned,
    FactsMissing,
    Learned,
    ProjectLearned,
    RetryDue,
    UserPaused,
)
from venvls.session.effects import (
    Announce,
    AwaitPause,
    Chore,
    ClearDiagnostics,
    Diagnose,
    Effect,
    FindIncluder,
    FindScope,
    Inspect,
    Learn,
    OfferEnvironment,
    Read,
    Recover,
    Refresh,
    RetryLater,
)
from venvls.syntax.manifest import ManifestKind
from venvls.syntax.parsing import parse_manifest
from venvls.text import Text

PAUSE = 0.15
"""Seconds without a keystroke after which a whole module or lock is read again."""

LONGEST_RETRY = 60.0
"""Seconds between two tries whether an index answers again; the first comes after five."""

REFRESH = 0.1
"""Seconds in which reasons to ask again for lenses and hints are collected."""


class Reactor:
    """State, effects and the background work that belongs to them."""

    def __init__(self, client: Client, environ: Mapping[str, str], surroundings: Surroundings) -> None:
        self.client = client
        self.environ = environ
        self.tasks = Tasks()
        self.jobs = Jobs()
        self.looking = Looking(surroundings, self.apply, self.jobs.marked, self.tasks.spawn)
        self.index = Index(self._project_heard, environ=environ)
        self._learning = Learning(self.index, self.tasks, self._facts_landed)
        self._state = State()
        self._costs: dict[Uri, float] = {}
        self._reading: set[Uri] = set()
        self.chores: asyncio.Queue[Chore] = asyncio.Queue()
        self.settings_known = asyncio.Event()

    @property
    def snapshot(self) -> Snapshot:
        """All that is known now."""
        return self._state.snapshot

    @property
    def busy(self) -> bool:
        """Whether something is being looked up that could change what is said."""
        timers = ((step, uri) for step in ("prepare", "diagnose") for uri in self.snapshot.documents)
        diagnosing = any(map(self.tasks.has_timer, timers))
        return self.tasks.busy or self._learning.busy or diagnosing

    def generation(self, root: Uri) -> int:
        """Return how often the environment of a scope was announced."""
        return self._state.generations.get(root, 0)

    def apply(self, change: Change) -> None:
        """Take over a change and perform what follows from it."""
        if isinstance(change, DocumentEdited):
            self._learning.typed()
        for effect in self._followed(change):
            self.perform(effect)

    def perform(self, effect: Effect) -> None:  # noqa: C901 -- one arm an effect
        """Start or do one thing."""
        match effect:
            case FindScope(uri, path):
                if path:
                    self.tasks.spawn(self.looking.find(uri, path, self._known_scope), f"find {uri}")
            case FindIncluder(uri, path):
                self.tasks.spawn(self.looking.find_includer(uri, path), f"find what includes {uri}")
            case Read(uri, kind, text) if uri not in self._reading:
                self._reading.add(uri)
                self.tasks.spawn(self._read(uri, kind, text), f"read {uri}")
            case Read():
                # One at a time: when that is done, what was typed meanwhile is read again.
                return
            case Inspect(root):
                self.tasks.spawn(self.looking.inspect(root), f"look at {root}")
            case Diagnose(uri):
                # After all that has arrived with it: a question about the new text comes first, and of many
                # edits in one piece only the last is worth saying something about.
                self.tasks.later(("diagnose", uri), 0, lambda: self._diagnose(uri))
            case AwaitPause(uri):
                self.tasks.later(("pause", uri), PAUSE, lambda: self.apply(UserPaused(uri)))
            case ClearDiagnostics(uri):
                self.client.publish(uri, None, ())
            case Learn(needs):
                self._ask(needs)
            case RetryLater(key, attempts):
                delay = min(5.0 * 2 ** (attempts - 1), LONGEST_RETRY)
                self.tasks.later(("retry", key), delay, lambda: self.apply(RetryDue(key)))
            case Announce(root, generation):
                self._announce(self.snapshot.scopes[root], generation)
            case Refresh():
                self.tasks.later("refresh", REFRESH, self.client.refresh)
            case OfferEnvironment() | Recover():
                self.chores.put_nowait(effect)
            case _:
                assert_never(effect)

    def rest(self, uri: Uri) -> bool:
        """Do now what waits for a pause in a document, and tell whether anything did."""
        waited = self.tasks.cancel_timer(("pause", uri))
        if waited:
            self.apply(UserPaused(uri))
        return waited

    def wanted(self, missing: frozenset[Missing]) -> frozenset[Missing]:
        """Return the facts that the user's settings let us ask for; none before these are known."""
        if not self.settings_known.is_set():
            return frozenset()
        if self.snapshot.settings.offline:
            # Of a project that is still to be looked at with this setting nothing is asked any more.
            online = {scope.index.key for scope in self.snapshot.scopes.values() if not scope.index.offline}
            missing = frozenset(need for need in missing if need.key not in online) if online else missing
        if self.snapshot.settings.index_names is not NameLists.OFF:
            return missing
        names = {NeedNames(scope.index.key) for scope in self.snapshot.scopes.values()}
        # There may be ten thousand facts missing, and this is asked after every keystroke.
        return missing if names.isdisjoint(missing) else missing - names

    def know_settings(self) -> None:
        """Ask from now on: the client has told the user's settings, or never will."""
        if self.settings_known.is_set():
            return
        self.settings_known.set()
        for uri in self.snapshot.scope_of:
            self._diagnose_soon(uri)

    async def learned(self, snapshot: Snapshot, missing: frozenset[Missing], patience: float) -> Snapshot:
        """Return `snapshot` with the facts of `patience` seconds later; its documents stay as they are."""
        self.apply(FactsMissing(missing))
        await self._learning.wait(missing, patience)
        now = self.snapshot
        return replace(
            snapshot,
            projects=now.projects,
            metadata=now.metadata,
            providers=now.providers,
            names=now.names,
            vulnerabilities=now.vulnerabilities,
            publishers=now.publishers,
            similar=now.similar,
            news=now.news,
        )

    async def _read(self, uri: Uri, kind: ManifestKind, text: Text) -> None:
        try:
            manifest = await asyncio.to_thread(parse_manifest, kind, text)
        finally:
            self._reading.discard(uri)
        self.apply(DocumentRead(uri, text, manifest))

    def _followed(self, change: Change) -> tuple[Effect, ...]:
        state, effects = apply(self._state, change)
        self._state = replace(state, snapshot=replace(state.snapshot, now=time.time()))
        return effects

    def _diagnose(self, uri: Uri) -> None:
        document = self.snapshot.documents.get(uri)
        # Of what is not read yet, all that was said before may still hold.
        if document is None or not document.is_open or document.unread is not None:
            return
        if not prepare(self.snapshot, uri):
            # In another turn of the loop: what the client has said meanwhile comes first.
            self.tasks.later(("prepare", uri), 0, lambda: self._diagnose(uri))
            return
        started = time.perf_counter()
        answer = diagnose(self.snapshot, uri)
        self.client.publish(uri, document.version, answer.value)
        self._costs[uri] = time.perf_counter() - started
        if missing := self.wanted(answer.missing):
            self.apply(FactsMissing(missing))

    def _diagnose_soon(self, uri: Uri) -> None:
        # While thousands of facts land, analysis takes at most a fifth of the loop's time.
        if not self.tasks.has_timer(("diagnose", uri)):
            delay = 4 * self._costs.get(uri, 0.0)
            self.tasks.later(("diagnose", uri), delay, lambda: self._diagnose(uri))

    def _announce(self, scope: Scope, generation: int) -> None:
        self.client.environment_changed(contract_of(scope, generation))
        self.client.refresh()

    def _known_scope(self, root: Uri) -> Scope | None:
        return self.snapshot.scopes.get(root)

    def _ask(self, needs: frozenset[Missing]) -> None:
        scopes = {scope.index.key: scope for scope in self.snapshot.scopes.values()}
        of_key: dict[str, list[Missing]] = defaultdict(list)
        for need in needs:
            of_key[need.key].append(need)
        for key, some in of_key.items():
            if (scope := scopes.get(key)) is not None:
                self._learning.ask(some, scope.index, scope.environment.version)

    def _facts_landed(self, facts: tuple[Learned, ...]) -> None:
        for effect in self._followed(FactsLearned(facts)):
            if isinstance(effect, Diagnose):
                # Judged now, while there is little to judge; said when it is worth a message.
                catch_up(self.snapshot, effect.uri)
                self._diagnose_soon(effect.uri)
            else:
                self.perform(effect)

    def _project_heard(self, key: str, name: ProjectName, fact: Fact[Project]) -> None:
        self._learning.heard(ProjectLearned(NeedProject(key, name), fact))
