"""Reading files and folders that may be missing, huge, unreadable, binary or a loop of links.

The one place where an `OSError` means "nothing there". What was read is for the caller to judge.
"""

import os
import stat

TEXT_LIMIT = 4_000_000
"""No configuration file is read beyond this many bytes."""


def read_bytes(path: str, limit: int = TEXT_LIMIT) -> bytes | None:
    """Return the first `limit` bytes of a regular file, or `None` when it cannot be read.

    Pipes and devices are not opened for reading: that could wait for ever.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError):
        return None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return None
        return _read_up_to(descriptor, min(status.st_size, limit) or limit)
    except OSError:
        return None
    finally:
        os.close(descriptor)


def read_text(path: str, limit: int = TEXT_LIMIT) -> str | None:
    """Return a file as UTF-8 with or without a byte order mark; `None` when it is not such text."""
    content = read_bytes(path, limit)
    if content is None:
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def names_in(folder: str) -> tuple[str, ...]:
    """Return the names in a folder, sorted; none when it cannot be listed."""
    try:
        return tuple(sorted(os.listdir(folder)))
    except (OSError, ValueError):
        return ()


def is_folder(path: str) -> bool:
    """Tell whether a path leads to a folder that can be seen."""
    return os.path.isdir(path)


def is_file(path: str) -> bool:
    """Tell whether a path leads to a regular file that can be seen."""
    return os.path.isfile(path)


def same_place(one: str, other: str) -> bool:
    """Tell whether two paths name the same existing file or folder."""
    try:
        return os.path.samefile(one, other)
    except (OSError, ValueError):
        return os.path.normpath(one) == os.path.normpath(other)


def _read_up_to(descriptor: int, count: int) -> bytes:
    pieces = []
    while count > 0 and (piece := os.read(descriptor, count)):
        pieces.append(piece)
        count -= len(piece)
    return b"".join(pieces)
