"""One client from its first byte to its last: lifecycle, dispatch, engine.

Bytes come in by `receive` and go out by `write`; where they come from is the transport's affair
(`stdio`, `tcp`). Messages are handled synchronously, in the order they came.
"""

import asyncio
import logging
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

from pygls.lsp.server import LanguageServer

from venvls import __version__
from venvls.runtime.client import Client
from venvls.runtime.engine import Engine
from venvls.server import capabilities, opening
from venvls.server.client import EditorClient
from venvls.server.context import Context
from venvls.server.lazy_lsprotocol import converter_on_use
from venvls.server.mends import lifecycle, wire
from venvls.server.mends.lifecycle import Phase
from venvls.server.mends.protocol import Mended
from venvls.server.parent import ended
from venvls.server.preloading import preload
from venvls.server.publishing import Outlet
from venvls.server.registration import RAW, TYPED, bound
from venvls.server.spelling import Spelling
from venvls.text import PositionEncoding

STOP_LIMIT = 30.0
"""Seconds the engine has for ending what must not be interrupted."""

MakeEngine = Callable[[Client, Mapping[str, str]], Engine]

_log = logging.getLogger(__name__)


class Session:
    """The conversation with one client. `unread` are the bytes written that it has not taken yet."""

    def __init__(
        self,
        write: Callable[[bytes], None],
        environ: Mapping[str, str],
        make_engine: MakeEngine = Engine,
        unread: Callable[[], int] = lambda: 0,
    ) -> None:
        self._send = write
        self._ended = False
        self._unread = unread
        self._environ = environ
        self._make_engine = make_engine
        self._frames = wire.Frames()
        self._phase = Phase.NEW
        self._serves = False
        self._heard = time.monotonic()
        self._over = asyncio.Event()
        self._engine: Engine | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._protocol = new_protocol()

    def receive(self, data: bytes) -> None:
        """Handle what has arrived."""
        self._heard = time.monotonic()
        try:
            for body in self._frames.feed(data):
                self._handle(body)
        except wire.LostStreamError as error:
            _log.error("the client cannot be understood any more: %s", error)
            self.end()

    def begin(self, params: Mapping[str, Any], *, client_seen: bool = False) -> None:
        """Take up a session whose `initialize` request had these parameters and has been answered.

        `client_seen` says that the client's process was there when it was answered.
        """
        self._phase = Phase.RUNNING
        start = opening.read(params)
        client = capabilities.read(params)
        _log.info(
            "venvls %s with Python %d.%d.%d serves `%s`", __version__, *sys.version_info[:3], client.name
        )
        spelling = Spelling()
        editor = EditorClient(
            self._protocol,
            client,
            lambda uri: engine.snapshot.documents.get(uri),
            spelling,
            Outlet(self._write, self._unread),
        )
        engine = self._engine = self._make_engine(editor, self._environ)
        context = Context(engine, editor, client, PositionEncoding(client.encoding), start, spelling)
        self._protocol.attach(self._write, bound(RAW, context), bound(TYPED, context))
        self._tasks.append(asyncio.create_task(self._run_engine(engine)))
        self._tasks.append(asyncio.create_task(preload(lambda: self._heard)))
        if start.process_id is not None:
            self._tasks.append(asyncio.create_task(self._end_with(start.process_id, seen=client_seen)))

    def end(self) -> None:
        """Let `run` return: the client said `exit`, or is gone."""
        self._over.set()

    async def run(self) -> int:
        """Serve until the session is over and the engine has stopped; return the exit code."""
        await self._over.wait()
        if self._engine is not None:
            ending: list[asyncio.Future[Any]] = [self._tasks[0], *self._protocol.close()]
            self._engine.stop()
            await asyncio.wait(ending, timeout=STOP_LIMIT)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._ended = True
        return lifecycle.exit_code(self._phase)

    def _write(self, data: bytes) -> None:
        # A timer may still have something to say when nobody is there to hear it.
        if not self._ended:
            self._send(data)

    def _handle(self, body: bytes) -> None:
        try:
            message = wire.message_of(body)
        except wire.BadMessage as error:
            _log.warning("not a message: %s", error)
            self._write(wire.encoded(wire.error(error.number, error.code, str(error))))
            return
        method = message.get("method")
        refused = lifecycle.refusal(self._phase, method) if method is not None else None
        if refused is None:
            self._dispatch(method, message)
        elif "id" in message:
            self._write(wire.encoded(wire.error(message["id"], *refused)))

    def _dispatch(self, method: str | None, message: dict[str, Any]) -> None:
        match method:
            case "initialize":
                self._initialize(message)
            case "initialized":
                self._begin_serving(message)
            case "shutdown":
                self._shut_down(message)
            case "exit":
                self._exit(message)
            case "$/cancelRequest" if "id" not in message:
                self._cancel(message)
            case _ if self._engine is not None:
                self._protocol.accept(message)

    def _initialize(self, message: dict[str, Any]) -> None:
        params = message.get("params")
        if "id" not in message:
            return
        if not isinstance(params, dict):
            error = wire.error(message["id"], wire.INVALID_PARAMS, "`initialize` takes an object")
            self._write(wire.encoded(error))
            return
        client = capabilities.read(params)
        answer = wire.result(message["id"], capabilities.initialize_result(client, __version__))
        self._write(wire.encoded(answer))
        self.begin(params)

    def _begin_serving(self, message: dict[str, Any]) -> None:
        if not self._serves and "id" not in message:
            self._serves = True
            self._protocol.accept(message)
        elif "id" in message:
            error = wire.error(
                message["id"], wire.INVALID_REQUEST, "`initialized` is a notification, said once"
            )
            self._write(wire.encoded(error))

    def _shut_down(self, message: dict[str, Any]) -> None:
        if "id" not in message:
            return
        # Requests that run are answered as cancelled before the session is declared closed.
        self._protocol.close()
        self._phase = Phase.SHUT_DOWN
        self._write(wire.encoded(wire.result(message["id"], None)))

    def _exit(self, message: dict[str, Any]) -> None:
        # It is a notification; who asks it as a request is answered too.
        if "id" in message:
            self._write(wire.encoded(wire.result(message["id"], None)))
        self.end()

    def _cancel(self, message: dict[str, Any]) -> None:
        params = message.get("params")
        number = params.get("id") if isinstance(params, dict) else None
        if isinstance(number, int | str):
            self._protocol.cancel(number)

    async def _run_engine(self, engine: Engine) -> None:
        try:
            await engine.run()
        except Exception:  # noqa: BLE001 -- the boundary of the engine: without it there is nothing to serve
            _log.exception("the engine has failed")
        self.end()

    async def _end_with(self, process_id: int, *, seen: bool) -> None:
        await ended(process_id, seen=seen)
        _log.info("the client's process has ended: %s", process_id)
        self.end()


def new_protocol() -> Mended:
    """Return pygls' side of a session."""
    server = LanguageServer("venvls", __version__, protocol_cls=Mended, converter_factory=converter_on_use)
    protocol = server.protocol
    assert isinstance(protocol, Mended)
    return protocol
