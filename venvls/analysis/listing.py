"""What was found in the blocks of a manifest as one list in the order of the document.

Does not know who found it. The list is changed in place: it may be ten thousand long.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from venvls.analysis.block_edit import Edit
from venvls.analysis.items import Diagnostic
from venvls.analysis.judging import Judged
from venvls.syntax.manifest import Manifest
from venvls.text import Position, Range


def listed(manifest: Manifest, judged: Iterable[Judged], first: int) -> list[Diagnostic]:
    """Return what was found in the blocks from the one with index `first` on."""
    return [
        Diagnostic(manifest.range(index, finding.span), finding)
        for index, one in enumerate(judged, first)
        for finding in one.findings
    ]


def replace(
    shown: list[Diagnostic], old: Manifest, new: Manifest, edit: Edit, fresh: Iterable[Judged]
) -> None:
    """Put what was found in the blocks that came in the place of what was said of those that went."""
    first, follows = _place(shown, old, edit.first), _place(shown, old, edit.old_end)
    # What follows the edit has moved as a whole, or not at all.
    if edit.new_end < len(new.blocks) and (by := new.starts[edit.new_end] - old.starts[edit.old_end]):
        shown[follows:] = [_moved(one, by) for one in shown[follows:]]
    shown[first:follows] = listed(new, fresh, edit.first)


def _place(shown: Sequence[Diagnostic], manifest: Manifest, index: int) -> int:
    """Return where among all that is shown what lies in a block begins, or would."""
    if index >= len(manifest.blocks):
        return len(shown)
    return bisect_left(shown, manifest.starts[index], key=_line)


def _line(diagnostic: Diagnostic) -> int:
    return diagnostic.range.start.line


def _moved(diagnostic: Diagnostic, by: int) -> Diagnostic:
    (line, start), (last, end) = diagnostic.range
    return Diagnostic(Range(Position(line + by, start), Position(last + by, end)), diagnostic.finding)
