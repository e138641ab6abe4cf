"""A terminal for programs that draw on one: keys in, the screen out.

    with terminal([hx, "requirements.txt"], environ, folder) as screen:
        screen.until("no project named")
        screen.press(" k")
        screen.until_exit()

The screen is that of `pyte`; what it does not understand is taken out before.
"""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pyte

ROWS, COLUMNS = 40, 140
LIMIT = 60.0
"""Seconds that anything may take to appear."""

# Private and colon-separated control sequences, and the strings of DCS and OSC.
_UNKNOWN = re.compile(
    rb"\x1b\[[<>=?][\d;]*[^hl\d;]"
    rb"|\x1b\[[\d;]*[ $'\"!][a-zA-Z]"
    rb"|\x1b\[[\d;]*:[\d;:]*m"
    rb"|\x1bP.*?\x1b\\"
    rb"|\x1b\].*?(?:\x07|\x1b\\)",
    re.DOTALL,
)
_UNFINISHED = re.compile(rb"\x1b(?:\[[<>=?]?[\d;:]*[ $'\"!]?|[P\]][^\x07\x1b]*\x1b?)?$")
_ATTRIBUTES_ASKED, _ATTRIBUTES = b"\x1b[c", b"\x1b[?1;2c"


class Terminal:
    """A program on a pseudo-terminal."""

    def __init__(self, process: subprocess.Popen[bytes], master: int) -> None:
        self.process = process
        self._master = master
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)
        self._rest = b""

    @property
    def text(self) -> str:
        """The screen as it stands, without the blanks at the ends of lines."""
        return "\n".join(line.rstrip() for line in self._screen.display).rstrip()

    def press(self, *keys: str) -> None:
        """Send keys as a terminal does."""
        for key in keys:
            os.write(self._master, key.encode())
            self._draw(0.05)

    def until(self, expected: str | Callable[[str], bool], limit: float = LIMIT) -> str:
        """Wait until the screen shows a text or satisfies a condition; returns the screen."""
        holds = expected if callable(expected) else lambda text: expected in text
        end = time.monotonic() + limit
        while not holds(self.text):
            assert time.monotonic() < end, f"never seen: {expected!r}; the screen:\n{self.text}"
            self._draw(0.05)
        return self.text

    def until_exit(self, limit: float = LIMIT) -> int:
        """Wait until the program has ended by itself, and return its exit code."""
        end = time.monotonic() + limit
        while self.process.poll() is None:
            assert time.monotonic() < end, f"still running; the screen:\n{self.text}"
            self._draw(0.05)
        return self.process.returncode

    def _draw(self, seconds: float) -> None:
        # A read that fails says that the program has closed its terminal.
        with suppress(OSError):
            while select.select([self._master], [], [], seconds)[0]:
                self._feed(os.read(self._master, 1 << 16))

    def _feed(self, data: bytes) -> None:
        if _ATTRIBUTES_ASKED in data:
            os.write(self._master, _ATTRIBUTES)
        data = self._rest + data
        unfinished = _UNFINISHED.search(data)
        whole = unfinished.start() if unfinished else len(data)
        data, self._rest = data[:whole], data[whole:]
        self._stream.feed(_UNKNOWN.sub(b"", data))


@contextmanager
def terminal(command: Sequence[str | Path], environ: Mapping[str, str], folder: Path) -> Iterator[Terminal]:
    """Start a program on a terminal of its own; it is killed at the end if it still runs."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    process = subprocess.Popen(
        command,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        cwd=folder,
        env={**environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
        preexec_fn=_own_terminal,
        close_fds=True,
    )
    os.close(slave)
    try:
        yield Terminal(process, master)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.wait()
        os.close(master)


def _own_terminal() -> None:
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
