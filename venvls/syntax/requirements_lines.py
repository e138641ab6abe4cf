"""Logical lines of a requirements file: continuations joined, comments and white space taken off.

Follows pip's preprocessing to the letter, oddities included: it ends lines at every character that
Unicode calls a line boundary, takes backslashes off both ends of a continued line, and lets a comment
line end a continuation. `${VARIABLES}` stay as they are written: their values are not text.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from venvls.syntax.places import Places

_UNUSUAL = re.compile("[\\\\\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_COMMENT = re.compile(r"(?:^|(?<=\s))#")
_COMMENT_LINE = re.compile(r"\s*#")
_LINE_END = "\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"


class LogicalLine(NamedTuple):
    """What pip reads as one line: `text[start:end]`, never empty.

    `places` is `None` where `text` is the block itself, else it says where each character of `text`
    is written in the block.
    """

    text: str
    start: int
    end: int
    places: Places | None = None


def continues(line: str) -> bool:
    """Tell whether the line that follows belongs to this one. `line` may carry its line end."""
    if "\\" not in line:
        return False
    last = (line.splitlines() or [""])[-1]
    return last.endswith("\\") and not _COMMENT_LINE.match(last)


def logical_lines(block: str) -> Iterator[LogicalLine]:
    """Yield the logical lines of a block, in practice at most one."""
    if _UNUSUAL.search(block):
        yield from _joined_lines(block)
        return
    start, end = _stripped(block, 0, len(block))
    if start < end:
        yield LogicalLine(block, start, end)


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the extent without comment and surrounding white space."""
    if "#" in text and (comment := _COMMENT.search(text, start, end)):
        end = comment.start()
    body = text[start:end]
    trimmed = body.lstrip()
    start += len(body) - len(trimmed)
    return start, start + len(trimmed.rstrip())


def _joined_lines(block: str) -> Iterator[LogicalLine]:
    extents: list[tuple[int, int]] = []
    for start, end in _physical_lines(block):
        line = block[start:end]
        comment = _COMMENT_LINE.match(line) is not None
        if line.endswith("\\") and not comment:
            inner = line.strip("\\")
            start += len(line) - len(line.lstrip("\\")) if inner else 0
            extents.append((start, start + len(inner)))
            continue
        yield from _flushed(block, [*extents, (start, end)], comment=comment)
        extents = []
    if extents:
        yield from _flushed(block, extents, comment=False)


def _physical_lines(block: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in block.splitlines(keepends=True):
        yield start, start + len(line.rstrip(_LINE_END))
        start += len(line)


def _flushed(block: str, extents: list[tuple[int, int]], *, comment: bool) -> Iterator[LogicalLine]:
    if comment:
        # pip puts a space before a comment line, so that it is a comment after joining too.
        extents = extents[:-1]
    if len(extents) == 1:
        start, end = _stripped_slice(block, *extents[0])
        if start < end:
            yield LogicalLine(block, start, end)
        return
    text = "".join([block[start:end] for start, end in extents])
    start, end = _stripped(text, 0, len(text))
    if start < end:
        offsets = [offset for first, last in extents for offset in range(first, last)]
        places = Places((*offsets, extents[-1][1]), tuple(offset + 1 for offset in offsets))
        yield LogicalLine(text, start, end, places)


def _stripped_slice(block: str, start: int, end: int) -> tuple[int, int]:
    low, high = _stripped(block[start:end], 0, end - start)
    return start + low, start + high
