"""The answer to `initialize`, before the server itself is loaded.

Loading what serves takes ten times as long as all else between the start of the process and this
answer, and the client has nothing to do in the meantime. So the first message is read here, with
nothing imported but the standard library's lightest parts; whatever it is, what follows it goes on
to the session untouched.
"""

import os
from typing import Any, NamedTuple

from venvls import __version__
from venvls.server import capabilities
from venvls.server.liveness import exists
from venvls.server.mends import wire

_CHUNK = 1 << 16


class Greeting(NamedTuple):
    """What has been said so far.

    `params` are those of an `initialize` request that has been answered, `None` if there was none;
    `unread` are the bytes that the session is still to look at. `client_seen` says that the client's
    process was there: it may end while the server is being loaded.
    """

    params: dict[str, Any] | None
    unread: bytes
    client_seen: bool = False


def greet(read_from: int, write_to: int) -> Greeting:
    """Wait for the first message on a file descriptor and answer it if it is `initialize`."""
    received = b""
    while chunk := os.read(read_from, _CHUNK):
        received += chunk
        if (greeting := _greeting(received, write_to)) is not None:
            return greeting
    return Greeting(None, received)


def _greeting(received: bytes, write_to: int) -> Greeting | None:
    frames = wire.Frames()
    try:
        first = next(frames.feed(received), None)
        if first is None:
            return None
        message = wire.message_of(first)
    except (wire.LostStreamError, wire.BadMessage):
        return Greeting(None, received)
    params = message.get("params")
    if message.get("method") != "initialize" or "id" not in message or not isinstance(params, dict):
        return Greeting(None, received)
    # Looked for before it is answered: it may end as soon as it has the answer.
    client_seen = _is_there(params.get("processId"))
    answer = capabilities.initialize_result(capabilities.read(params), __version__)
    _write(write_to, wire.encoded(wire.result(message["id"], answer)))
    return Greeting(params, frames.rest, client_seen)


def _is_there(process_id: object) -> bool:
    return type(process_id) is int and process_id > 0 and exists(process_id)


def _write(write_to: int, data: bytes) -> None:
    while data:
        data = data[os.write(write_to, data) :]
