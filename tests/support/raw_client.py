"""A JSON-RPC client that says exactly what a test wants, also what no client would.

It records every message the server sends (`messages`), answers the server's own requests from a
table (`answers`), and waits for states instead of times:

    async with stdio.connect("server") as client:
        await client.initialize(folder)
        client.open(uri, "requirements", "requets\n")
        await client.until(lambda: client.diagnostics(uri))

A response comes back whole, with its `result` or its `error`; nothing is interpreted, so that a
test sees what is on the wire. The client does not know how the server was started: `stdio` and
`tcp` in `tests.support.stdio` do.
"""

import asyncio
import json
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

Message = dict[str, Any]

SILENCE = object()
"""As an answer in the table: never reply, as some clients do."""

LIMIT = 60.0
"""Seconds after which waiting for a state is a failure: far more than a machine needs that does much else."""

CAPABILITIES: Mapping[str, Any] = {
    "general": {"positionEncodings": ["utf-16"]},
    "workspace": {
        "applyEdit": True,
        "workspaceEdit": {"documentChanges": True},
        "didChangeWatchedFiles": {"dynamicRegistration": True},
        "configuration": True,
    },
    "window": {"workDoneProgress": True, "showMessage": {}},
    "textDocument": {
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "refactor", "source"]}},
            "isPreferredSupport": True,
        },
        "completion": {
            "completionItem": {"documentationFormat": ["markdown"], "tagSupport": {"valueSet": [1]}},
            "completionList": {"itemDefaults": ["editRange"]},
        },
        "hover": {"contentFormat": ["markdown"]},
        "publishDiagnostics": {"tagSupport": {"valueSet": [1, 2]}, "versionSupport": True},
    },
}
"""What a modern editor can do."""

DEFAULT_ANSWERS: Mapping[str, Any] = {
    "workspace/configuration": lambda params: [None for _ in params["items"]],
    "workspace/applyEdit": {"applied": True},
}


def encoded(message: object) -> bytes:
    """Return a message as it goes over the wire: UTF-8, lone surrogates escaped, as editors do."""
    try:
        return packet(json.dumps(message, ensure_ascii=False).encode())
    except UnicodeEncodeError:
        return packet(json.dumps(message).encode())


def packet(body: bytes, header: bytes = b"Content-Length") -> bytes:
    """Return a body, not necessarily JSON, under a header that may be spelled oddly."""
    return header + b": %d\r\n\r\n" % len(body) + body


