"""The index as the rest of venvls sees it: questions with a limit, answers as facts, on the event loop.

Nothing here fetches or decodes a page; the worker does. Equal questions asked at the same time are one.
Does not decide when to ask again for what could not be answered.
"""

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TypeAlias, TypeVar

import msgspec
from packaging.version import Version

from venvls.index.frames import (
    MetadataQuestion,
    NamesQuestion,
    ProjectQuestion,
    ProjectsQuestion,
    ProvidersQuestion,
    PublishersQuestion,
    Question,
    Reply,
    ScanQuestion,
    fact_of,
)
from venvls.index.names import Listed, NameIndex, open_names
from venvls.index.single_flight import SingleFlight
from venvls.index.summary import unpacked_project
from venvls.index.worker_process import WorkerLostError, WorkerProcess
from venvls.model.facts import Fact, Known, Reason, Unavailable
from venvls.model.index_configuration import IndexConfiguration
from venvls.model.names import ModuleName, ProjectName
from venvls.model.release import Project, Provider, Publisher, ReleaseMetadata
from venvls.model.vulnerability import Vulnerability

T = TypeVar("T")

OnUpdate: TypeAlias = Callable[[str, ProjectName, Fact[Project]], None]
"""Told the key of a configuration, a project and what is now known of it."""

OnFact: TypeAlias = Callable[[ProjectName, Fact[Project]], None]
"""Told a project and what is known of it."""

_ANSWER_LIMIT = 180.0

_METADATA = msgspec.msgpack.Decoder(ReleaseMetadata)
_VULNERABILITIES = msgspec.msgpack.Decoder(tuple[Vulnerability, ...])
_PUBLISHERS = msgspec.msgpack.Decoder(tuple[Publisher, ...])
_LISTED = msgspec.msgpack.Decoder(Listed)
_PROVIDERS = msgspec.msgpack.Decoder(tuple[Provider, ...])


