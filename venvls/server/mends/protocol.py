"""pygls' protocol, mended where it would lose, leak or invent something.

pygls 2.1 structures messages with lsprotocol and correlates the replies to our own requests; that is
what it is used for. Everything below exists because of one of its faults, and `tests/server/
test_mends.py` fails without it:

- a cancelled `workspace/executeCommand` went on running: here cancelling a request cancels its task
- futures grew with every notification and every request: here they are forgotten when done
- a request with invalid parameters had no answer, and the log got a page: here every request has
  exactly one, which says what does not fit
- the workspace split lines at form feeds and misplaced edits past the end of a line: it is not used,
  the engine's own `Text` is, so none of pygls' document handlers is registered
- handlers in threads could starve the reader: there are none, and no thread pool is ever made
- tracebacks went to the client, and errors in notifications popped up: they are logged
- handlers were told apart by the name of their first parameter, and arguments of commands converted
  by annotation: handlers here are plain functions of the parameters as LSP defines them

Knows no method and no document. What may be said when is `lifecycle`'s affair.
"""

import asyncio
import inspect
import logging
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Future
from functools import partial
from typing import Any, TypeAlias
from uuid import uuid4

from cattrs import BaseValidationError, transform_error
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.protocol import LanguageServerProtocol
from pygls.protocol.json_rpc import JsonRPCNotification, JsonRPCResponseMessage

from venvls.server.errors import InvalidParameters, MethodNotFound, NoAnswer, RequestFailed
from venvls.server.mends import wire

Message: TypeAlias = dict[str, Any]
Handler: TypeAlias = Callable[[Any], object]
"""Called with the parameters at dispatch; what it returns is the result, or may be awaited for it."""

MOST_MISMATCHES = 3
"""Things that do not fit which are told of one message."""

_log = logging.getLogger(__name__)

_OUR_FAULT = "venvls failed to answer this because of an error of its own; its log says more"


