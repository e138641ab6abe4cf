"""An index on loopback that speaks HTTP/2 alone, over TLS, as large indexes do: the `h2` library is needed.

    async with serving_http2(certificate, key, {"/simple/flask/": page}) as server:
        server.url                  # ends with /simple/
        server.requests             # (number of the connection, headers) of each request, in order
        server.break_off = True     # every stream is reset in the middle of its answer

Pages are bytes of PEP 691 JSON and carry an ETag; everything else is a 404. Answers wait until as many
requests have come as `together` says, so that a test can see what is asked at the same time.
"""

import asyncio
import hashlib
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

import h2.config
import h2.connection
import h2.events

from tests.support.faults import JSON


class Http2Index:
    """The state of a running server; for one event loop."""

    def __init__(self, pages: Mapping[str, bytes], together: int) -> None:
        self.pages = pages
        self.requests: list[tuple[int, dict[str, str]]] = []
        self.break_off = False
        self.port = 0
        self._together = together
        self._all_there = asyncio.Event()
        self._connections = 0

    @property
    def url(self) -> str:
        """The address of the simple API."""
        return f"https://127.0.0.1:{self.port}/simple/"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection until it ends."""
        self._connections += 1
        number = self._connections
        connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        connection.initiate_connection()
        writer.write(connection.data_to_send())
        answers: set[asyncio.Task[None]] = set()
        with suppress(OSError):
            while received := await reader.read(65536):
                for event in connection.receive_data(received):
                    if isinstance(event, h2.events.RequestReceived):
                        headers = {name.decode(): value.decode() for name, value in event.headers}
                        self.requests.append((number, headers))
                        answers.add(asyncio.create_task(self._answer(connection, event, headers, writer)))
                writer.write(connection.data_to_send())
        writer.close()

    async def _answer(
        self,
        connection: h2.connection.H2Connection,
        event: h2.events.RequestReceived,
        headers: Mapping[str, str],
        writer: asyncio.StreamWriter,
    ) -> None:
        if len(self.requests) >= self._together:
            self._all_there.set()
        await self._all_there.wait()
        page = self.pages.get(headers[":path"])
        etag = f'"{hashlib.sha256(page or b"").hexdigest()[:16]}"'
        if page is None or headers.get("if-none-match") == etag:
            status = "404" if page is None else "304"
            connection.send_headers(event.stream_id, [(":status", status)], end_stream=True)
        else:
            kind = [
                (":status", "200"),
                ("content-type", JSON),
                ("etag", etag),
                ("cache-control", "max-age=0"),
            ]
            connection.send_headers(event.stream_id, kind)
            if self.break_off:
                connection.send_data(event.stream_id, page[: len(page) // 2])
                connection.reset_stream(event.stream_id)
            else:
                connection.send_data(event.stream_id, page, end_stream=True)
        writer.write(connection.data_to_send())


@asynccontextmanager
async def serving_http2(
    certificate: str, key: str, pages: Mapping[str, bytes], *, together: int = 1
) -> AsyncIterator[Http2Index]:
    """Serve pages by path while the context is open, on the event loop of the test."""
    index = Http2Index(pages, together)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.set_alpn_protocols(["h2"])
    server = await asyncio.start_server(index.serve, "127.0.0.1", 0, ssl=context)
    index.port = server.sockets[0].getsockname()[1]
    try:
        yield index
    finally:
        server.close()
        await server.wait_closed()
