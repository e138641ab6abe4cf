"""What is remembered from one start to the next: "not now", agreements, chosen environments.

One small JSON file in the user's state folder (`VENVLS_STATE_DIR` moves it), never in the project.
A damaged file counts as empty and is replaced at the next decision. Where several servers decide
in the same instant the last one wins; the file is always whole, since it is replaced, not written.
"""

import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from venvls.environments.remembered import CHOSEN as CHOSEN
from venvls.environments.remembered import decisions_file, read_decisions

AGREED = "index-agreed"

Decisions = dict[str, dict[str, str]]


class Memory:
    """Decisions by kind and folder."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._file = Path(decisions_file(environ))
        # Decisions of this session, for a state folder that cannot be written.
        self._session: Decisions = {}

    def recall(self, kind: str, folder: str) -> str | None:
        """Return what was decided for a folder, or `None`."""
        decided = self._session.get(kind, {}).get(folder) or self._read().get(kind, {}).get(folder)
        return decided or None

    def remember(self, kind: str, folder: str, value: str) -> None:
        """Keep a decision, for this session only where the state folder cannot be written."""
        self._session.setdefault(kind, {})[folder] = value
        decisions = self._read()
        decisions.setdefault(kind, {})[folder] = value
        with suppress(OSError):
            self._write(decisions)

    def forget(self, kind: str, folder: str) -> None:
        """Drop a decision."""
        self._session.get(kind, {}).pop(folder, None)
        decisions = self._read()
        if decisions.get(kind, {}).pop(folder, None) is not None:
            with suppress(OSError):
                self._write(decisions)

    def _read(self) -> Decisions:
        return read_decisions(str(self._file))

    def _write(self, decisions: Decisions) -> None:
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._file.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(decisions, file, indent=1, sort_keys=True)
        Path(name).replace(self._file)
