"""The server over standard input and output: one process, one session.

The loop itself reads and writes the pipes. Where it cannot (a file, a terminal, Windows), a thread
does, which costs two hops a message. Only light modules are imported before the client has its first
answer.
"""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from venvls.server import boot, streams

if TYPE_CHECKING:
    from venvls.server.session import MakeEngine


def run(
    *, log_level: str = "warning", log_file: str | None = None, make_engine: "MakeEngine | None" = None
) -> int:
    """Serve until the client is gone; return the exit code. `make_engine` is for tests."""
    taken = streams.take_over()
    greeting = boot.greet(*taken)
    with _without_collecting():
        from venvls.server import without_openssl

        without_openssl.load()
        import asyncio

        from venvls.server import collecting, lazy_dataclasses, lazy_lsprotocol, lazy_patterns, logs

        lazy_lsprotocol.load()
        with lazy_dataclasses.deferred(), lazy_patterns.deferred():
            from venvls.server import pipes

    collecting.defer()
    logs.configure(log_level, log_file)
    return asyncio.run(pipes.serve(taken, greeting, dict(os.environ), make_engine))


@contextmanager
def _without_collecting() -> Iterator[None]:
    # What is being loaded is no garbage, and looking for some takes a quarter of the time.
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
