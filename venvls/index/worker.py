"""The index worker: `python -m venvls.index.worker`, questions on stdin, facts on stdout (`frames`).

A process of its own, so that fetching and decoding never make a keystroke wait. It ends when its stdin
closes, however the server ended. Does not decide what is asked.
"""

import asyncio
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from typing import BinaryIO

import msgspec
from packaging.version import Version

from venvls.index.cache import Cache, folder
from venvls.index.client import Client
from venvls.index.frames import (
    HEADER,
    LONGEST,
    Ask,
    LogLine,
    MetadataQuestion,
    NamesQuestion,
    ProjectQuestion,
    ProjectsQuestion,
    ProvidersQuestion,
    PublishersQuestion,
    Reply,
    ScanQuestion,
    frame,
    passed_on,
    reply,
    to_worker,
)
from venvls.index.link_pages import LinkPages
from venvls.index.name_lists import NameLists
from venvls.index.pages import Pages
from venvls.index.releases import Releases
from venvls.index.scanning import Scanning
from venvls.index.service import Service
from venvls.model.facts import Reason, Unavailable
from venvls.model.index_configuration import IndexConfiguration
from venvls.model.masking import masked
from venvls.model.names import ProjectName

_log = logging.getLogger("venvls.index")


def main() -> None:
    """Answer questions until stdin closes."""
    # An interrupt is meant for whoever sits at the terminal; our server tells us by closing stdin.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    # Nothing else may write between the frames.
    sys.stdout = sys.stderr
    send = _Sender(answers)
    logging.getLogger("venvls").setLevel(logging.INFO)
    logging.getLogger("venvls").addHandler(_ToServer(send))
    asyncio.run(_serve(questions, send))
    # The thread that reads may hold stdin for ever; nothing is left to be done.
    os._exit(0)


class _Sender:
    """Writes whole frames. A server that went away is noticed by the reader."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def __call__(self, message: Reply | LogLine) -> None:
        try:
            with self._lock:
                self._stream.write(frame(message))
                self._stream.flush()
        except OSError:
            return


class _ToServer(logging.Handler):
    """Sends log lines to the server's log."""

    def __init__(self, send: _Sender) -> None:
        super().__init__()
        self._send = send

    def emit(self, record: logging.LogRecord) -> None:
        self._send(LogLine(record.levelno, masked(self.format(record))))


async def _serve(questions: BinaryIO, send: _Sender) -> None:
    loop = asyncio.get_running_loop()
    arrived: asyncio.Queue[Ask | None] = asyncio.Queue()
    reader = threading.Thread(target=_read, args=(questions, loop, arrived), daemon=True)
    reader.start()
    client, cache = Client(), Cache(folder())
    service = Service(
        Pages(client, cache),
        LinkPages(client),
        Releases(client, cache),
        NameLists(client, cache, folder()),
        Scanning(client, cache),
    )
    answering: set[asyncio.Task[None]] = set()
    while (ask := await arrived.get()) is not None:
        task = asyncio.create_task(_answer(service, ask, send))
        answering.add(task)
        task.add_done_callback(answering.discard)
    for task in answering:
        task.cancel()
    await service.close()
    await client.close()
    cache.close()


def _read(questions: BinaryIO, loop: asyncio.AbstractEventLoop, arrived: "asyncio.Queue[Ask | None]") -> None:
    def put(ask: Ask | None) -> None:
        loop.call_soon_threadsafe(arrived.put_nowait, ask)

    try:
        while len(header := questions.read(HEADER)) == HEADER:
            length = int.from_bytes(header, "big")
            if length > LONGEST:
                break
            put(to_worker(questions.read(length)))
    except (OSError, msgspec.DecodeError) as error:
        _log.error("the index worker lost its server: %s", error)
    put(None)


async def _answer(service: Service, ask: Ask, send: _Sender) -> None:
    """Answer one question. The boundary of the worker: what goes wrong here is our own fault."""
    try:
        await _dispatch(service, ask, send)
    except Exception:  # noqa: BLE001 - one broken question must not end the others
        _log.error("the index worker failed on `%s`", type(ask.question).__name__, exc_info=True)
        failed = Unavailable(Reason.FAILED, "the index could not be asked because of a fault in venvls")
        send(reply(ask.number, failed, final=True))


async def _dispatch(service: Service, ask: Ask, send: _Sender) -> None:
    match ask.question:
        case ProjectQuestion(name, configuration):
            await _project(service, ask.number, name, configuration, send)
        case ProjectsQuestion(names, configuration):
            await _projects(service, ask.number, names, configuration, send)
        case MetadataQuestion(name, version, configuration):
            send(reply(ask.number, await service.metadata(name, version, configuration), final=True))
        case PublishersQuestion(name, version, configuration):
            send(reply(ask.number, await service.publishers(name, version, configuration), final=True))
        case ProvidersQuestion(module, candidates, configuration, python):
            fact = await service.providers(module, candidates, configuration, Version(python))
            send(reply(ask.number, fact, final=True))
        case ScanQuestion(name, version, configuration, osv):
            found_or_not = await service.vulnerabilities(name, version, configuration, osv)
            send(reply(ask.number, found_or_not, final=True))
        case NamesQuestion(configuration):
            send(reply(ask.number, await service.names(configuration), final=True))


async def _project(
    service: Service, number: int, name: ProjectName, configuration: IndexConfiguration, send: _Sender
) -> None:
    began = time.time()
    found = await service.project(name, configuration)
    send(passed_on(number, found.fact, final=not found.refreshes))
    if found.refreshes:
        await asyncio.wait(found.refreshes)
        found = await service.project(name, configuration, refreshed=began)
        send(passed_on(number, found.fact, final=True))


async def _projects(
    service: Service,
    number: int,
    names: Sequence[ProjectName],
    configuration: IndexConfiguration,
    send: _Sender,
) -> None:
    """Answer for each project as soon as that is possible, and again where there is something newer."""

    async def answer(name: ProjectName) -> None:
        began = time.time()
        found = await service.project(name, configuration)
        send(passed_on(number, found.fact, final=False, name=name))
        if found.refreshes:
            await asyncio.wait(found.refreshes)
            found = await service.project(name, configuration, refreshed=began)
            send(passed_on(number, found.fact, final=False, name=name))

    await asyncio.gather(*map(answer, names))
    send(Reply(number, "absent", final=True))


if __name__ == "__main__":
    main()
