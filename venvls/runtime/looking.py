"""Looks at project roots in threads, one look at a time for each, with a limit.

Hands on what was found as a change; does not know what follows from it.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress

from venvls.analysis.snapshot import Document, Scope
from venvls.model.names import Uri
from venvls.runtime.manifests import manifests_of
from venvls.runtime.probes import Probes
from venvls.runtime.scopes import Surroundings, look, modules_beside, root_of
from venvls.runtime.uris import path_of, uri_of
from venvls.session.changes import Change, ScopeFound, ScopeInspected

LIMIT = 30.0
"""Seconds for reading the files of one project root."""

Spawn = Callable[[Coroutine[object, object, object], str], None]
"""Runs work in the background under a name; its owner ends it."""

_log = logging.getLogger(__name__)


class Looking:
    """Looks under way. `mark` puts the state of running jobs on a scope."""

    def __init__(
        self,
        surroundings: Surroundings,
        deliver: Callable[[Change], None],
        mark: Callable[[Scope], Scope],
        spawn: Spawn,
    ) -> None:
        self.surroundings = surroundings
        self._deliver = deliver
        self._mark = mark
        self._spawn = spawn
        self._probes = Probes(surroundings.environ)
        self._running: dict[Uri, asyncio.Future[Scope | None]] = {}

    async def root(self, path: str) -> Uri:
        """Return the project root of a file or folder."""
        return uri_of(await asyncio.to_thread(root_of, path, self.surroundings))

    async def inspect(self, root: Uri) -> Scope | None:
        """Read a project root from now on, and deliver what is found; `None` when it takes too long."""
        if (running := self._running.get(root)) is not None:
            # That one began before what the caller knows of.
            await asyncio.shield(running)
        return await self.inspected(root)

    async def inspected(self, root: Uri) -> Scope | None:
        """Like `inspect`, but a look that is under way will do."""
        running = self._running.get(root)
        if running is None:
            running = asyncio.ensure_future(self._look(root))
            self._running[root] = running
        return await asyncio.shield(running)

    async def find(self, uri: Uri, path: str, known: Callable[[Uri], Scope | None]) -> None:
        """Deliver the scope of a document, reading its project root unless that is known."""
        root = await self.root(path)
        scope = known(root) or await self.inspected(root)
        if scope is not None:
            beside = await asyncio.to_thread(modules_beside, path)
            self._deliver(ScopeFound(uri, known(root) or scope, beside))

    async def find_includer(self, uri: Uri, path: str) -> None:
        """Read the project root of a text file if a manifest there includes it."""
        root = await self.root(path)
        with suppress(TimeoutError):
            async with asyncio.timeout(LIMIT):
                manifests = await asyncio.to_thread(manifests_of, path_of(root))
                if any(each.uri == uri for each in manifests):
                    await self.inspect(root)

    async def _look(self, root: Uri) -> Scope | None:
        found: tuple[Scope, tuple[Document, ...]] | None = None
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(LIMIT):
                    found = await asyncio.to_thread(_look, path_of(root), self.surroundings, self._probes)
        finally:
            self._running.pop(root, None)
        if found is None:
            _log.warning("reading the project took more than %s s: %s", LIMIT, root)
            return None
        scope, manifests = found
        scope = self._mark(scope)
        self._deliver(ScopeInspected(scope, manifests))
        if self.surroundings.trusted and not scope.tags:
            self._spawn(self._probe(scope), f"probe {root}")
        return scope

    async def _probe(self, scope: Scope) -> None:
        # By now there may be a newer look, so what the interpreter said goes into one more.
        if await self._probes.ask(scope):
            await self.inspect(scope.root)


def _look(root: str, surroundings: Surroundings, probes: Probes) -> tuple[Scope, tuple[Document, ...]]:
    manifests = manifests_of(root)
    return probes.completed(look(root, surroundings, manifests)), manifests
