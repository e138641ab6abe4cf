"""A client that does not read is sent what is newest, once it does."""

import asyncio

from venvls.analysis.items import Diagnostic
from venvls.model.finding import Finding
from venvls.model.names import Uri
from venvls.model.settings import Severity
from venvls.server import publishing
from venvls.server.publishing import UNREAD, Outlet, Publishing
from venvls.server.spelling import Spelling
from venvls.text import Position, Range, Span

FIRST, SECOND = Uri("file:///a.txt"), Uri("file:///b.txt")
FOUND = [Diagnostic(Range(Position(0, 0), Position(0, 1)), Finding("x", Severity.ERROR, Span(0, 1), "wrong"))]


class Pipe:
    """Takes everything and lets the test say how much of it was read."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.unread = 0

    def publishing(self) -> Publishing:
        return Publishing(Outlet(self.sent.append, lambda: self.unread), lambda _: None, Spelling(), ())

    async def grows_to(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.sent) < count:
                await asyncio.sleep(publishing.LOOK_AGAIN / 10)


async def test_a_client_that_reads_is_told_at_once():
    pipe = Pipe()
    pipe.publishing().publish(FIRST, 1, FOUND)
    assert b'"version":1,' in pipe.sent[0]


async def test_a_client_that_does_not_read_is_told_the_last_of_each_document_later():
    pipe = Pipe()
    published = pipe.publishing()
    pipe.unread = UNREAD + 1
    for version in range(100):
        published.publish(FIRST, version, FOUND)
        published.publish(SECOND, version, ())
    assert pipe.sent == []
    pipe.unread = 0
    await pipe.grows_to(2)
    assert b'a.txt","version":99,"diagnostics":[{' in pipe.sent[0]
    assert b'b.txt","version":99,"diagnostics":[]' in pipe.sent[1]
    published.publish(FIRST, 100, ())
    assert b'"version":100,' in pipe.sent[2]
