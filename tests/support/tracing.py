"""What a Python process really does: every process it starts, connection it makes and file it writes.

Audit events (PEP 578) cannot be switched off by what runs, so this shows rather than trusts. The hook
is installed by a `sitecustomize` that every Python of the environment loads first, children included:

    tracing = Tracing(tmp_path)
    subprocess.run([...], env={**os.environ, **tracing.environ})
    assert tracing.started() == []
"""

import json
import os
from ast import literal_eval
from dataclasses import dataclass
from pathlib import Path

_STARTING = frozenset(
    {"subprocess.Popen", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system"}
)
_HOOK = f"""
import json, os, sys

_STARTING = {set(_STARTING)!r}
_CONTACTING = {{"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}}
_CHANGING = {{"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.symlink", "os.link", "os.chmod",
             "os.chown", "os.truncate", "os.utime", "shutil.rmtree"}}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_trace = os.open(os.environ["VENVLS_TRACE"], os.O_WRONLY | os.O_APPEND)
_read_folder = os.environ.get("VENVLS_TRACE_READS")


def _see(event, arguments):
    if event in _STARTING or event in _CONTACTING or event in _CHANGING:
        subject = arguments[-1] if event.startswith("socket.connect") else arguments
    elif event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING:
        subject = arguments[0]
    elif event == "open" and _read_folder and str(arguments[0]).startswith(_read_folder):
        event, subject = "read", arguments[0]
    else:
        return
    os.write(_trace, (json.dumps([event, repr(subject), os.getpid()]) + "\\n").encode())


sys.addaudithook(_see)
"""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was done: its audit event, on what, by which process."""

    name: str
    subject: str
    process: int


class Tracing:
    """A trace that any number of processes write."""

    def __init__(self, folder: Path, reads_below: Path | None = None) -> None:
        place = folder / "tracing"
        place.mkdir()
        (place / "sitecustomize.py").write_text(_HOOK)
        self._trace = place / "trace"
        self._trace.touch()
        self.environ = {
            "PYTHONPATH": os.pathsep.join(filter(None, [str(place), os.environ.get("PYTHONPATH")])),
            "VENVLS_TRACE": str(self._trace),
            "PYTHONDONTWRITEBYTECODE": "1",
            **({"VENVLS_TRACE_READS": str(reads_below)} if reads_below else {}),
        }

    def events(self) -> list[Event]:
        """Return everything so far, in order."""
        return [Event(*json.loads(line)) for line in self._trace.read_text().splitlines()]

    def read(self) -> list[str]:
        """Return the files that were read below the folder whose reads are traced, in order."""
        return [literal_eval(one.subject) for one in self.events() if one.name == "read"]

    def started(self) -> list[str]:
        """Return what was started."""
        return [one.subject for one in self.events() if one.name in _STARTING]

    def contacted(self) -> list[str]:
        """Return whom a connection was made to, or looked up."""
        return [one.subject for one in self.events() if one.name.startswith("socket.")]

    def changed(self, folder: Path) -> list[str]:
        """Return what was written, made, moved or removed at or below a folder."""
        others = {*self.started(), *self.contacted()}
        inside = str(folder) + os.sep
        return [
            f"{one.name} {one.subject}"
            for one in self.events()
            if one.subject not in others and (inside in one.subject or repr(str(folder)) in one.subject)
        ]
