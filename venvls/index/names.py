"""Searching lists of project names: by beginning, by what they contain, by what was probably meant.

Files (`name_file`) are mapped into memory, so three quarters of a million names cost a few megabytes
and load in milliseconds. Ranked by what was asked about lately, then by length; who is installed or
declared is ranked elsewhere. Asks nobody.
"""

import mmap
import sys
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from venvls.index.name_file import BEST, HEADER, begins_well, padding
from venvls.index.slips import begin_alike, is_within, one_slip_away
from venvls.model.names import project_name

_AFTER = b"\x7f"
_SHORTEST_TYPO = 3
_LONGEST_TYPO = 40
_SHORTEST_OF_TWO = 8
"""Two slips make anything out of shorter names."""

_COMPARED = 2000
"""Names that are looked at for two slips: those that begin alike, and those that end alike."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Files with names, the normal names that were asked about lately, and those that are quarantined."""

    paths: tuple[str, ...]
    recent: tuple[str, ...] = ()
    quarantined: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NameIndex:
    """The names of all indexes of a configuration; a name that several list comes once.

    `recent` are normal names that were asked about lately, the latest first, `hidden` those that nobody
    should be offered.
    """

    files: tuple["NameFile", ...]
    recent: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return sum(map(len, self.files))

    def prefix(self, typed: str, limit: int) -> Sequence[str]:
        """Return names whose normal form begins with that of `typed`: recent ones, then the shortest."""
        wanted = project_name(typed)
        recent = [self._spelt(name) for name in self.recent if name.startswith(wanted) and name in self]
        listed = _merged((file.prefix(wanted, min(limit, BEST)) for file in self.files), limit)
        return self._shown((*recent, *listed), limit)

    def containing(self, typed: str, limit: int) -> Sequence[str]:
        """Return names whose normal form contains that of `typed`: recent ones first, then the shortest.

        Where there are very many, only the first of them by the alphabet are looked at.
        """
        wanted = project_name(typed)
        recent = [self._spelt(name) for name in self.recent if wanted in name and name in self]
        listed = (name for file in self.files for name in file.containing(wanted, _COMPARED))
        return self._shown((*recent, *sorted(listed, key=_length)), limit)

    def similar(self, name: str, limit: int) -> Sequence[str]:
        """Return names that one slip of the keys turns into `name`, the likeliest slips first.

        Where there is none, long names are also found by two slips.
        """
        wanted = project_name(name)
        if not _SHORTEST_TYPO <= len(wanted) <= _LONGEST_TYPO:
            return ()
        found = [slip for slip in one_slip_away(wanted) if slip in self]
        if not found and wanted not in self and len(wanted) >= _SHORTEST_OF_TWO:
            alike = {near for file in self.files for near in file.two_slips_away(wanted)}
            found = sorted(alike, key=lambda near: (abs(len(near) - len(wanted)), near))
        return self._shown(map(self._spelt, found), limit)

    def __contains__(self, normal: str) -> bool:
        return any(normal in file for file in self.files)

    def _spelt(self, normal: str) -> str:
        return next((file.spelling(normal) for file in self.files if normal in file), normal)

    def _shown(self, names: Iterable[str], limit: int) -> tuple[str, ...]:
        spelt = {project_name(name): name for name in names}
        return tuple(name for normal, name in spelt.items() if normal not in self.hidden)[:limit]


class NameFile:
    """One mapped file. Raises `ValueError` when it is not one of ours, or not whole."""

    def __init__(self, content: bytes | mmap.mmap) -> None:
        if not begins_well(content):
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

    def two_slips_away(self, normal: str) -> list[str]:
        """Return normal names that two slips turn into this one, some more than once.

        Two slips leave the first third as it was, or there is one in either half; else the last half is as
        it was, which takes longest to find out.
        """
        found = list(self._within_two(normal, self._beginning_alike(normal)))
        found.extend(self._slips_in_both_halves(normal))
        return found or list(self._within_two(normal, self._ending_alike(normal)))

    def _within_two(self, normal: str, numbers: Iterable[int]) -> Iterator[str]:
        characters = set(normal)
        for number in numbers:
            if abs(self._names.length(number) - 1 - len(normal)) <= 2:
                name = self._names[number].decode()
                # A slip puts one character in the place of another, so two concern four at most.
                if len(characters.symmetric_difference(name)) <= 4 and is_within(normal, name, 2):
                    yield name

    def _beginning_alike(self, normal: str) -> range:
        for length in range(len(normal) // 3, len(normal)):
            beginning = normal[:length].encode()
            first, last = self._names.first_from(beginning), self._names.first_from(beginning + _AFTER)
            if last - first <= _COMPARED:
                return range(first, last)
        return range(0)

    def _slips_in_both_halves(self, normal: str) -> Iterator[str]:
        middle = len(normal) // 2
        beginning, rest = normal[:middle], normal[middle:]
        for length, number in islice(self._slipped_beginnings(beginning, len(rest)), _COMPARED):
            name = self._names[number].decode()
            if is_within(rest, name[length:], 1):
                yield name

    def _slipped_beginnings(self, beginning: str, rest: int) -> Iterator[tuple[int, int]]:
        """Yield how long a beginning is that one slip turns into this one, and a name that has it.

        About `rest` characters follow it. Slips late in the beginning are looked for only among the few
        names that are like it up to there.
        """
        alike = [range(len(self))]
        for length in range(1, len(beginning) + 1):
            alike.append(self._names.beginning(beginning[:length].encode(), alike[-1]))
        for slip in one_slip_away(beginning):
            place = alike[begin_alike(slip, beginning)]
            for number in self._names.beginning(slip.encode(), place):
                if abs(self._names.length(number) - 1 - len(slip) - rest) <= 1:
                    yield len(slip), number

    def _ending_alike(self, normal: str) -> Iterator[int]:
        return self._names.containing(f"{normal[-(len(normal) // 2) :]}\n".encode(), _COMPARED)


def open_names(paths: Iterable[str], recent: Iterable[str] = (), hidden: Iterable[str] = ()) -> NameIndex:
    """Map files that the worker made; those that are not whole are left out."""
    files = []
    for path in paths:
        try:
            with Path(path).open("rb") as stream:
                files.append(NameFile(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)))
        except (OSError, ValueError):
            continue
    return NameIndex(tuple(files), tuple(recent), frozenset(hidden))


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

    def beginning(self, wanted: bytes, among: range) -> range:
        """Return which of these strings begin so."""
        first = bisect_left(self, wanted, among.start, among.stop)
        if first == among.stop or not self[first].startswith(wanted):
            return range(0)
        return range(first, bisect_left(self, wanted + _AFTER, first, among.stop))

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
    place = HEADER
    while place < len(content):
        length = int.from_bytes(content[place : place + 8], sys.byteorder)
        place += 8
        if place + length > len(content):
            raise ValueError("a list of names that was cut off")
        yield slice(place, place + length)
        place += length + padding(length)


def _merged(lists: Iterable[list[str]], limit: int) -> tuple[str, ...]:
    found = list(lists)
    if len(found) == 1:
        return tuple(found[0])
    names = {project_name(name): name for part in reversed(found) for name in part}
    return tuple(sorted(names.values(), key=_length))[:limit]


def _length(name: str) -> tuple[int, str]:
    normal = project_name(name)
    return len(normal), normal