class RawClient:
    """One connection to a server. `messages` holds all that it sent, in order."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, reads: bool = True
    ) -> None:
        self.messages: list[Message] = []
        self.answers: dict[str, Any] = dict(DEFAULT_ANSWERS)
        self.closed = False
        self._writer = writer
        self._arrived = asyncio.Event()
        self._number = 0
        self._versions: dict[str, int] = {}
        self._reading = asyncio.create_task(self._read(reader) if reads else asyncio.sleep(0))

    # Sending

    def write(self, data: bytes) -> None:
        """Send bytes as they are."""
        self._writer.write(data)

    def send(self, *messages: object) -> None:
        """Send messages in one packet."""
        self.write(b"".join(map(encoded, messages)))

    def notify(self, method: str, params: object = None) -> None:
        """Send a notification."""
        self.send(notification(method, params))

    def ask(self, method: str, params: object = None) -> int:
        """Send a request and return its id."""
        self._number += 1
        self.send(request(self._number, method, params))
        return self._number

    async def request(self, method: str, params: object = None, limit: float = LIMIT) -> Message:
        """Send a request and return the whole response."""
        return await self.response(self.ask(method, params), limit)

    async def result(self, method: str, params: object = None, limit: float = LIMIT) -> Any:
        """Send a request that must succeed and return its result."""
        response = await self.request(method, params, limit)
        assert "error" not in response, response
        return response["result"]

    async def execute(self, command: str, *arguments: object, limit: float = LIMIT) -> Any:
        """Run a command that must succeed and return its result."""
        params = {"command": command, "arguments": list(arguments)}
        return await self.result("workspace/executeCommand", params, limit)

    # The usual conversation

    async def initialize(
        self,
        folder: Path | None = None,
        capabilities: Mapping[str, object] | None = None,
        **params: object,
    ) -> Message:
        """Begin a session and return the server's capabilities. `params` override what is sent."""
        uri = folder.as_uri() if folder else None
        result: Message = await self.result(
            "initialize",
            {
                "processId": None,
                "rootUri": uri,
                "workspaceFolders": [{"uri": uri, "name": folder.name}] if folder else None,
                "capabilities": CAPABILITIES if capabilities is None else capabilities,
                **params,
            },
        )
        self.notify("initialized", {})
        return dict(result["capabilities"])

    def open(self, uri: str, text: str, language: str = "requirements") -> None:
        """Open a document at version 1."""
        self._versions[uri] = 1
        document = {"uri": uri, "languageId": language, "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})

    def change(self, uri: str, *changes: Mapping[str, object]) -> int:
        """Send `contentChanges` in one notification and return the new version."""
        message = self.change_message(uri, *changes)
        self.send(message)
        return self._versions[uri]

    def change_message(self, uri: str, *changes: Mapping[str, object]) -> Message:
        """Return what `change` would send, for a packet of several messages."""
        self._versions[uri] += 1
        document = {"uri": uri, "version": self._versions[uri]}
        return notification(
            "textDocument/didChange", {"textDocument": document, "contentChanges": list(changes)}
        )

    def replace(self, uri: str, text: str) -> int:
        """Replace the whole text of a document."""
        return self.change(uri, {"text": text})

    def close_document(self, uri: str) -> None:
        """Close a document."""
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    async def shut_down(self) -> None:
        """End the session as the protocol has it."""
        await self.request("shutdown")
        self.notify("exit")

    # What has arrived

    async def response(self, number: object, limit: float = LIMIT) -> Message:
        """Return the response to the request with this id."""
        return await self.until(lambda: next(iter(self.responses(number)), None), limit)

    def responses(self, number: object) -> list[Message]:
        """Return all responses with this id: there should be one."""
        return [each for each in self.messages if "method" not in each and each.get("id") == number]

    def notifications(self, method: str) -> list[Any]:
        """Return the params of all notifications of a method so far."""
        return [
            each.get("params") for each in self.messages if each.get("method") == method and "id" not in each
        ]

    def requests(self, method: str) -> list[Any]:
        """Return the params of all the server's requests of a method so far."""
        return [each.get("params") for each in self.messages if each.get("method") == method and "id" in each]

    def publications(self, uri: str) -> list[Message]:
        """Return all `publishDiagnostics` of a document so far."""
        return [each for each in self.notifications("textDocument/publishDiagnostics") if each["uri"] == uri]

    def diagnostics(self, uri: str) -> list[Message]:
        """Return the diagnostics of a document as they stand."""
        published = self.publications(uri)
        return list(published[-1]["diagnostics"]) if published else []

    async def until(self, predicate: Callable[[], Any], limit: float = LIMIT) -> Any:
        """Wait until `predicate()` is true of what has arrived and return its value."""
        try:
            async with asyncio.timeout(limit):
                while not (value := predicate()):
                    if self.closed:
                        raise AssertionError(f"the server closed the connection; last: {self.last()}")
                    self._arrived.clear()
                    await self._arrived.wait()
                return value
        except TimeoutError:
            raise AssertionError(f"not reached in {limit} s; last: {self.last()}") from None

    def last(self, count: int = 8) -> str:
        """Return the last messages for a failure's text."""
        return "\n".join(json.dumps(each)[:400] for each in self.messages[-count:])

    # The connection

    async def ended(self, limit: float = LIMIT) -> None:
        """Wait until the server has closed its side."""
        await asyncio.wait_for(asyncio.shield(self._reading), limit)

    async def close(self) -> None:
        """Close our side and stop reading."""
        self._writer.close()
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)

    async def _read(self, reader: asyncio.StreamReader) -> None:
        try:
            while True:
                header = await reader.readuntil(b"\r\n\r\n")
                body = await reader.readexactly(content_length(header))
                self._received(json.loads(body))
        except (asyncio.IncompleteReadError, ConnectionError):
            self.closed = True
        finally:
            self._arrived.set()

    def _received(self, message: Message) -> None:
        self.messages.append(message)
        self._arrived.set()
        if "method" in message and "id" in message:
            self._answer(message)

    def _answer(self, message: Message) -> None:
        answer = self.answers.get(message["method"])
        if isinstance(answer, deque):
            answer = answer.popleft()
        if callable(answer):
            answer = answer(message.get("params"))
        if answer is not SILENCE:
            self.send({"jsonrpc": "2.0", "id": message["id"], "result": answer})


def request(number: object, method: str, params: object = None) -> Message:
    """Return a request message."""
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": params}


def notification(method: str, params: object = None) -> Message:
    """Return a notification message."""
    return {"jsonrpc": "2.0", "method": method, "params": params}


def content_length(header: bytes) -> int:
    """Return what a header block says about the length of its body."""
    for line in header.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name == b"Content-Length":
            return int(value)
    raise AssertionError(f"the server sent a header without a length: {header!r}")


def at(line: int, character: int) -> dict[str, int]:
    """Return a position."""
    return {"line": line, "character": character}


def insertion(line: int, character: int, text: str) -> Message:
    """Return a content change that inserts `text`."""
    return replacement((line, character), (line, character), text)


def replacement(start: Sequence[int], end: Sequence[int], text: str) -> Message:
    """Return a content change that replaces what lies between two positions."""
    return {"range": {"start": at(*start), "end": at(*end)}, "text": text}
