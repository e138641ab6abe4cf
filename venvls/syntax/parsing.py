"""From a document to its manifest, and from an edit to the next one: the entrance to this package.

Only the blocks that an edit touches are parsed again; `reparsed` equals `parse_manifest` of the new
text.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import assert_never

from venvls.syntax.locks import parse_lock, parse_pylock
from venvls.syntax.manifest import Block, Manifest, ManifestKind
from venvls.syntax.pyproject import parse_pyproject, reparsed_pyproject
from venvls.syntax.requirements_file import parse_block
from venvls.syntax.requirements_lines import continues
from venvls.syntax.script import parse_script
from venvls.text import Text
from venvls.text.lines import LineChange

_LINE_BY_LINE = frozenset({ManifestKind.REQUIREMENTS, ManifestKind.CONSTRAINTS})


def parse_manifest(kind: ManifestKind, text: Text) -> Manifest:
    """Parse a whole document."""
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
            return Manifest.of(kind, [_block(kind, lines) for lines in _grouped(text.lines, 0)])
        case _:
            assert_never(kind)


def reparsed(manifest: Manifest, text: Text, change: LineChange) -> Manifest:
    """Parse what `change` touched. `text` is the document after it, `manifest` that before it."""
    if manifest.kind in _LINE_BY_LINE:
        return _with_lines(manifest, text, change)
    touched = reparsed_pyproject(manifest, text, change) if manifest.kind is ManifestKind.PYPROJECT else None
    return touched or parse_manifest(manifest.kind, text)


def _with_lines(manifest: Manifest, text: Text, change: LineChange) -> Manifest:
    first = manifest.block_at(change.first)
    grown = change.added - change.removed
    line = manifest.starts[first]
    new: list[Block] = []
    for lines in _grouped(text.lines, line):
        new.append(_block(manifest.kind, lines))
        line += len(lines)
        if line >= change.first + change.added and (rest := _block_from(manifest, line - grown)) is not None:
            return manifest.spliced(first, rest, new)
    return manifest.spliced(first, len(manifest.blocks), new)


def _block_from(manifest: Manifest, line: int) -> int | None:
    """Return the index of the block that begins at a line, `None` when none does."""
    index = bisect_left(manifest.starts, line)
    return index if index < len(manifest.starts) and manifest.starts[index] == line else None


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
