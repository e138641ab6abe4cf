"""A whole test case as one string: files, cursor, facts and what is expected, written where it is expected.

A fixture is a sequence of sections, each begun by a line `-- name --`. Text before the first such
line belongs to `requirements.txt`. In every section

- `$0` is the cursor and is taken out of the text;
- a line whose first character that is not a blank is `^` marks the line above it: the carets stand
  below what is marked, the label after them says what is expected there. Several may follow a line.

No format of this project has a line that begins with `^`, so marks come off cleanly and can point
at column 0. This module does not know what any section means; `tests.support.check` does.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from venvls.text import Position, Range

CURSOR = "$0"
_HEADER = re.compile(r"-- (?P<name>.+) --")
_MARK = re.compile(r" *(?P<carets>\^+)(?: (?P<label>.*))?")


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """A labelled part of one line; `start` and `end` are columns."""

    line: int
    start: int
    end: int
    label: str

    @property
    def range(self) -> Range:
        """Where the note stands."""
        return Range(Position(self.line, self.start), Position(self.line, self.end))


@dataclass(frozen=True, slots=True)
class Section:
    """One section without its marks."""

    name: str
    text: str
    notes: tuple[Note, ...] = ()
    cursor: Position | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines that say something."""
        return tuple(line for line in self.text.splitlines() if line.strip())


def parse(fixture: str) -> Mapping[str, Section]:
    """Return the sections of a fixture by name, in their order."""
    return {name: _section(name, lines) for name, lines in _sections(fixture)}


def annotated(text: str, notes: Iterable[Note]) -> str:
    """Return `text` with notes written below its lines: the inverse of `parse`."""
    below: dict[int, list[Note]] = {}
    for note in sorted(notes):
        below.setdefault(note.line, []).append(note)
    written: list[str] = []
    for number, line in enumerate(text.splitlines()):
        written.append(line)
        written += [_mark(note) for note in below.get(number, ())]
    return "\n".join(written) + "\n"


def _sections(fixture: str) -> Iterator[tuple[str, list[str]]]:
    lines = fixture.removeprefix("\n").split("\n")
    # The end of the string literal is not a line of the file.
    if not lines[-1].strip():
        lines.pop()
    headers = [number for number, line in enumerate(lines) if _HEADER.fullmatch(line)]
    if not headers or headers[0]:
        yield "requirements.txt", lines[: headers[0] if headers else None]
    for start, end in pairwise((*headers, len(lines))):
        yield lines[start][3:-3], lines[start + 1 : end]


def _section(name: str, lines: Iterable[str]) -> Section:
    kept: list[str] = []
    notes: list[Note] = []
    cursor: Position | None = None
    for line in lines:
        if found := _MARK.fullmatch(line):
            notes.append(Note(len(kept) - 1, *found.span("carets"), found["label"] or ""))
            continue
        before, mark, after = line.partition(CURSOR)
        if mark:
            cursor = Position(len(kept), len(before))
        kept.append(before + after)
    return Section(name, "".join(f"{line}\n" for line in kept), tuple(notes), cursor)


def _mark(note: Note) -> str:
    carets = "^" * max(1, note.end - note.start)
    return f"{' ' * note.start}{carets} {note.label}".rstrip()
