"""An environment that waits beside its place until the new one there stands, even when we are killed.

A note in it says so, and its lock is held by whoever makes the new one: a note that nobody holds was
left by one that was ended half-way. Does not know what is made in the meantime.
"""

import os
import shutil
from itertools import count
from pathlib import Path

from venvls.locking import acquire, holder

_NOTE = "venvls-set-aside"


class SetAside:
    """The environment that was at `prefix` and is at `aside`, until it is put back or given up."""

    __slots__ = ("_lock", "aside", "prefix")

    def __init__(self, prefix: str, aside: str, lock: int | None) -> None:
        self.prefix = prefix
        self.aside = aside
        self._lock = lock

    def put_back(self) -> None:
        """Bring back what was there in place of what is there now, which is removed; raises `OSError`."""
        self._release()
        # Removing takes long and may fail half-way: it comes when the old one is back.
        unwanted = _free_name(self.prefix)
        if os.path.lexists(self.prefix):
            os.rename(self.prefix, unwanted)
        os.rename(self.aside, self.prefix)
        _remove(os.path.join(self.prefix, _NOTE))
        _remove(unwanted)

    def give_up(self) -> None:
        """Remove what was there: the new one stands."""
        # Without its note it is never offered again, not even when removing it is interrupted.
        _remove(os.path.join(self.aside, _NOTE))
        self._release()
        _remove(self.aside)

    def _release(self) -> None:
        # Windows renames no folder in which a file is open.
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def set_aside(prefix: str) -> SetAside:
    """Move what is at `prefix` beside it under a free name; raises `OSError` when it cannot be moved."""
    aside = _free_name(prefix)
    if not os.path.isdir(prefix) or os.path.islink(prefix):
        os.rename(prefix, aside)
        return SetAside(prefix, aside, None)
    note = os.path.join(prefix, _NOTE)
    Path(note).touch()
    try:
        os.rename(prefix, aside)
    except OSError:
        _remove(note)
        raise
    return SetAside(prefix, aside, acquire(Path(aside, _NOTE)))


def left_aside(prefix: str) -> str:
    """Return where the environment of `prefix` waits for somebody who was killed, or nothing."""
    for number in count(1):
        if not os.path.lexists(aside := _name(prefix, number)):
            break
        note = Path(aside, _NOTE)
        if note.is_file() and holder(note) is None:
            return aside
    return ""


def take_over(prefix: str) -> SetAside | None:
    """Return what was left aside for `prefix`, held by us, or `None` when there is nothing or it is held."""
    aside = left_aside(prefix)
    lock = acquire(Path(aside, _NOTE)) if aside else None
    return SetAside(prefix, aside, lock) if lock is not None else None


def _free_name(prefix: str) -> str:
    return next(name for number in count(1) if not os.path.lexists(name := _name(prefix, number)))


def _name(prefix: str, number: int) -> str:
    return f"{prefix}.old-{number}"


def _remove(path: str) -> None:
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path, ignore_errors=True)
    elif os.path.lexists(path):
        os.unlink(path)
