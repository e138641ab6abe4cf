"""One session as its client sees it: what happens, in order, and what can be asked.

Methods without `async` run at dispatch and return at once. Questions take the snapshot of the moment
they were asked, so that an edit that comes later does not move their positions. What only answers questions
that no keystroke asks is imported by the first of them. Does not know LSP.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar

from venvls.analysis.answer import Answer, Missing
from venvls.analysis.completion import complete
from venvls.analysis.diagnosing import diagnose
from venvls.analysis.items import Action, CompletionList, Hover
from venvls.analysis.snapshot import Document, Scope, Snapshot
from venvls.analysis.suited import without_wheels
from venvls.model.names import Uri
from venvls.runtime import commands
from venvls.runtime.announcing import contract_of
from venvls.runtime.chores import do_chores, keep_watch
from venvls.runtime.client import Client, Loudness
from venvls.runtime.commands import CommandError
from venvls.runtime.files import listing
from venvls.runtime.memory import Memory
from venvls.runtime.reactor import Reactor
from venvls.runtime.revisiting import revisit
from venvls.runtime.scopes import Surroundings
from venvls.runtime.settings import read_settings
from venvls.runtime.uris import path_of
from venvls.session.changes import (
    DocumentClosed,
    DocumentEdited,
    DocumentOpened,
    FactsOutdated,
    FilesChanged,
    SettingsChanged,
    UpgradesWanted,
)
from venvls.session.effects import FindScope
from venvls.text import Position, Range, Text, TextEdit

T = TypeVar("T")

ANSWERING = (
    "venvls.analysis.completion.documentation",
    "venvls.analysis.hover",
    "venvls.analysis.actions",
)
"""Modules that questions import: the first one of its kind, unless somebody did so before."""

PATIENCE = 0.4
"""Seconds a completion waits for facts; the list is incomplete after that."""

PROOF_PATIENCE = 2.5
"""Seconds a person waits for a hover or for quick fixes, which need proof from the index."""

SETTINGS_PATIENCE = 2.0
"""Seconds that a client which was asked for settings has to tell them before an index is asked."""

UPGRADE_PATIENCE = 10.0
"""Seconds a person waits for the answer whether there are newer releases; others are shown later."""


class Engine:
    """The daemon behind one client."""

    commands: tuple[str, ...] = commands.NAMES

    def __init__(self, client: Client, environ: Mapping[str, str]) -> None:
        self.client = client
        self.environ = environ
        self.memory = Memory(environ)
        self._reactor = Reactor(client, environ, Surroundings((), environ, self.memory))
        self.jobs = self._reactor.jobs
        self._initial_settings: Mapping[str, object] = {}
        self._stopping = asyncio.Event()

    # Life

    async def run(self) -> None:
        """Own all background work until `stop`; a job that must not be interrupted ends first."""
        try:
            async with self._reactor.tasks:
                await self._stopping.wait()
                await self.jobs.finished()
        finally:
            await self._reactor.index.close()

    def stop(self) -> None:
        """Let `run` end."""
        self._stopping.set()

    def start(
        self,
        folders: Sequence[str],
        settings: Mapping[str, object],
        *,
        trusted: bool | None = None,
        settings_follow: bool = False,
    ) -> None:
        """Begin to serve a workspace. `trusted` is what the client says of it, if anything.

        If `settings_follow`, no index is asked and nothing is offered before `settings_known`, since the user
        may have switched either off; a client that keeps silent is not waited for longer than a moment.
        """
        self._surround(folders=tuple(folders), trusted=trusted)
        self._initial_settings = settings
        self.configured({})
        tasks = self._reactor.tasks
        if settings_follow:
            tasks.later("settings", SETTINGS_PATIENCE, self.settings_known)
        else:
            self.settings_known()
        tasks.spawn(keep_watch(self), "watch", lasting=True)
        chores = do_chores(self, self._reactor.chores, self._reactor.settings_known)
        tasks.spawn(chores, "chores", lasting=True)
        tasks.spawn(revisit(lambda: self.snapshot, self._reactor.apply), "revisit", lasting=True)
        for folder in folders:
            tasks.spawn(self.scope_of_path(folder), f"look at {folder}")

    async def settled(self) -> None:
        """Wait until nothing is being looked up: all that can be said now was said."""
        while self._reactor.busy:
            await self._reactor.tasks.step()

    # What happens, in order

    def opened(self, uri: Uri, language_id: str, version: int | None, text: str) -> None:
        """A document is now the client's."""
        self._reactor.apply(DocumentOpened(uri, path_of(uri), language_id, version, text))

    def changed(self, uri: Uri, version: int | None, edits: Sequence[TextEdit | str]) -> None:
        """Apply edits in order, each to the text that the one before it made."""
        self._reactor.apply(DocumentEdited(uri, version, tuple(edits)))

    def closed(self, uri: Uri) -> None:
        """A document is the disk's again."""
        self._reactor.tasks.cancel_timer(("pause", uri))
        self._reactor.apply(DocumentClosed(uri))

    def saved(self, uri: Uri) -> None:
        """A document was written: its project may declare another index or interpreter now."""
        self.watched([path_of(uri)])

    def watched(self, paths: Iterable[str]) -> None:
        """Files changed on disk, says the client or our own poll."""
        self._reactor.apply(FilesChanged(tuple(path for path in paths if path)))

    def configured(self, settings: Mapping[str, object]) -> None:
        """Settings changed; what is not among them is as the client said at the start."""
        read, problems = read_settings(settings, self.environ, self._initial_settings)
        for problem in problems:
            self.client.show(Loudness.WARNING, problem)
        self._surround(offline=read.offline)
        self._reactor.apply(SettingsChanged(read))

    def settings_known(self) -> None:
        """The client has told the settings it has, if any."""
        self._reactor.tasks.cancel_timer("settings")
        self._reactor.know_settings()

    def folders_changed(self, added: Sequence[str], removed: Sequence[str]) -> None:
        """The workspace has other folders."""
        kept = [folder for folder in self.surroundings.folders if folder not in removed]
        self._surround(folders=(*kept, *added))
        for uri, document in self.snapshot.documents.items():
            if document.is_open:
                self._reactor.perform(FindScope(uri, document.path))

    # Questions

    @property
    def snapshot(self) -> Snapshot:
        """All that is known now."""
        return self._reactor.snapshot

    def text(self, uri: Uri) -> Text | None:
        """Return the text of an open document."""
        document = self.document(uri)
        return document.text if document is not None else None

    def document(self, uri: Uri) -> Document | None:
        """Return a document that the client has open."""
        document = self.snapshot.documents.get(uri)
        return document if document is not None and document.is_open else None

    def rested(self, uri: Uri) -> Snapshot:
        """Return all that is known now, with the imports of a module as they stand in its text."""
        self._reactor.rest(uri)
        return self.snapshot

    def current(self, uri: Uri) -> Snapshot:
        """Return all that is known now, with the manifest of a document as it stands in its text.

        While somebody types in a script (PEP 723) or a lock, its trees wait for a pause.
        """
        document = self.snapshot.documents.get(uri)
        waits = document is not None and (document.manifest is not None or document.unread is not None)
        return self.rested(uri) if waits else self.snapshot

    async def placed(self, snapshot: Snapshot, uri: Uri) -> Snapshot:
        """Return `snapshot` with the project of a document, waiting while that is being looked at.

        Its documents stay as they are, since positions refer to them.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(PROOF_PATIENCE):
                while self.snapshot.scope(uri) is None and self._reactor.tasks.busy:
                    await self._reactor.tasks.step()
        return replace(snapshot, scopes=self.snapshot.scopes, scope_of=self.snapshot.scope_of)

    def complete_now(self, snapshot: Snapshot, uri: Uri, position: Position) -> CompletionList | None:
        """Return proposals when all facts are at hand, `None` when `complete` must be asked."""
        answer = complete(snapshot, uri, position)
        return None if answer.unlisted or self._reactor.wanted(answer.missing) else answer.value

    async def complete(self, snapshot: Snapshot, uri: Uri, position: Position) -> CompletionList | None:
        """Return proposals, with what the disk and the index say within `PATIENCE` each."""
        answer = complete(snapshot, uri, position)
        if answer.unlisted:
            snapshot = await _listed(snapshot, answer.unlisted)
            answer = complete(snapshot, uri, position)
        if missing := self._reactor.wanted(answer.missing):
            snapshot = await self._reactor.learned(snapshot, missing, PATIENCE)
            answer = complete(snapshot, uri, position)
            if answer.value is not None and self._reactor.wanted(answer.missing):
                return replace(answer.value, incomplete=True)
        return answer.value

    async def resolve_completion(self, details: Mapping[str, str]) -> str:
        """Return the documentation of a proposal as Markdown."""
        from venvls.analysis.completion.documentation import documentation

        return await self._proved(self.snapshot, lambda snapshot: documentation(snapshot, details))

    async def hover(self, snapshot: Snapshot, uri: Uri, position: Position) -> Hover | None:
        """Return what is known about the place."""
        from venvls.analysis.hover import hover

        rested = self._rested(snapshot, uri)
        return await self._proved(rested, lambda snapshot: hover(snapshot, uri, position))

    async def actions(self, snapshot: Snapshot, uri: Uri, range_: Range) -> Sequence[Action]:
        """Return what can be done about the range, proved."""
        from venvls.analysis.actions import actions

        rested = self._rested(snapshot, uri)
        return await self._proved(rested, lambda snapshot: actions(snapshot, uri, range_))

    async def without_wheels(self, scopes: Sequence[Scope]) -> tuple[int, ...]:
        """Return for each of the scopes, one project's, how many requirements have no wheel there."""
        return await self._proved(self.snapshot, lambda snapshot: without_wheels(snapshot, scopes))

    async def environment(self, uri: Uri | None) -> Mapping[str, object]:
        """Return the activation contract for a document or folder, by default the first folder."""
        path = path_of(uri) if uri else next(iter(self.surroundings.folders), "")
        if not path:
            raise CommandError("this document lies in no folder, so it has no environment")
        scope = await self.scope_of_path(path)
        if scope is None:
            raise CommandError(f"the project could not be read: `{path}`")
        return contract_of(scope, self._reactor.generation(scope.root))

    async def execute(self, command: str, argument: Mapping[str, object]) -> object:
        """Run a command and return its JSON-able result; raises `CommandError`."""
        return await commands.run(self, command, argument)

    # What commands need

    @property
    def surroundings(self) -> Surroundings:
        """What looking at a project root needs to know."""
        return self._reactor.looking.surroundings

    async def scope_of_path(self, path: str) -> Scope | None:
        """Return the scope of a file or folder, reading its project unless it is known."""
        root = await self._reactor.looking.root(path)
        return self.snapshot.scopes.get(root) or await self._reactor.looking.inspected(root)

    async def show_upgrades(self, uri: Uri) -> Snapshot:
        """Show newer releases in a document; returns what is known once the index had time to answer."""
        await self.placed(self.snapshot, uri)
        self._reactor.apply(UpgradesWanted(uri, wanted=True))
        snapshot = self.snapshot
        missing = self._reactor.wanted(diagnose(snapshot, uri).missing)
        return await self._reactor.learned(snapshot, missing, UPGRADE_PATIENCE)

    def hide_upgrades(self, uri: Uri) -> None:
        """Show them no longer."""
        self._reactor.apply(UpgradesWanted(uri, wanted=False))

    def background(self, work: Coroutine[object, object, object], name: str) -> None:
        """Do what nobody waits for; it ends with the engine."""
        self._reactor.tasks.spawn(work, name)

    async def inspect(self, root: Uri) -> Scope | None:
        """Read a project root again from now on; `None` when that takes too long."""
        return await self._reactor.looking.inspect(root)

    def _surround(self, **parts: object) -> None:
        self._reactor.looking.surroundings = replace(self.surroundings, **parts)  # type: ignore[arg-type]

    def _rested(self, snapshot: Snapshot, uri: Uri) -> Snapshot:
        return self.snapshot if snapshot is self.snapshot and self._reactor.rest(uri) else snapshot

    async def _proved(self, snapshot: Snapshot, ask: Callable[[Snapshot], Answer[T]]) -> T:
        """Ask until nothing is missing or `PROOF_PATIENCE` is over: one fact may lead to the next."""
        snapshot = replace(snapshot, now=time.time())
        answer, asked = ask(snapshot), frozenset[Missing]()
        deadline = time.monotonic() + PROOF_PATIENCE
        while missing := self._reactor.wanted(answer.missing) - asked:
            patience = deadline - time.monotonic()
            if patience <= 0:
                break
            snapshot = await self._reactor.learned(snapshot, missing, patience)
            answer, asked = ask(snapshot), asked | missing
        self._reactor.apply(FactsOutdated(answer.outdated))
        return answer.value


async def _listed(snapshot: Snapshot, folders: Iterable[str]) -> Snapshot:
    """Return `snapshot` with what lies in these folders, as it is without where the disk is slow."""
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            found = {folder: await asyncio.to_thread(listing, folder) for folder in folders}
            return replace(snapshot, listings=found)
    return snapshot
