"""Asks the index for what analysis lacks, and hands facts on in small batches.

Each fact is asked for once at a time; whoever is interested can wait for it a little. Knows the
index's interface, not what facts are good for.
"""

import asyncio
import platform
from collections.abc import Callable, Iterable
from contextlib import suppress

from packaging.version import Version

from venvls.analysis.answer import (
    Missing,
    NeedMetadata,
    NeedNames,
    NeedProject,
    NeedProviders,
    NeedVulnerabilities,
)
from venvls.index.remote import Index
from venvls.model.index_configuration import IndexConfiguration
from venvls.runtime.tasks import Tasks
from venvls.session.changes import (
    Learned,
    MetadataLearned,
    NamesLearned,
    ProjectLearned,
    ProvidersLearned,
    VulnerabilitiesLearned,
)

BATCH = 0.01
"""Seconds in which facts that land are collected, so that a thousand answers cost few analyses."""

OWN_PYTHON = Version(platform.python_version())
"""Whom wheels are chosen for where there is no environment yet."""

CONCURRENT = 64
"""Questions that the worker process has at once; it limits each host further."""


class Learning:
    """Questions under way for one engine."""

    def __init__(self, index: Index, tasks: Tasks, deliver: Callable[[tuple[Learned, ...]], None]) -> None:
        self._index = index
        self._tasks = tasks
        self._deliver = deliver
        self._landed: list[Learned] = []
        self._waiting: dict[Missing, asyncio.Event] = {}
        self._room = asyncio.Semaphore(CONCURRENT)

    @property
    def busy(self) -> bool:
        """Whether any question is under way."""
        return bool(self._waiting)

    def ask(self, need: Missing, configuration: IndexConfiguration, python: Version | None) -> None:
        """Start to learn one fact, unless that is under way."""
        if need in self._waiting:
            return
        self._waiting[need] = asyncio.Event()
        self._tasks.spawn(self._learn(need, configuration, python), f"learn {need}")

    def heard(self, item: Learned) -> None:
        """Take an answer that the index sends unasked: a newer one than the stale one before."""
        self._land(item)

    async def wait(self, needs: Iterable[Missing], patience: float) -> None:
        """Wait until all of `needs` were delivered, `patience` seconds at most."""
        events = [self._waiting[need] for need in needs if need in self._waiting]
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                for event in events:
                    await event.wait()

    async def _learn(self, need: Missing, configuration: IndexConfiguration, python: Version | None) -> None:
        async with self._room:
            self._land(await self._answer(need, configuration, python))

    async def _answer(
        self, need: Missing, configuration: IndexConfiguration, python: Version | None
    ) -> Learned:
        match need:
            case NeedProject():
                return ProjectLearned(need, await self._index.project(need.name, configuration))
            case NeedMetadata():
                fact = await self._index.metadata(need.name, need.version, configuration)
                return MetadataLearned(need, fact)
            case NeedVulnerabilities():
                scanned = await self._index.vulnerabilities(
                    need.name, need.version, configuration, service=need.service
                )
                return VulnerabilitiesLearned(need, scanned)
            case NeedProviders():
                proved = await self._index.providers(
                    need.module, need.candidates, configuration, python or OWN_PYTHON
                )
                return ProvidersLearned(need, proved)
            case NeedNames():
                return NamesLearned(need, await self._index.names(configuration))

    def _land(self, item: Learned) -> None:
        self._landed.append(item)
        if not self._tasks.has_timer(self):
            self._tasks.later(self, BATCH, self._flush)

    def _flush(self) -> None:
        landed, self._landed = tuple(self._landed), []
        self._deliver(landed)
        for item in landed:
            if (event := self._waiting.pop(item.need, None)) is not None:
                event.set()
