"""Which blocks of a manifest an edit replaced by which others.

Blocks are compared by identity: what was not edited is the very same object (`syntax/manifest.py`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import is_

from venvls.syntax.manifest import Block, Manifest


@dataclass(frozen=True, slots=True)
class Edit:
    """Which blocks became which, and the index of the first."""

    first: int
    old: tuple[Block, ...]
    new: tuple[Block, ...]

    @property
    def old_end(self) -> int:
        """The index of the first block after the edit, before it."""
        return self.first + len(self.old)

    @property
    def new_end(self) -> int:
        """The index of the first block after the edit, after it."""
        return self.first + len(self.new)

    def holds(self, index: int) -> bool:
        """Tell whether a block of before is one of those that were replaced."""
        return self.first <= index < self.old_end


def edit_between(old: Manifest, new: Manifest) -> Edit:
    """Return the smallest run of blocks outside of which both manifests hold the very same ones."""
    before, after = _unchanged(old, new)
    old_end, end = len(old.blocks) - after, len(new.blocks) - after
    return Edit(before, old.blocks[before:old_end], new.blocks[before:end])


def _unchanged(old: Manifest, new: Manifest) -> tuple[int, int]:
    """Return how many blocks at the beginning and at the end are the very same."""
    if old.blocks is new.blocks:
        return len(old.blocks), 0
    splice = new.splice
    if splice is None or splice.of is not old.blocks:
        return _alike_at_ends(old.blocks, new.blocks)
    first, old_end, end = splice.first, splice.first + splice.removed, splice.first + splice.added
    before, after = _alike_at_ends(old.blocks[first:old_end], new.blocks[first:end])
    return first + before, len(new.blocks) - end + after


def _alike_at_ends(old: Sequence[Block], new: Sequence[Block]) -> tuple[int, int]:
    before = _alike(map(is_, old, new))
    after = _alike(map(is_, reversed(old), reversed(new)))
    return before, min(after, min(len(old), len(new)) - before)


def _alike(same: Iterable[bool]) -> int:
    # Twice as fast as to count while it is true, and there may be ten thousand.
    kept = [*same, False]
    return kept.index(False)
