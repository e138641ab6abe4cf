"""One at a time, across processes and across our own death.

The lock is a lock on an open file, so it ends with the last process that holds the file: an
installer that outlives us inherits it and keeps others out until it is done. Does not know what it
protects.
"""

import contextlib
import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_LONGEST_NOTE = 200


def acquire(path: Path) -> int | None:
    """Return a descriptor that holds the lock until it is closed, or `None` when somebody else does.

    The folder of `path` is made when it is missing. Raises `OSError` when it cannot be.
    """
    while True:
        path.parent.mkdir(exist_ok=True)
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except FileNotFoundError:
            continue  # its last owner removed the folder just now
        if not _lock(descriptor):
            os.close(descriptor)
            return None
        if _is_still_there(descriptor, path):
            return descriptor
        os.close(descriptor)


def holder(path: Path) -> str | None:
    """Return what whoever holds the lock wrote into its file, or `None` when nobody holds it."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError:
        return None
    try:
        if _lock(descriptor):
            return None
        return os.read(descriptor, _LONGEST_NOTE).decode("utf-8", "replace")
    except OSError:
        return ""
    finally:
        os.close(descriptor)


def leave_note(descriptor: int, note: str) -> None:
    """Write into the file of a lock who holds it, for others to read."""
    with contextlib.suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, note.encode()[:_LONGEST_NOTE], 0)


def _is_still_there(descriptor: int, path: Path) -> bool:
    """Tell whether what was locked is what others will find: the last owner may have removed it."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _lock(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
