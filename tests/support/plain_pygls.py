"""A server on pygls as it is, unmended: what `tests/server/test_pygls_faults.py` probes.

It has the commands that the probes need under the names of the echo engine's.
"""

import asyncio
import sys

from lsprotocol import types
from pygls.lsp.server import LanguageServer

COMMAND = [sys.executable, "-m", "tests.support.plain_pygls"]

server = LanguageServer("plain", "0")
heard: list[str] = []


@server.command("echo.heard")
def tell(ls: LanguageServer, *arguments: object) -> list[str]:
    return heard


@server.command("echo.slow")
async def slow(ls: LanguageServer, *arguments: object) -> None:
    heard.append("slow begins")
    try:
        await asyncio.Event().wait()
    finally:
        heard.append("slow ends")


@server.command("echo.pending")
def pending(ls: LanguageServer, *arguments: object) -> int:
    return len(ls.protocol._request_futures) - 1


@server.command("echo.text")
def text(ls: LanguageServer, argument: object) -> str:
    return ls.workspace.get_text_document(argument["uri"]).source


@server.feature(types.TEXT_DOCUMENT_HOVER)
def hover(ls: LanguageServer, params: types.HoverParams) -> None:
    raise RuntimeError("the plain server fails")


if __name__ == "__main__":
    server.start_io()
