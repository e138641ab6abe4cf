"""A person at a real shell: interactive, on a terminal of its own, one line typed after the other.

    with Terminal("zsh", tmp_path) as terminal:
        terminal.run(terminal.hook_line)
        before = terminal.variables()
        terminal.run("cd /tmp")

The shell reads no start-up files. `variables` is what a program started from the next prompt gets;
what a shell keeps of itself (nesting, the last command) is left out. Whatever a line prints is in
`terminal.screen`.
"""

import json
import os
import pty
import select
import shutil
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

import pytest

from venvls.environments.quoting import fish_word, posix_word

LIMIT = 60.0
"""Seconds for one line to be carried out."""

_PLAIN = {
    "bash": ("--norc", "--noprofile", "-i"),
    "zsh": ("-f", "-i", "-o", "NO_PROMPT_SP"),
    "fish": ("--no-config", "-i"),
    "dash": ("-i",),
    "tcsh": ("-f", "-i"),
    "ksh": ("-i",),
}
_OF_THE_SHELL = ("_", "SHLVL", "PWD", "OLDPWD", "COLUMNS", "LINES", "_OLD_", "__fish", "fish_")
_DUMP = (
    "import json, os, sys; open(sys.argv[1], 'a').write(json.dumps([sys.argv[2], dict(os.environ)]) + '\\n')"
)


def shells(*names: str) -> list[object]:
    """Return parameters for each shell, left out with a reason where it is not installed."""
    return [
        pytest.param(
            name, marks=pytest.mark.skipif(shutil.which(name) is None, reason=f"{name} is not installed")
        )
        for name in names
    ]


class Terminal:
    """One interactive shell."""

    def __init__(self, shell: str, place: Path, environ: Mapping[str, str] | None = None) -> None:
        self.shell = shell
        self.screen = ""
        place.mkdir(parents=True, exist_ok=True)
        self._answers = place / "answers"
        self._answers.touch()
        self._asked = 0
        program = place / "dump.py"
        program.write_text(_DUMP)
        self._dump = (
            f"{self.word(sys.executable)} -I {self.word(str(program))} {self.word(str(self._answers))}"
        )
        own = {"PATH": "/usr/bin:/bin", "HOME": str(place), "TERM": "dumb", "LANG": "C.UTF-8", "PS1": "> "}
        self._start({**own, **(environ or {})})

    def word(self, text: str) -> str:
        """Quote a text for this shell."""
        return fish_word(text) if self.shell == "fish" else posix_word(text)

    def run(self, line: str) -> None:
        """Type a line and wait until the next prompt has come and gone."""
        self.send(line)
        self._ask('""')

    def send(self, line: str) -> None:
        """Type a line without waiting: what follows sees its exit code."""
        os.write(self._terminal, f"{line}\n".encode())
        self._read(0)

    def variables(self) -> dict[str, str]:
        """Return what the next program gets, without what shells keep of themselves."""
        found = self._ask('""')[1]
        return {name: value for name, value in found.items() if not name.startswith(_OF_THE_SHELL)}

    def value(self, expression: str) -> str:
        """Return what a word such as `"$?"` stands for at the next prompt."""
        return self._ask(expression)[0]

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._terminal)
        os.waitpid(self._process, 0)

    def _start(self, environ: Mapping[str, str]) -> None:
        self._process, self._terminal = pty.fork()
        if self._process == 0:
            path = shutil.which(self.shell) or self.shell
            os.chdir("/")
            os.execve(path, [self.shell, *_PLAIN[self.shell]], dict(environ))

    def _ask(self, expression: str) -> tuple[str, dict[str, str]]:
        self.send(f"{self._dump} {expression}")
        self._asked += 1
        end = time.monotonic() + LIMIT
        while len(lines := self._answers.read_text().splitlines()) < self._asked:
            assert time.monotonic() < end, f"the shell did not answer:\n{self.screen}"
            self._read(0.02)
        said, variables = json.loads(lines[-1])
        return said, variables

    def _read(self, patience: float) -> None:
        while select.select([self._terminal], [], [], patience)[0]:
            try:
                piece = os.read(self._terminal, 1 << 16)
            except OSError:
                return
            if not piece:
                return
            self.screen += piece.decode(errors="replace")
