"""A terminal as the engine's client: keeps what is published, prints what is said, answers nothing."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from venvls.analysis.items import Diagnostic
from venvls.model.names import Uri
from venvls.runtime.client import Loudness, Progress
from venvls.text import TextEdit


class Terminal:
    """Implements `runtime.client.Client`."""

    def __init__(self) -> None:
        self.published: dict[Uri, Sequence[Diagnostic]] = {}

    def publish(self, uri: Uri, version: int | None, diagnostics: Sequence[Diagnostic]) -> None:
        """Keep the latest diagnostics of each document."""
        self.published[uri] = diagnostics

    def environment_changed(self, contract: Mapping[str, object]) -> None:
        """Nobody is told: `venvls environment` prints the contract."""

    def refresh(self) -> None:
        """Nothing is shown that could be refreshed."""

    def show(self, loudness: Loudness, message: str) -> None:
        """Print what is more than a log line."""
        if loudness is not Loudness.LOG:
            print(f"venvls: {message}", file=sys.stderr)

    async def ask(self, message: str, answers: Sequence[str]) -> str | None:
        """Nobody is there to answer."""
        return None

    async def edit(self, label: str, edits: Mapping[Uri, Sequence[TextEdit]]) -> bool:
        """Refuse: a check changes nothing."""
        return False

    def progress(self, title: str, *, cancellable: bool) -> AbstractAsyncContextManager[Progress]:
        """Return a silent progress."""
        return _silent()


class _Silent:
    def __init__(self) -> None:
        self.cancelled = asyncio.Event()

    def report(self, message: str, percentage: int | None = None) -> None:
        """Say nothing."""


@asynccontextmanager
async def _silent() -> AsyncIterator[Progress]:
    yield _Silent()
