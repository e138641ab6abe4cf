"""From a document to its manifest, and from an edit to the next one: the entrance to this package.

Only the blocks that an edit touches are parsed again; `reparsed` equals `parse_manifest` of the new
text.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import assert_never

from venvls.syntax.locks import parse_lock, parse_pylock
from venvls.syntax.manifest import Block, Manifest, ManifestKind
from venvls.syntax.pyproject import parse_pyproject
from venvls.syntax.requirements_file import parse_block
from venvls.syntax.requirements_lines import continues
from venvls.syntax.script import parse_script
from venvls.text import Text
from venvls.text.lines import LineChange

_LINE_BY_LINE = frozenset({ManifestKind.REQUIREMENTS, ManifestKind.CONSTRAINTS})


def parse_manifest(kind: ManifestKind, text: Text) -> Manifest:
    """Parse a whole document."""
    return _manifest(kind, _whole(kind, text))


def reparsed(manifest: Manifest, text: Text, change: LineChange) -> Manifest:
    """Parse what `change` touched. `text` is the document after it, `manifest` that before it."""
    if manifest.kind not in _LINE_BY_LINE:
        return parse_manifest(manifest.kind, text)
    first = manifest.block_at(change.first)
    grown = change.added - change.removed
    line = manifest.starts[first]
    new: list[Block] = []
    starts: list[int] = []
    for lines in _grouped(text.lines, line):
        new.append(_block(manifest.kind, lines))
        starts.append(line)
        line += len(lines)
        if line >= change.first + change.added and (rest := _block_from(manifest, line - grown)) is not None:
            return _spliced(manifest, first, rest, new, starts, grown)
    return _spliced(manifest, first, len(manifest.blocks), new, starts, grown)


def _block_from(manifest: Manifest, line: int) -> int | None:
    """Return the index of the block that begins at a line, `None` when none does."""
    index = bisect_left(manifest.starts, line)
    return index if index < len(manifest.starts) and manifest.starts[index] == line else None


def _spliced(
    manifest: Manifest, first: int, rest: int, new: list[Block], starts: list[int], grown: int
) -> Manifest:
    """Put new blocks in the place of blocks `first` to `rest`; what follows moves by `grown` lines."""
    blocks = (*manifest.blocks[:first], *new, *manifest.blocks[rest:])
    after = manifest.starts[rest:]
    moved = after if not grown else [start + grown for start in after]
    return Manifest(manifest.kind, blocks, (*manifest.starts[:first], *starts, *moved))


def _whole(kind: ManifestKind, text: Text) -> tuple[Block, ...]:
    match kind:
        case ManifestKind.SCRIPT:
            return parse_script(text.lines)
        case ManifestKind.PYPROJECT:
            return (parse_pyproject(str(text)),)
        case ManifestKind.PYLOCK:
            return (parse_pylock(str(text)),)
        case ManifestKind.LOCK:
            return (parse_lock(str(text)),)
        case ManifestKind.REQUIREMENTS | ManifestKind.CONSTRAINTS:
            return tuple(_block(kind, lines) for lines in _grouped(text.lines, 0))
        case _:
            assert_never(kind)


def _grouped(lines: Sequence[str], first: int) -> Iterable[Sequence[str]]:
    """Yield the physical lines of each block, from line `first` on."""
    start = first
    for index in range(first, len(lines)):
        if not continues(lines[index]):
            yield lines[start : index + 1]
            start = index + 1
    if start < len(lines):
        yield lines[start:]


def _block(kind: ManifestKind, lines: Sequence[str]) -> Block:
    source = lines[0] if len(lines) == 1 else "".join(lines)
    return parse_block(source, constraint=kind is ManifestKind.CONSTRAINTS)


def _manifest(kind: ManifestKind, blocks: Iterable[Block]) -> Manifest:
    held = tuple(blocks)
    return Manifest(kind, held, tuple(accumulate((block.lines for block in held[:-1]), initial=0)))
