"""Words of an option line, split as a POSIX shell does, with the place of each.

pip splits options with `shlex`; this gives the same words and where their characters stand.
"""

import re
from typing import NamedTuple

from venvls.syntax.places import Places
from venvls.text import Span

_WORD = re.compile(r"""(?:[^ \t\r\n'"\\]+|'[^']*'|"(?:[^"\\]|\\.)*"|\\.)+""", re.DOTALL)
_PIECE = re.compile(
    r"""(?P<plain>[^'"\\]+)|'(?P<single>[^']*)'|"(?P<double>(?:[^"\\]|\\.)*)"|\\(?P<escaped>.)""", re.DOTALL
)
_ESCAPE = re.compile(r'\\(["\\])|([\s\S])')


class Word(NamedTuple):
    """A word as it reads, its extent as written, and the places of its characters when these differ."""

    value: str
    span: Span
    places: Places | None = None

    def extent(self, start: int, end: int) -> Span:
        """Return where a slice of the value is written."""
        if self.places is not None:
            return self.places.span(Span(start, end))
        return Span(self.span.start + start, self.span.start + end)


class Words(NamedTuple):
    """The words, and where a quote begins that is never closed or a backslash ends the text."""

    words: tuple[Word, ...]
    unclosed: Span | None = None


def shell_words(text: str, start: int, end: int) -> Words:
    """Split `text[start:end]`; spans are offsets into `text`."""
    words = []
    position = start
    for match in _WORD.finditer(text, start, end):
        if text[position : match.start()].strip(" \t\r\n"):
            break
        words.append(_word(match))
        position = match.end()
    rest = text[position:end].lstrip(" \t\r\n")
    if rest:
        return Words(tuple(words), Span(end - len(rest), end))
    return Words(tuple(words))


def _word(match: re.Match[str]) -> Word:
    written, span = match[0], Span(*match.span())
    if not any(character in written for character in "'\"\\"):
        return Word(written, span)
    value, starts, ends = "", [], []
    for piece in _PIECE.finditer(match.string, *match.span()):
        for character, start, end in _characters(piece):
            value += character
            starts.append(start)
            ends.append(end)
    return Word(value, span, Places((*starts, span.end), tuple(ends)))


def _characters(piece: re.Match[str]) -> list[tuple[str, int, int]]:
    """Return what a piece of a word reads as, with the extent of each character."""
    group = piece.lastgroup
    assert group is not None  # Each alternative is a group.
    if group == "double":
        # Between double quotes a backslash escapes only a quote or a backslash (POSIX, 2.2.3).
        escapes = _ESCAPE.finditer(piece.string, *piece.span(group))
        return [(match[match.lastindex or 0], *match.span()) for match in escapes]
    first = piece.start(group)
    return [(character, first + index, first + index + 1) for index, character in enumerate(piece[group])]
