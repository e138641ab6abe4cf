"""Reading a wheel on a server piece by piece: its list of files, and small files in it.

The list of files lies at the end of a zip, so one request for the last 16 KB is enough for most wheels
of any size. Servers that know no ranges send the whole file, up to a limit. Knows zip, not modules.
"""

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from venvls.index.exchange import Answer
from venvls.index.failures import IndexFailureError
from venvls.model.facts import Reason

_TAIL = 16 << 10
_MARGIN = 1 << 10
_REQUESTS = 8
_LARGEST_ENTRY = 8 << 20

_UNREADABLE = (
    zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError,
    struct.error, zlib.error, lzma.LZMAError,
)  # fmt: skip
"""What the library for archives raises for what is none, or is broken or meant to harm."""

Fetch = Callable[[str], Awaitable[Answer]]
"""Asks for a range of the wheel, given as the value of a `Range` header, or for all of it (empty)."""

Choose = Callable[[list[zipfile.ZipInfo]], list[zipfile.ZipInfo]]
"""Picks the entries to read from all that there are."""


@dataclass(frozen=True, slots=True)
class WheelFiles:
    """Names of the files in a wheel and the contents of those that were asked for."""

    names: tuple[str, ...]
    contents: dict[str, bytes]


async def read_wheel(fetch: Fetch, choose: Choose) -> WheelFiles:
    """List a wheel and read the files that are chosen; raises `IndexFailureError`."""
    pieces = _Pieces()
    await _add(pieces, fetch, f"bytes=-{_TAIL}")
    for _ in range(_REQUESTS):
        try:
            return _read(pieces, choose)
        except _MissingError as missing:
            await _add(pieces, fetch, f"bytes={missing.start}-{missing.end - 1}")
        except _UNREADABLE as error:
            raise IndexFailureError(Reason.NONSENSE, f"the wheel could not be read: {error}") from error
    raise IndexFailureError(Reason.NONSENSE, "the wheel's list of files never ends")


class _MissingError(Exception):
    """A part of the file that was not fetched yet, as a half-open range of bytes."""

    def __init__(self, start: int, end: int) -> None:
        super().__init__(start, end)
        self.start, self.end = start, end


class _Pieces(io.RawIOBase):
    """A file of which only some parts are known."""

    def __init__(self) -> None:
        super().__init__()
        self.size = 0
        self._known: list[tuple[int, bytes]] = []
        self._position = 0

    def add(self, start: int, content: bytes) -> None:
        self._known.append((start, content))

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.size}[whence]
        if base + offset < 0:
            raise OSError("before the beginning of the file")
        self._position = base + offset
        return self._position

    def read(self, size: int | None = -1) -> bytes:
        start = min(self._position, self.size)
        end = self.size if size is None or size < 0 else min(self.size, start + size)
        for first, content in self._known:
            if first <= start and end <= first + len(content):
                self._position = end
                return content[start - first : end - first]
        raise _MissingError(start, end)


def _read(pieces: _Pieces, choose: Choose) -> WheelFiles:
    pieces.seek(0)
    with zipfile.ZipFile(pieces) as archive:
        entries = archive.infolist()
        contents = {entry.filename: _content(archive, pieces, entry) for entry in choose(entries)}
    return WheelFiles(tuple(entry.filename for entry in entries), contents)


def _content(archive: zipfile.ZipFile, pieces: _Pieces, entry: zipfile.ZipInfo) -> bytes:
    # A kilobyte can be made of a gigabyte; no file that is read here is large.
    if entry.file_size > _LARGEST_ENTRY:
        raise zipfile.BadZipFile(f"`{entry.filename[:80]}` is too large")
    try:
        return archive.read(entry)
    except _MissingError as missing:
        # One request for all of the entry, instead of one for its header and one for its body.
        start = min(missing.start, entry.header_offset)
        end = start + len(entry.filename) + entry.compress_size + _MARGIN
        raise _MissingError(start, min(pieces.size, max(missing.end, end))) from None


async def _add(pieces: _Pieces, fetch: Fetch, wanted: str) -> None:
    answer = await fetch(wanted)
    match answer.status:
        case 206:
            start, pieces.size = _place(answer)
            pieces.add(start, answer.body)
        case 416 | 501 | 400:
            # No ranges from the end, or none at all: then the whole file.
            whole = await fetch("")
            pieces.size = len(whole.body)
            pieces.add(0, whole.body)
        case 200:
            pieces.size = len(answer.body)
            pieces.add(0, answer.body)
        case _:
            raise IndexFailureError(Reason.NONSENSE, f"the wheel is not there (status {answer.status})")


def _place(answer: Answer) -> tuple[int, int]:
    match = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", answer.headers.get("content-range", "").strip())
    if match is None or int(match[2]) - int(match[1]) + 1 != len(answer.body):
        raise IndexFailureError(Reason.NONSENSE, "the server sent another part than it was asked for")
    return int(match[1]), int(match[3])
