"""Messages as bytes: the header part of LSP's base protocol and the envelopes of JSON-RPC 2.0.

Knows no method. Only the standard library is imported, lightly: the answer to `initialize` goes
through here before anything else of the server is loaded.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
SERVER_NOT_INITIALIZED = -32002
REQUEST_CANCELLED = -32800
REQUEST_FAILED = -32803

HEADER_LIMIT = 1 << 16
"""Bytes of a header part; a stream that holds more without its end cannot be followed."""

# The name is compared without case (RFC 9110, section 5.1). The last one counts: after a broken
# header, the body that nobody could skip stands before the name.
_LENGTH = re.compile(rb"content-length[ \t]*:[ \t]*(\d{1,12})[ \t]*(?:\r\n|\Z)", re.IGNORECASE)


class LostStreamError(Exception):
    """What arrives cannot be cut into messages any more."""


class Frames:
    """Cuts what arrives, in pieces of any size, into the bodies of messages."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._length: int | None = None

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Return the bodies that are complete now. A header without a length gives an empty one.

        `LostStreamError` when there is no header at all.
        """
        self._buffer += data
        while (body := self._next()) is not None:
            yield body

    @property
    def rest(self) -> bytes:
        """What has arrived and belongs to no complete message."""
        return bytes(self._buffer)

    def _next(self) -> bytes | None:
        if self._length is None:
            self._length = self._header()
        if self._length is None or len(self._buffer) < self._length:
            return None
        body = self._take(self._length)
        self._length = None
        return body

    def _header(self) -> int | None:
        end = self._buffer.find(b"\r\n\r\n", 0, HEADER_LIMIT)
        if end >= 0:
            lengths = _LENGTH.findall(self._take(end + 4)[:-2])
            return int(lengths[-1]) if lengths else 0
        if len(self._buffer) >= HEADER_LIMIT:
            raise LostStreamError("no message begins in the first 65,536 bytes")
        return None

    def _take(self, length: int) -> bytes:
        taken = bytes(memoryview(self._buffer)[:length])
        del self._buffer[:length]
        return taken


def framed(body: str) -> bytes:
    """Return a JSON text as it goes over the wire."""
    data = body.encode()
    return b"Content-Length: %d\r\n\r\n%b" % (len(data), data)


def encoded(message: Mapping[str, object]) -> bytes:
    """Return a message as it goes over the wire.

    Everything beyond ASCII is escaped: text of a user may hold lone surrogates, which have no UTF-8.
    """
    return framed(json.dumps(message, separators=(",", ":")))


def result(number: object, value: object) -> dict[str, object]:
    """Return a response."""
    return {"jsonrpc": "2.0", "id": number, "result": value}


def error(number: object, code: int, message: str) -> dict[str, object]:
    """Return a response that says why there is no result; never with a traceback or a path of ours."""
    return {"jsonrpc": "2.0", "id": number, "error": {"code": code, "message": message}}


def notification(method: str, params: object) -> dict[str, object]:
    """Return a notification."""
    return {"jsonrpc": "2.0", "method": method, "params": params}


class BadMessage(Exception):  # noqa: N818 -- it is not our error
    """A body that is no message. `number` is the id of the request that it may have been."""

    def __init__(self, code: int, reason: str, number: object = None) -> None:
        super().__init__(reason)
        self.code = code
        self.number = number


def message_of(body: bytes) -> dict[str, Any]:
    """Return a body as a request, notification or response (JSON-RPC 2.0, sections 4 and 5).

    `BadMessage` when it is none. Batches count as none: LSP has no use for them.
    """
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        raise BadMessage(PARSE_ERROR, "not a JSON text") from None
    if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
        raise BadMessage(INVALID_REQUEST, "not a JSON-RPC 2.0 message")
    number = message.get("id")
    if type(number) not in (int, str) and ("id" in message and "method" in message):
        raise BadMessage(INVALID_REQUEST, "the id of a request is a number or a string")
    if not isinstance(message.get("method", ""), str):
        raise BadMessage(INVALID_REQUEST, "the method of a message is a string", number)
    return message
