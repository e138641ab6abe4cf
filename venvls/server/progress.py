"""Work-done progress (LSP 3.17, "Work Done Progress"), and what stands in where a client has none."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from venvls.server.mends import wire

Send = Callable[[dict[str, object]], None]


@dataclass(slots=True)
class EditorProgress:
    """One job in the client's progress display. `percentage` is what was shown last."""

    token: int | str
    send: Send
    percentage: int = field(default=0)
    begun: bool = field(default=False)

    def begin(self, title: str, *, cancellable: bool) -> None:
        """Show the job."""
        self.begun = True
        self._say({"kind": "begin", "title": title, "cancellable": cancellable, "percentage": 0})

    def report(self, message: str, percentage: int | None = None) -> None:
        """Say what happens now. A percentage that would go back stays where it is."""
        value: dict[str, Any] = {"kind": "report", "message": message}
        if percentage is not None:
            self.percentage = max(self.percentage, min(percentage, 100))
            value["percentage"] = self.percentage
        self._say(value)

    def end(self) -> None:
        """Take the job out of the display, if it was ever there."""
        if self.begun:
            self._say({"kind": "end"})

    def _say(self, value: dict[str, Any]) -> None:
        self.send(wire.notification("$/progress", {"token": self.token, "value": value}))


@dataclass(slots=True)
class LoggedProgress:
    """A job as lines of the client's log. Nobody can cancel it there."""

    title: str
    log: Callable[[str], None]

    def report(self, message: str, percentage: int | None = None) -> None:
        """Say what happens now."""
        reached = "" if percentage is None else f" ({percentage} %)"
        self.log(f"{self.title}: {message}{reached}")


@dataclass(slots=True)
class KeptProgress:
    """A job that may not know yet where it is shown: what it says is kept until that is settled."""

    cancelled: asyncio.Event = field(default_factory=asyncio.Event)
    display: EditorProgress | LoggedProgress | None = field(default=None)
    kept: list[tuple[str, int | None]] = field(default_factory=list)

    def report(self, message: str, percentage: int | None = None) -> None:
        """Say what happens now, or keep it."""
        if self.display is None:
            self.kept.append((message, percentage))
        else:
            self.display.report(message, percentage)

    def settle(self, display: EditorProgress | LoggedProgress) -> None:
        """Show the job here from now on, and what it said until now; the first place counts."""
        if self.display is not None:
            return
        self.display = display
        for message, percentage in self.kept:
            display.report(message, percentage)
        self.kept.clear()
