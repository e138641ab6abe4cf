"""What the engine asks of whoever drives it: an editor through the server, a terminal, a test.

Methods that ask return `None` when there was no answer; the engine never waits for one
without a limit of its own.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from enum import StrEnum
from typing import Protocol

from venvls.analysis.items import Diagnostic
from venvls.model.names import Uri
from venvls.text import TextEdit


class Loudness(StrEnum):
    """How a message is shown."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    LOG = "log"


class Progress(Protocol):
    """One running job as a person sees it."""

    def report(self, message: str, percentage: int | None = None) -> None:
        """Say what happens now. `percentage` never goes back."""

    @property
    def cancelled(self) -> asyncio.Event:
        """Set when the person asked to stop."""


class Client(Protocol):
    """The other side."""

    def publish(self, uri: Uri, version: int | None, diagnostics: Sequence[Diagnostic]) -> None:
        """Replace all diagnostics of a document."""

    def environment_changed(self, contract: Mapping[str, object]) -> None:
        """Tell the activation contract of a scope (`venvls/didChangeEnvironment`)."""

    def refresh(self) -> None:
        """Ask for hints and lenses again: facts have changed."""

    def show(self, loudness: Loudness, message: str) -> None:
        """Show or log a message."""

    async def ask(self, message: str, answers: Sequence[str]) -> str | None:
        """Let a person choose one of `answers`."""

    async def edit(self, label: str, edits: Mapping[Uri, Sequence[TextEdit]]) -> bool | None:
        """Apply edits to documents, undoable as one step; `None` when nobody said whether it was done."""

    def progress(self, title: str, *, cancellable: bool) -> AbstractAsyncContextManager[Progress]:
        """Show a job while the context is open."""
