"""Reading files and folders that may be missing, huge, unreadable, binary or a loop of links.

The one place where an `OSError` means "nothing there". What was read is for the caller to judge.
"""

import os
from codecs import BOM_UTF8

TEXT_LIMIT = 4_000_000
"""No configuration file is read beyond this many bytes."""

_PIECE = 1 << 17
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def read_bytes(path: str, limit: int = TEXT_LIMIT) -> bytes | None:
    """Return the first `limit` bytes of a file, or `None` when it cannot be read.

    Never waits: a pipe without a writer is empty, and a device ends at the limit.
    """
    try:
        descriptor = os.open(path, _FLAGS)
    except (OSError, ValueError):
        return None
    try:
        return _read_up_to(descriptor, limit)
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
        return content.removeprefix(BOM_UTF8).decode()
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


def is_forbidden(path: str, mode: int = os.F_OK) -> bool:
    """Tell whether there may be something at `path` that only permissions keep us from."""
    try:
        os.stat(path)
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
    return not os.access(path, mode)


def same_place(one: str, other: str) -> bool:
    """Tell whether two paths name the same existing file or folder."""
    try:
        return os.path.samefile(one, other)
    except (OSError, ValueError):
        return os.path.normpath(one) == os.path.normpath(other)


def _read_up_to(descriptor: int, limit: int) -> bytes:
    piece = os.read(descriptor, min(limit, _PIECE))
    # Nearly every file is read at once; asking again whether that was all would double the cost.
    if len(piece) < _PIECE:
        return piece
    pieces = [piece]
    while (limit := limit - len(piece)) > 0 and (piece := os.read(descriptor, min(limit, _PIECE))):
        pieces.append(piece)
    return b"".join(pieces)
