"""Publishes the diagnostics of one client's documents, as fast as it reads them.

What a client that does not read has still to get is replaced by what is newer: it may be busy for a
while, as with a question on its screen, and a long file has a megabyte to say at every keystroke. Does not
know what is published.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import NamedTuple

from venvls.analysis.items import Diagnostic
from venvls.model.names import Uri
from venvls.server.coordinates import View
from venvls.server.diagnostics import Shown, publication, shown
from venvls.server.mends import wire
from venvls.server.spelling import Spelling

UNREAD = 1 << 20
"""Bytes that may wait for the client before diagnostics are held back."""

LOOK_AGAIN = 0.05
"""Seconds until it is seen again whether the client has read."""


class Outlet(NamedTuple):
    """Where bytes go, and how many of them the client has not taken yet."""

    send: Callable[[bytes], None]
    unread: Callable[[], int]


class Publishing:
    """Diagnostics as they were published last, and those that are held back."""

    def __init__(
        self,
        outlet: Outlet,
        view_of: Callable[[Uri], View | None],
        spelling: Spelling,
        tags: tuple[int, ...],
    ) -> None:
        self._outlet = outlet
        self._view_of = view_of
        self._spelling = spelling
        self._tags = tags
        self._shown: dict[Uri, Shown] = {}
        self._held: dict[Uri, Callable[[], None]] = {}

    def publish(self, uri: Uri, version: int | None, diagnostics: Sequence[Diagnostic]) -> None:
        """Replace all diagnostics of a document, as soon as the client has read what it was sent."""
        written = self._spelling.of(uri)
        if not self._held and self._outlet.unread() <= UNREAD:
            self._send(uri, written, version, diagnostics)
            return
        if not self._held:
            self._look_later()
        self._held[uri] = lambda: self._send(uri, written, version, diagnostics)

    def _send(self, uri: Uri, written: str, version: int | None, diagnostics: Sequence[Diagnostic]) -> None:
        now = shown(self._shown.pop(uri, Shown()), diagnostics, self._view_of(uri), self._tags)
        if diagnostics:
            self._shown[uri] = now
        self._outlet.send(wire.framed(publication(written, version, now)))

    def _look_later(self) -> None:
        asyncio.get_running_loop().call_later(LOOK_AGAIN, self._release)

    def _release(self) -> None:
        while self._held and self._outlet.unread() <= UNREAD:
            self._held.pop(next(iter(self._held)))()
        if self._held:
            self._look_later()
