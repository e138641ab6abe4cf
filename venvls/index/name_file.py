"""A list of project names as one file that is searched where it lies, without being read.

    magic, checksum of all that follows, then sections, each with its length in front:
    normal names joined by line feeds · their offsets · spellings joined by line feeds · their offsets ·
    sorted checksums of the normal names · prefixes with many names joined by line feeds · their offsets ·
    the best names of each of those prefixes

Names are sorted by their normal form (PEP 503). The best names of a prefix are the shortest: an index
offers no signal of popularity, and an invented one would be worse than none. Only writes bytes.
"""

import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from heapq import nsmallest
from itertools import accumulate
from mmap import mmap

from packaging.utils import canonicalize_name

_MAGIC = b"venvls names 2\n\0"
HEADER = len(_MAGIC) + 8
"""Bytes before the first section."""

BEST = 50
"""How many names are kept for a prefix that has many."""

MANY = 200
"""Prefixes with fewer names than this are searched when asked for."""

_LONGEST_NAME = 100


def build(names: Iterable[str]) -> bytes:
    """Return the file for these names, in any order and spelling."""
    return b"".join(sections(names))


def sections(names: Iterable[str]) -> list[bytes]:
    """Return the same in pieces."""
    spellings = _spellings(names)
    normal = sorted(spellings)
    prefixes = dict(_popular_prefixes(normal))
    best = array("I", (number for numbers in prefixes.values() for number in _padded(numbers)))
    checksums = array("I", sorted(zlib.crc32(name.encode()) for name in normal))
    parts = (
        *_strings(normal),
        *_strings([spellings[name] for name in normal]),
        checksums.tobytes(),
        *_strings(list(prefixes)),
        best.tobytes(),
    )
    body = [piece for part in parts for piece in (len(part).to_bytes(8, sys.byteorder), _aligned(part))]
    checksum = reduce(lambda so_far, piece: zlib.crc32(piece, so_far), body, 0)
    return [_MAGIC, checksum.to_bytes(8, sys.byteorder), *body]


def begins_well(content: bytes | mmap) -> bool:
    """Tell at a glance whether this is a list of names in the form that is written here."""
    return content[: len(_MAGIC)] == _MAGIC


def is_whole(content: bytes | mmap) -> bool:
    """Tell whether every byte is as it was written; reads all of it."""
    with memoryview(content) as view, view[HEADER:] as body:
        checksum = zlib.crc32(body).to_bytes(8, sys.byteorder)
    return begins_well(content) and content[len(_MAGIC) : HEADER] == checksum


def padding(length: int) -> int:
    """Return how many bytes follow a section of this length, so that the next one can be cast."""
    return -length % 8


def _is_usable(name: str) -> bool:
    return 0 < len(name) <= _LONGEST_NAME and name.isascii() and name.isprintable()


def _spellings(names: Iterable[str]) -> dict[str, str]:
    """Return how each name is spelt, by its normal form."""
    spellings: dict[str, str] = {}
    for name in filter(_is_usable, names):
        normal = canonicalize_name(name)
        # Most are normal as they are, and there are so many that two copies count.
        spellings[name if name == normal else normal] = name
    return spellings


def _strings(strings: Sequence[str]) -> tuple[bytes, bytes]:
    offsets = array("I", accumulate((len(string) + 1 for string in strings), initial=0))
    return ("\n".join(strings) + "\n").encode(), offsets.tobytes()


def _popular_prefixes(names: Sequence[str]) -> Iterator[tuple[str, list[int]]]:
    """Yield prefixes with many names, sorted, with the numbers of their best names."""

    def order(number: int) -> tuple[int, int]:
        return len(names[number]), number

    waiting = [(0, len(names), 0)]
    while waiting:
        first, last, depth = waiting.pop()
        if last - first <= MANY:
            continue
        yield names[first][:depth], nsmallest(BEST, range(first, last), key=order)
        waiting.extend(reversed([(*part, depth + 1) for part in _split(names, first, last, depth)]))


def _split(names: Sequence[str], first: int, last: int, depth: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges of names that continue with the same character at `depth`."""
    if len(names[first]) == depth:
        first += 1
    start = first
    for number in range(first, last):
        if names[number][depth] != names[start][depth]:
            yield start, number
            start = number
    if start < last:
        yield start, last


def _padded(numbers: list[int]) -> list[int]:
    return numbers + numbers[-1:] * (BEST - len(numbers))


def _aligned(part: bytes) -> bytes:
    return part + bytes(padding(len(part)))
