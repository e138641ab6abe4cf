"""Searching lists of project names: by beginning, by what they contain, by what was probably meant.

Files (`name_file`) are mapped into memory, so three quarters of a million names cost a few megabytes
and load in milliseconds. Who is installed or declared is ranked elsewhere. Asks nobody.
"""

import mmap
import sys
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from venvls.index.name_file import BEST, MAGIC, padding
from venvls.model.names import project_name

_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789-"
_AFTER = b"\x7f"
_SHORTEST_TYPO = 3
_LONGEST_TYPO = 40


@dataclass(frozen=True, slots=True)
class NameIndex:
    """The names of all indexes of a configuration; a name that several list comes once."""

    files: tuple["NameFile", ...]

    def __len__(self) -> int:
        return sum(map(len, self.files))

    def prefix(self, typed: str, limit: int) -> Sequence[str]:
        """Return names whose normal form begins with that of `typed`, shortest first."""
        return _merged((file.prefix(project_name(typed), min(limit, BEST)) for file in self.files), limit)

    def containing(self, typed: str, limit: int) -> Sequence[str]:
        """Return names whose normal form contains that of `typed`, in alphabetical order."""
        return _merged((file.containing(project_name(typed), limit) for file in self.files), limit)

    def similar(self, name: str, limit: int) -> Sequence[str]:
        """Return names that one slip of the keys turns into `name`, the likeliest slips first."""
        wanted = project_name(name)
        if not _SHORTEST_TYPO <= len(wanted) <= _LONGEST_TYPO:
            return ()
        found = (slip for slip in _slips(wanted) if any(slip in file for file in self.files))
        spelt = (file.spelling(slip) for slip in found for file in self.files if slip in file)
        return tuple(dict.fromkeys(spelt))[:limit]


class NameFile:
    """One mapped file. Raises `ValueError` when it is not one of ours, or not whole."""

    def __init__(self, content: bytes | mmap.mmap) -> None:
        if content[: len(MAGIC)] != MAGIC:
            raise ValueError("not a list of names")
        sections = list(_sections(content))
        if len(sections) != 8:
            raise ValueError("a list of names without its end")
        self._names = _Strings(content, *sections[0:2])
        self._spellings = _Strings(content, *sections[2:4])
        view = memoryview(content)
        self._checksums = view[sections[4]].cast("I")
        self._prefixes = _Strings(content, *sections[5:7])
        self._best = view[sections[7]].cast("I")

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, normal: str) -> bool:
        checksum = zlib.crc32(normal.encode())
        place = bisect_left(self._checksums, checksum)
        # The checksums say no to nearly all that is not there without touching the names.
        if place == len(self._checksums) or self._checksums[place] != checksum:
            return False
        return self._names.find(normal.encode()) is not None

    def spelling(self, normal: str) -> str:
        """Return a listed name as its authors spell it."""
        number = self._names.find(normal.encode())
        return normal if number is None else self._spellings[number].decode()

    def prefix(self, normal: str, limit: int) -> list[str]:
        """Return the shortest names that begin so."""
        popular = self._prefixes.find(normal.encode())
        if popular is not None:
            numbers = list(dict.fromkeys(self._best[popular * BEST : (popular + 1) * BEST]))
        else:
            first = self._names.first_from(normal.encode())
            last = self._names.first_from(normal.encode() + _AFTER)
            numbers = sorted(range(first, last), key=self._names.length)
        return [self._spellings[number].decode() for number in numbers[:limit]]

    def containing(self, normal: str, limit: int) -> list[str]:
        """Return the first names that contain this."""
        return [self._spellings[number].decode() for number in self._names.containing(normal.encode(), limit)]


def open_names(paths: Iterable[str]) -> NameIndex:
    """Map files that the worker made; those that are not whole are left out."""
    files = []
    for path in paths:
        try:
            with Path(path).open("rb") as stream:
                files.append(NameFile(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)))
        except (OSError, ValueError):
            continue
    return NameIndex(tuple(files))


class _Strings(Sequence[bytes]):
    """Sorted strings joined by line feeds, with an array of where each begins."""

    def __init__(self, content: bytes | mmap.mmap, text: slice, offsets: slice) -> None:
        self._content = content
        self._start, self._end = text.start, text.stop
        self._offsets = memoryview(content)[offsets].cast("I")

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, number: int) -> bytes:  # type: ignore[override]
        start, end = self._offsets[number], self._offsets[number + 1]
        return self._content[self._start + start : self._start + end - 1]

    def length(self, number: int) -> int:
        return self._offsets[number + 1] - self._offsets[number]

    def first_from(self, wanted: bytes) -> int:
        return bisect_left(self, wanted)

    def find(self, wanted: bytes) -> int | None:
        number = self.first_from(wanted)
        return number if number < len(self) and self[number] == wanted else None

    def containing(self, wanted: bytes, limit: int) -> Iterator[int]:
        place = self._content.find(wanted, self._start, self._end)
        while place >= 0 and limit > 0:
            number = bisect_left(self._offsets, place - self._start + 1) - 1
            yield number
            limit -= 1
            place = self._content.find(wanted, self._start + self._offsets[number + 1], self._end)


def _sections(content: bytes | mmap.mmap) -> Iterator[slice]:
    place = len(MAGIC) + 8
    while place < len(content):
        length = int.from_bytes(content[place : place + 8], sys.byteorder)
        place += 8
        if place + length > len(content):
            raise ValueError("a list of names that was cut off")
        yield slice(place, place + length)
        place += length + padding(length)


def _slips(name: str) -> Iterator[str]:
    """Yield every name one slip away: swapped, doubled, missing and wrong characters, in that order."""
    halves = [(name[:place], name[place:]) for place in range(len(name) + 1)]
    slips = (
        (left + right[1] + right[0] + right[2:] for left, right in halves if len(right) > 1),
        (left + right[1:] for left, right in halves if right),
        (left + "-" + right for left, right in halves if left and right),
        (left + letter + right for left, right in halves for letter in _ALPHABET),
        (left + letter + right[1:] for left, right in halves if right for letter in _ALPHABET),
    )
    yield from dict.fromkeys(slip for kind in slips for slip in kind if slip != name)


def _merged(lists: Iterable[list[str]], limit: int) -> tuple[str, ...]:
    found = list(lists)
    if len(found) == 1:
        return tuple(found[0])
    names = {project_name(name): name for part in reversed(found) for name in part}
    return tuple(sorted(names.values(), key=lambda name: (len(name), name)))[:limit]
