"""Reads project files: bounded, decoded as the tools of the field decode them, never raising.

Does not know what the text means.
"""

import codecs
import io
import os
import re
from itertools import islice
from pathlib import Path

LARGEST = 8 * 1024 * 1024
"""Bytes. A manifest or module beyond that is left alone: no person wrote it."""

MOST_NAMES = 2_000

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")


def read_text(path: str) -> str | None:
    """Return a file's text, or `None` where it is unreadable, no regular file or larger than `LARGEST`.

    A byte order mark or an encoding declaration (PEP 263) in the first two lines decides, else
    UTF-8; bytes that do not fit become U+FFFD.
    """
    try:
        file = Path(path)
        if not file.is_file() or file.stat().st_size > LARGEST:
            return None
        content = file.read_bytes()
    except (OSError, ValueError):
        return None
    return decoded(content)


def listing(folder: str) -> tuple[str, ...]:
    """Return the names in a folder in order, of folders with a slash at the end.

    There are none where it cannot be read. Of a folder with more than `MOST_NAMES` entries these are as
    many as that, whichever they are.
    """
    try:
        with os.scandir(folder) as entries:
            some = islice(entries, MOST_NAMES)
            return tuple(sorted(f"{one.name}/" if one.is_dir() else one.name for one in some))
    except (OSError, ValueError):
        return ()


def decoded(content: bytes) -> str:
    """Return the text of a file's bytes."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    try:
        return content.decode(_declared_encoding(content), "replace")
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace")


def _declared_encoding(content: bytes) -> str:
    for line in io.BytesIO(content[:512]).readlines()[:2]:
        if found := _DECLARED.match(line):
            # A codec such as `rot13` or `hex` is no text encoding, and `decode` says so by LookupError.
            return found[1].decode("ascii")
    return "utf-8"