class Index:
    """All configured indexes. Use one per event loop and close it."""

    def __init__(
        self,
        on_update: OnUpdate | None = None,
        *,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        """`on_update` hears of answers that are newer than the ones given."""
        self._on_update = on_update or _ignore
        self._worker = WorkerProcess(environ)
        self._replies: SingleFlight[Reply | None] = SingleFlight()

    @property
    def worker_pid(self) -> int | None:
        """The process that asks, while it runs."""
        return self._worker.pid

    async def project(self, name: ProjectName, configuration: IndexConfiguration) -> Fact[Project]:
        """Say what the configured indexes know of a project.

        A stale answer is followed by `on_update` once there is a newer one.
        """
        answer = await self._answer(ProjectQuestion(name, configuration))
        return _project_of(answer) if isinstance(answer, Reply) else answer

    async def projects(
        self, names: Sequence[ProjectName], configuration: IndexConfiguration, heard: OnFact
    ) -> None:
        """Tell `heard` of each project what is known, as soon as it is; one question asks for all.

        To ask ten thousand questions would take the loop a second. Stale answers are followed by `on_update`.
        """
        waiting = dict.fromkeys(names)
        done = asyncio.Event()

        def received(reply: Reply | None) -> None:
            if reply is None or reply.final:
                done.set()
                return
            name, fact = ProjectName(reply.name), _project_of(reply)
            if name not in waiting:
                self._on_update(configuration.key, name, fact)
                return
            del waiting[name]
            heard(name, fact)
            if not waiting:
                done.set()

        with suppress(TimeoutError, WorkerLostError):
            await self._worker.ask(ProjectsQuestion(tuple(names), configuration), received)
            await asyncio.wait_for(done.wait(), _ANSWER_LIMIT)
        # What a worker that was lost did not say is asked once more, one by one.
        for name in tuple(waiting):
            heard(name, await self.project(name, configuration))

    async def metadata(
        self, name: ProjectName, version: str, configuration: IndexConfiguration
    ) -> Fact[ReleaseMetadata]:
        """Return the core metadata of one release; `Absent` when there is no such release."""
        return await self._fact(MetadataQuestion(name, version, configuration), _METADATA)

    async def publishers(
        self, name: ProjectName, version: str, configuration: IndexConfiguration
    ) -> Fact[tuple[Publisher, ...]]:
        """Return who published a release, as its index attests (PEP 740); none where it attests nothing."""
        return await self._fact(PublishersQuestion(name, version, configuration), _PUBLISHERS)

    async def providers(
        self,
        module: ModuleName,
        candidates: Sequence[ProjectName],
        configuration: IndexConfiguration,
        python: Version,
    ) -> Fact[tuple[Provider, ...]]:
        """Return those candidates that are proved to provide a module to this Python, in their order.

        `Unavailable` only when none was proved and some could not be checked.
        """
        question = ProvidersQuestion(module, tuple(candidates), configuration, str(python))
        return await self._fact(question, _PROVIDERS)

    async def vulnerabilities(
        self, name: ProjectName, version: str, configuration: IndexConfiguration, *, service: str = ""
    ) -> Fact[tuple[Vulnerability, ...]]:
        """Return the known vulnerabilities of a release; `Unavailable` means that nobody scanned it.

        `service` is the address of a service that speaks OSV's protocol. It learns what the project
        depends on, so pass one only when the user asked for it; otherwise the index is asked.
        """
        return await self._fact(ScanQuestion(name, version, configuration, service), _VULNERABILITIES)

    async def names(self, configuration: IndexConfiguration) -> Fact[NameIndex]:
        """Return the names of all projects, searchable; ask only where the settings allow it.

        The first time may take many seconds, as the lists are long; later ones milliseconds.
        """
        fact = await self._fact(NamesQuestion(configuration), _LISTED)
        if not isinstance(fact, Known):
            return fact
        listed = fact.value
        return Known(open_names(listed.paths, listed.recent, listed.quarantined))

    async def close(self) -> None:
        """End the worker; waiters get `Unavailable`."""
        await self._worker.close()
        await self._replies.close()

    async def _fact(self, question: Question, decoder: "msgspec.msgpack.Decoder[T]") -> Fact[T]:
        answer = await self._answer(question)
        return fact_of(answer, decoder.decode) if isinstance(answer, Reply) else answer

    async def _answer(self, question: Question) -> Reply | Unavailable:
        try:
            reply = await self._replies.run(question, lambda: self._reply(question))
            # A worker that was killed meanwhile is no reason to know nothing.
            reply = reply or await self._replies.run(question, lambda: self._reply(question))
        except TimeoutError:
            return Unavailable(Reason.TIMED_OUT, "the index was not answered for in time")
        except WorkerLostError as error:
            return Unavailable(Reason.FAILED, str(error))
        if reply is None:
            return Unavailable(Reason.FAILED, "the index worker ended")
        return reply

    async def _reply(self, question: Question) -> Reply | None:
        """Wait for the first reply; later ones go to `on_update`. `None` when the worker was lost."""
        first: asyncio.Future[Reply | None] = asyncio.get_running_loop().create_future()

        def received(reply: Reply | None) -> None:
            if not first.done():
                first.set_result(reply)
            elif reply is not None:
                self._updated(question, first.result(), reply)

        number = await self._worker.ask(question, received)
        try:
            return await asyncio.wait_for(first, _ANSWER_LIMIT)
        except TimeoutError:
            self._worker.forget(number)
            raise

    def _updated(self, question: Question, before: Reply | None, after: Reply) -> None:
        same = before is not None and msgspec.structs.replace(before, final=True) == after
        if isinstance(question, ProjectQuestion) and not same:
            self._on_update(question.configuration.key, question.name, _project_of(after))


def _project_of(reply: Reply) -> Fact[Project]:
    return fact_of(reply, lambda kept: unpacked_project(kept, reply.fetched, reply.fresh_until))


def _ignore(key: str, name: ProjectName, fact: Fact[Project]) -> None:
    """Hear of an update without anybody to tell."""
