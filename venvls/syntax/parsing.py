"""From a document to its manifest, and from an edit to the next one: the entrance to this package.

Only the blocks that an edit touches are parsed again; `reparsed` equals `parse_manifest` of the new
text.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import assert_never

from venvls.syntax.locks import parse_lock, parse_pylock
from venvls.syntax.manifest import TOO_LONG, Block, Manifest, ManifestKind, Problem
from venvls.syntax.pyproject import parse_pyproject, reparsed_pyproject
from venvls.syntax.requirements_file import BYTE_ORDER_MARK, parse_block, parse_first_block
from venvls.syntax.requirements_lines import continues
from venvls.syntax.script import parse_script
from venvls.text import Span, Text
from venvls.text.lines import LineChange

_LINE_BY_LINE = frozenset({ManifestKind.REQUIREMENTS, ManifestKind.CONSTRAINTS})


LONGEST = 4_000_000
"""Characters; longer than what people and their tools write, and so not worth the time it would take."""

# Characters of the first line that the one finding is shown at.
_SHOWN = 80
# Characters in the lines that an edit changes before it is asked whether the document is too long now.
_MANY = 100_000


def parse_manifest(kind: ManifestKind, text: Text) -> Manifest:
    """Parse a whole document. Of one that is longer than `LONGEST` there is one block, which says so."""
    return _too_long(kind, text) if _is_too_long(text) else _parsed(kind, text)


def reparsed(manifest: Manifest, text: Text, change: LineChange) -> Manifest:
    """Parse what `change` touched. `text` is the document after it, `manifest` that before it."""
    added = text.lines[change.first : change.first + change.added]
    if manifest.is_too_long or sum(map(len, added)) > _MANY:
        return parse_manifest(manifest.kind, text)
    if manifest.kind in _LINE_BY_LINE:
        return _with_lines(manifest, text, change)
    touched = reparsed_pyproject(manifest, text, change) if manifest.kind is ManifestKind.PYPROJECT else None
    return touched or _parsed(manifest.kind, text)


def _is_too_long(text: Text) -> bool:
    return sum(map(len, text.lines)) > LONGEST


def _too_long(kind: ManifestKind, text: Text) -> Manifest:
    millions = LONGEST // 1_000_000
    message = (
        f"venvls reads no manifest of more than {millions} million characters, so it says nothing else here"
    )
    problem = Problem(TOO_LONG, Span(0, len(text.content(0)[:_SHOWN])), message)
    return Manifest.of(kind, (Block(str(text), len(text.lines), problems=(problem,)),))


def _parsed(kind: ManifestKind, text: Text) -> Manifest:
    match kind:
        case ManifestKind.PYPROJECT:
            return parse_pyproject(str(text))
        case ManifestKind.SCRIPT:
            return Manifest.of(kind, parse_script(text.lines))
        case ManifestKind.PYLOCK:
            return Manifest.of(kind, (parse_pylock(str(text)),))
        case ManifestKind.LOCK:
            return Manifest.of(kind, (parse_lock(str(text)),))
        case ManifestKind.REQUIREMENTS | ManifestKind.CONSTRAINTS:
            return Manifest.of(kind, [block for block, _ in _blocks(kind, text.lines, 0)])
        case _:
            assert_never(kind)


def _with_lines(manifest: Manifest, text: Text, change: LineChange) -> Manifest:
    first = manifest.block_at(change.first)
    grown = change.added - change.removed
    new: list[Block] = []
    for block, line in _blocks(manifest.kind, text.lines, manifest.starts[first]):
        new.append(block)
        if line >= change.first + change.added and (rest := _block_from(manifest, line - grown)) is not None:
            return manifest.spliced(first, rest, new)
    return manifest.spliced(first, len(manifest.blocks), new)


def _block_from(manifest: Manifest, line: int) -> int | None:
    """Return the index of the block that begins at a line, `None` when none does.

    A block that was the first one and is not any more has lost its byte order mark.
    """
    index = bisect_left(manifest.starts, line)
    if index == len(manifest.starts) or manifest.starts[index] != line:
        return None
    return None if index == 0 and manifest.blocks[0].text.startswith(BYTE_ORDER_MARK) else index


def _blocks(kind: ManifestKind, lines: Sequence[str], first: int) -> Iterator[tuple[Block, int]]:
    """Yield the blocks of the lines from `first` on, which begins one, each with the line after it."""
    constraint = kind is ManifestKind.CONSTRAINTS
    parse = parse_block if first else parse_first_block
    start = first
    for after, line in enumerate(lines[first:] if first else lines, first + 1):
        if after < len(lines) and continues(line if start else line.removeprefix(BYTE_ORDER_MARK)):
            continue
        source = line if after - start == 1 else "".join(lines[start:after])
        yield parse(source, constraint=constraint), after
        parse, start = parse_block, after
