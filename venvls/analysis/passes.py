"""One look at a manifest after the other, with work that follows the change.

What was found in a block is kept as long as the block, the environment and the facts that were read
are the same. Rules that look across blocks run again only when something they look at has changed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from venvls.analysis.across import Across, look_across, look_across_again
from venvls.analysis.answer import Missing
from venvls.analysis.block_edit import Edit, edit_between
from venvls.analysis.facts import learned_between
from venvls.analysis.items import Diagnostic
from venvls.analysis.judging import Judged
from venvls.analysis.listing import listed, replace
from venvls.analysis.readers import Readers, enter, readers_of
from venvls.analysis.snapshot import Snapshot
from venvls.analysis.subject import Subject, judged_alike, judged_blocks, same_facts


@dataclass(frozen=True, slots=True)
class Pass:
    """One look: per block what was found, how all of that is shown in order, and what lies across.

    The next look takes over the lists, the counts and `readers` instead of copying them: to touch ten
    thousand values that lie about in memory takes up to a millisecond, each time. `readers` says which blocks
    have read a fact, or did before they were edited; it is kept while any are missing.

    `missing` are the facts that could change it. One that only a block of before wanted stays among them
    until it has landed: to go through ten thousand blocks at every keystroke takes four milliseconds.
    """

    subject: Subject
    judged: list[Judged]
    shown: list[Diagnostic]
    across: Across
    missing: frozenset[Missing]
    readers: Readers | None = None


@dataclass(frozen=True, slots=True)
class FirstLook:
    """A look at every block, taken in pieces: `judged` grows, by what held when it began.

    What changes meanwhile is for the next look, which keeps what still holds as it always does.
    """

    subject: Subject
    judged: list[Judged]


def needs_first_look(last: Pass | FirstLook | None, subject: Subject) -> bool:
    """Tell whether nothing of the last look holds, so that every block is to be judged."""
    return last is None or not judged_alike(last.subject, subject)


def advance(look: FirstLook, count: int) -> bool:
    """Judge the next blocks and tell whether these were the last ones."""
    blocks, begun = look.subject.manifest.blocks, len(look.judged)
    look.judged.extend(judged_blocks(look.subject, blocks[begun : begun + count]))
    return len(look.judged) == len(blocks)


def first_pass(look: FirstLook) -> Pass:
    """Return a first look as a whole, judging what is left of it."""
    subject, judged = look.subject, look.judged
    advance(look, len(subject.manifest.blocks))
    shown = listed(subject.manifest, judged, 0)
    missing = frozenset[Missing]().union(*[one.missing for one in judged])
    readers = readers_of(judged) if missing else None
    return Pass(subject, judged, shown, look_across(subject), missing, readers)


def next_pass(last: Pass | None, subject: Subject) -> Pass:
    """Look at a manifest, keeping of the last look what still holds; that one is used up."""
    if last is None or needs_first_look(last, subject):
        return first_pass(FirstLook(subject, []))
    old, new = last.subject.manifest, subject.manifest
    edit = edit_between(old, new)
    fresh = judged_blocks(subject, edit.new)
    judged, shown = last.judged, last.shown
    judged[edit.first : edit.old_end] = fresh
    replace(shown, old, new, edit, fresh)
    missing = _joined(last.missing, fresh)
    readers = last.readers if missing and len(old.blocks) == len(new.blocks) else None
    if readers is not None:
        enter(readers, enumerate(fresh, edit.first))
    spliced = Pass(subject, judged, shown, look_across_again(last.across, subject, edit), missing, readers)
    return spliced if same_facts(last.subject, subject) else _with_news(spliced, last.subject.snapshot)


def _with_news(current: Pass, before: Snapshot) -> Pass:
    """Judge again the blocks that read a fact which was another one before."""
    subject, judged, shown = current.subject, current.judged, current.shown
    manifest = subject.manifest
    landed = learned_between(before, subject.snapshot, chain.from_iterable(one.read for one in judged))
    # With these, the work is as much as has landed.
    readers = current.readers if current.readers is not None else readers_of(judged)
    outdated = sorted({index for need in landed for index in readers.get(need, ())})
    for index in outdated:
        block = manifest.blocks[index : index + 1]
        (judged[index],) = again = judged_blocks(subject, block)
        replace(shown, manifest, manifest, Edit(index, block, block), again)
        enter(readers, [(index, judged[index])])
    missing = _joined(current.missing - landed, (judged[index] for index in outdated))
    return Pass(subject, judged, shown, current.across, missing, readers)


def _joined(missing: frozenset[Missing], judged: Iterable[Judged]) -> frozenset[Missing]:
    """Return the very same set where nothing is new: it may be large, and be asked for at each keystroke."""
    new = {need for one in judged for need in one.missing} - missing
    return missing | new if new else missing