class Mended(LanguageServerProtocol):
    """One client's end of the conversation."""

    def attach(
        self,
        write: Callable[[bytes], None],
        raw: Mapping[str, Handler],
        typed: Mapping[str, Handler],
    ) -> None:
        """Say where bytes go and which methods are known.

        `raw` features get their parameters without lsprotocol, `typed` ones as its classes.
        """
        self._write = write
        self._raw = raw
        self._typed = typed
        self._running: dict[object, asyncio.Future[object]] = {}

    @property
    def pending(self) -> int:
        """How many requests, of either side, have no answer yet."""
        return len(self._running) + len(self._request_futures)

    def offers(self, method: str) -> bool:
        """Tell whether the client can use a method."""
        return method in self._raw or method in self._typed

    # What the client says

    def accept(self, message: Message) -> None:
        """Dispatch a message that `lifecycle` let through. Handlers begin before this returns."""
        method, number = message.get("method"), message.get("id")
        if method is None:
            self._accept_response(message)
        elif "id" in message:
            self._accept_request(number, method, message)
        else:
            self._accept_notification(method, message)

    def cancel(self, number: object) -> None:
        """Cancel the client's request with this id if it is still running (LSP, `$/cancelRequest`)."""
        if task := self._running.get(number):
            task.cancel()

    def close(self) -> tuple[asyncio.Future[object], ...]:
        """Cancel all that waits, and return the client's requests among it: they are answered as they end."""
        running = tuple(self._running.values())
        for task in running:
            task.cancel()
        for future in tuple(self._request_futures.values()):
            future.cancel()
        return running

    def refuse(self, number: object, code: int, reason: str) -> None:
        """Answer a request with an error."""
        self.send(wire.error(number, code, reason))

    def send(self, message: Mapping[str, object]) -> None:
        """Send a message that is plain JSON."""
        self._write(wire.encoded(message))

    # What we ask the client

    async def ask(self, method: str, params: object, limit: float) -> Any:
        """Return what the client answers; `NoAnswer` if it refuses or says nothing for `limit` seconds."""
        try:
            async with asyncio.timeout(limit):
                return await self.send_request_async(method, params)
        except TimeoutError:
            raise NoAnswer(f"no answer to `{method}` within {limit:g} seconds") from None
        except JsonRpcException as error:
            raise NoAnswer(f"`{method}` was refused: {error}") from error

    def send_request(
        self,
        method: str,
        params: Any | None = None,
        callback: Callable[[Any], None] | None = None,
        msg_id: str | int | None = None,
    ) -> Future[Any]:
        """Send a request, and forget it as soon as it is answered or given up."""
        number = msg_id or str(uuid4())
        future: Future[Any] = super().send_request(method, params, callback, number)
        future.add_done_callback(lambda _: self._forget(number))
        return future

    # The cache of these two is what is mended, hence the other type.

    def get_message_type(self, method: str) -> type[Any] | None:  # type: ignore[override]
        """Return lsprotocol's class of a message; without pygls' cache, which would keep us alive."""
        known = types.METHOD_TO_TYPES.get(method)
        return known[0] if known else None

    def get_result_type(self, method: str) -> type[Any] | None:  # type: ignore[override]
        """Return lsprotocol's class of a response; without pygls' cache, which would keep us alive."""
        known = types.METHOD_TO_TYPES.get(method)
        return known[1] if known else None

    # pygls' own hooks

    def _register_builtin_features(self) -> None:
        """Register none: sessions and documents are ours."""

    def _send_data(self, data: Any) -> None:
        self.send(self._converter.unstructure(data))

    # Dispatch

    def _call(self, method: str, message: Message) -> object:
        if (handler := self._raw.get(method)) is not None:
            return handler(message.get("params"))
        if (handler := self._typed.get(method)) is not None:
            return handler(self.structure_message(message).params)
        raise MethodNotFound(f"no such method: `{method}`")

    def structure_message(self, data: Message) -> Any:
        """Return a message as lsprotocol's class of it; `InvalidParameters` says what does not fit.

        pygls would log a traceback of a page for each that does not.
        """
        try:
            return self._converter.structure(data, self._class_of(data))
        except Exception as error:  # noqa: BLE001 -- each class has hooks of its own, which raise what they like
            raise InvalidParameters(_mismatch(error)) from None

    def _class_of(self, message: Message) -> type[Any]:
        if "method" in message:
            return self.get_message_type(message["method"]) or JsonRPCNotification
        if "error" in message:
            return types.ResponseErrorMessage
        return self._result_types.get(message["id"]) or JsonRPCResponseMessage

    def _accept_notification(self, method: str, message: Message) -> None:
        try:
            value = self._call(method, message)
            if inspect.isawaitable(value):
                self._follow(object(), value).add_done_callback(partial(_log_failure, method))
        except MethodNotFound:
            _log.debug("not a notification for us: `%s`", method)
        except InvalidParameters as error:
            _log.warning("dropped `%s`: %s", method, error)
        except Exception:  # noqa: BLE001 -- the boundary of one notification: the session goes on
            _log.exception("failed to handle `%s`", method)

    def _accept_request(self, number: object, method: str, message: Message) -> None:
        try:
            value = self._call(method, message)
        except Exception as error:  # noqa: BLE001 -- the boundary of one request: it is answered, the session goes on
            self._fail(number, error)
            return
        if inspect.isawaitable(value):
            self._follow(number, value).add_done_callback(partial(self._finish, number))
        else:
            self._succeed(number, value)

    def _follow(self, key: object, value: Awaitable[object]) -> asyncio.Future[object]:
        task = asyncio.ensure_future(value)
        self._running[key] = task
        task.add_done_callback(lambda _: self._running.pop(key, None))
        return task

    def _finish(self, number: object, task: asyncio.Future[object]) -> None:
        if task.cancelled():
            self.refuse(number, wire.REQUEST_CANCELLED, "cancelled")
        elif error := task.exception():
            self._fail(number, error)
        else:
            self._succeed(number, task.result())

    def _succeed(self, number: object, value: object) -> None:
        # What is plain is JSON already; walking through it would cost more than making it.
        plain = value if _is_plain(value) else self._converter.unstructure(value)
        self.send(wire.result(number, plain))

    def _fail(self, number: object, error: BaseException) -> None:
        match error:
            case InvalidParameters():
                self.refuse(number, wire.INVALID_PARAMS, str(error))
            case MethodNotFound():
                self.refuse(number, wire.METHOD_NOT_FOUND, str(error))
            case RequestFailed():
                self.refuse(number, wire.REQUEST_FAILED, str(error))
            case _:
                _log.error("failed to answer a request", exc_info=error)
                self.refuse(number, wire.INTERNAL_ERROR, _OUR_FAULT)

    # Replies

    def _accept_response(self, message: Message) -> None:
        future = self._request_futures.get(message.get("id", ""))
        if future is None:
            _log.info("a response to no request of ours: `%s`", message.get("id"))
            return
        try:
            response = self.structure_message(message)
        except InvalidParameters as error:
            future.set_exception(NoAnswer(f"a response that cannot be read: {error}"))
            return
        self._handle_response(
            response.id, getattr(response, "result", None), getattr(response, "error", None)
        )

    def _forget(self, number: str | int) -> None:
        self._request_futures.pop(number, None)
        self._result_types.pop(number, None)


def _is_plain(value: object) -> bool:
    """Tell whether a result is JSON: an object, or a list of objects."""
    if isinstance(value, list):
        return all(isinstance(each, dict) for each in value)
    return isinstance(value, dict)


def _mismatch(error: Exception) -> str:
    """Return the first things that do not fit, each with its place: `required field missing @ $.params`."""
    if not isinstance(error, BaseValidationError):
        return "the parameters are not those of the method"
    return "; ".join(transform_error(error)[:MOST_MISMATCHES])


def _log_failure(method: str, task: asyncio.Future[object]) -> None:
    error = None if task.cancelled() else task.exception()
    if isinstance(error, InvalidParameters | RequestFailed):
        _log.warning("dropped `%s`: %s", method, error)
    elif error is not None:
        _log.error("failed to handle `%s`", method, exc_info=error)
