"""Asks the index for what analysis lacks, and hands facts on in small batches.

Each fact is asked for once at a time; whoever is interested can wait for it a little. A long manifest
lacks ten thousand facts at once: they are asked for in few questions, and are handed on in pieces of two
milliseconds, between which a keystroke has its turn. Knows the index's interface, not what facts are
good for.
"""

import asyncio
import platform
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from time import perf_counter

from packaging.version import Version

from venvls.analysis.answer import (
    Missing,
    NeedMetadata,
    NeedNames,
    NeedProject,
    NeedProviders,
    NeedPublishers,
    NeedSimilar,
    NeedVulnerabilities,
)
from venvls.index.remote import Index
from venvls.model.facts import Fact, Known
from venvls.model.index_configuration import IndexConfiguration
from venvls.runtime.tasks import Tasks
from venvls.session.changes import (
    Learned,
    MetadataLearned,
    NamesLearned,
    ProjectLearned,
    ProvidersLearned,
    PublishersLearned,
    SimilarLearned,
    VulnerabilitiesLearned,
)

BATCH = 0.01
"""Seconds in which facts that land are collected, so that a few answers cost one analysis."""

MOST = 16
"""Facts that are handed on together: what follows from them takes about two milliseconds."""

TYPING = 0.3
"""Seconds after a key in which the next one is to be expected."""

TOGETHER = 64
"""Projects in one question. Fewer than `FEW` go by themselves: somebody may wait for them."""

FEW = 8

QUESTIONS = 2
"""Questions about many projects at once. They keep the worker busy, and others need not wait for long."""

SCANS = 8
"""Releases that are looked up among advisories at once: nobody waits for them, and they may be many."""

OWN_PYTHON = Version(platform.python_version())
"""Whom wheels are chosen for where there is no environment yet."""

COMPARED = 200
"""Unknown names of a session that are compared with the lists; so many of them are no slips of the keys."""

SIMILAR = 2
"""Names that an unknown one is told to be like."""

CONCURRENT = 64
"""Questions that the worker process has at once; it limits each host further."""


class Learning:
    """Questions under way for one engine."""

    def __init__(self, index: Index, tasks: Tasks, deliver: Callable[[tuple[Learned, ...]], None]) -> None:
        self._index = index
        self._tasks = tasks
        self._deliver = deliver
        self._landed: deque[Learned] = deque()
        self._waiting: set[Missing] = set()
        self._delivered = asyncio.Event()
        self._awaited = 0
        self._typed = -TYPING
        self._room = asyncio.Semaphore(CONCURRENT)
        self._room_for_scans = asyncio.Semaphore(SCANS)
        self._room_for_many = asyncio.Semaphore(QUESTIONS)
        self._room_for_comparing = asyncio.Semaphore(1)
        self._compared = 0

    @property
    def busy(self) -> bool:
        """Whether any question is under way."""
        return bool(self._waiting)

    def ask(
        self, needs: Iterable[Missing], configuration: IndexConfiguration, python: Version | None
    ) -> None:
        """Start to learn facts of one configuration, unless that is under way."""
        new = [need for need in needs if need not in self._waiting and self._is_worth_asking(need)]
        self._waiting.update(new)
        projects = [need for need in new if isinstance(need, NeedProject)]
        if len(projects) > FEW:
            new = [need for need in new if not isinstance(need, NeedProject)]
            for some in _pieces(projects, TOGETHER):
                self._tasks.spawn(self._learn_many(some, configuration), f"learn {len(some)} projects")
        for need in new:
            self._tasks.spawn(self._learn(need, configuration, python), f"learn {need}")

    def heard(self, item: Learned) -> None:
        """Take an answer that the index sends unasked: a newer one than the stale one before."""
        self._land(item)

    async def wait(self, needs: Iterable[Missing], patience: float) -> None:
        """Wait until all of `needs` were delivered, `patience` seconds at most."""
        wanted = frozenset(needs)
        self._awaited += 1
        try:
            async with asyncio.timeout(patience):
                while not wanted.isdisjoint(self._waiting):
                    await self._delivered.wait()
        except TimeoutError:
            return
        finally:
            self._awaited -= 1

    def typed(self) -> None:
        """Note that somebody types: the next keys come soon, and go first."""
        self._typed = perf_counter()

    async def _learn(self, need: Missing, configuration: IndexConfiguration, python: Version | None) -> None:
        async with self._room_for_scans if isinstance(need, NeedVulnerabilities) else self._room:
            self._land(await self._answer(need, configuration, python))

    async def _learn_many(self, needs: Sequence[NeedProject], configuration: IndexConfiguration) -> None:
        by_name = {need.name: need for need in needs}
        async with self._room_for_many:
            await self._index.projects(
                tuple(by_name),
                configuration,
                lambda name, fact: self._land(ProjectLearned(by_name[name], fact)),
            )

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
            case NeedPublishers():
                attested = await self._index.publishers(need.name, need.version, configuration)
                return PublishersLearned(need, attested)
            case NeedProviders():
                proved = await self._index.providers(
                    need.module, need.candidates, configuration, python or OWN_PYTHON
                )
                return ProvidersLearned(need, proved)
            case NeedNames():
                return NamesLearned(need, await self._index.names(configuration))
            case NeedSimilar():
                return SimilarLearned(need, await self._similar(need, configuration))

    def _is_worth_asking(self, need: Missing) -> bool:
        if not isinstance(need, NeedSimilar):
            return True
        self._compared += 1
        return self._compared <= COMPARED

    async def _similar(self, need: NeedSimilar, configuration: IndexConfiguration) -> Fact[tuple[str, ...]]:
        async with self._room_for_comparing:
            listed = await self._index.names(configuration)
            if not isinstance(listed, Known):
                # Not worth another try: the project was looked for, and only advice is lacking.
                return Known(())
            # Up to twenty milliseconds of plain Python, which lets the loop have its turns.
            return Known(tuple(await asyncio.to_thread(listed.value.similar, need.name, SIMILAR)))

    def _land(self, item: Learned) -> None:
        self._landed.append(item)
        if not self._tasks.has_timer(self):
            self._tasks.later(self, BATCH, self._flush)

    def _flush(self) -> None:
        started = perf_counter()
        landed = tuple(self._landed.popleft() for _ in range(min(MOST, len(self._landed))))
        self._deliver(landed)
        self._waiting.difference_update(item.need for item in landed)
        self._delivered.set()
        self._delivered = asyncio.Event()
        if self._landed:
            # In another turn of the loop: what the client has said meanwhile comes first.
            self._tasks.later(self, self._pause(perf_counter() - started), self._flush)

    def _pause(self, taken: float) -> float:
        """Return seconds until the next piece: facts have a fifth of the loop while somebody types."""
        types = perf_counter() - self._typed < TYPING
        return 4 * taken if types and not self._awaited else 0.0


def _pieces(needs: Sequence[NeedProject], size: int) -> Iterator[Sequence[NeedProject]]:
    """Yield pieces of at most `size`, in order."""
    for start in range(0, len(needs), size):
        yield needs[start : start + size]
