"""One look at a manifest after the other, with work that follows the change.

What was found in a block is kept as long as the block, the environment and the facts that were read
are the same. Rules that look across blocks run again only when something they look at has changed.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from itertools import chain
from operator import is_
from typing import TypeAlias

from venvls.analysis.answer import Missing
from venvls.analysis.facts import learned_between
from venvls.analysis.items import Diagnostic
from venvls.analysis.judging import Bench, Circumstances, Judged, judged_block, judged_manifest
from venvls.analysis.known_names import manifests
from venvls.analysis.snapshot import Document, Scope, Snapshot
from venvls.analysis.walking import names
from venvls.model.finding import Finding
from venvls.model.names import ProjectName
from venvls.model.requirement import Declaration
from venvls.syntax.manifest import Block, Manifest, ManifestKind
from venvls.syntax.project_table import project_table
from venvls.text import Position, Range

Readers: TypeAlias = dict[Missing, list[int]]


@dataclass(frozen=True, slots=True)
class Subject:
    """A manifest and all that it is judged by.

    `elsewhere` are projects that no index is asked for, `declared_python` is what the project supports.
    """

    rules: Bench
    snapshot: Snapshot
    scope: Scope | None
    document: Document
    manifest: Manifest
    elsewhere: frozenset[ProjectName] = frozenset()
    declared_python: str = ""

    @property
    def shows_upgrades(self) -> bool:
        """Whether newer releases are to be shown in it."""
        return self.document.uri in self.snapshot.upgrades


@dataclass(frozen=True, slots=True)
class Across:
    """What rules across blocks found, with the index of each block, and what they looked at.

    `others` are the other manifests of the scope, `counted` says how often each project is declared
    in all of them together.
    """

    findings: tuple[tuple[int, Finding], ...]
    others: tuple[Manifest, ...]
    counted: Counter[ProjectName]


@dataclass(frozen=True, slots=True)
class Edit:
    """Which blocks became which, and the index of the first."""

    first: int
    old: tuple[Block, ...]
    new: tuple[Block, ...]

    def holds(self, index: int) -> bool:
        """Tell whether a block of before is one of those that were replaced."""
        return self.first <= index < self.first + len(self.old)


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
    return last is None or not _judged_alike(last.subject, subject)


def advance(look: FirstLook, count: int) -> bool:
    """Judge the next blocks and tell whether these were the last ones."""
    blocks, begun = look.subject.manifest.blocks, len(look.judged)
    look.judged.extend(_judged(look.subject, blocks[begun : begun + count]))
    return len(look.judged) == len(blocks)


def first_pass(look: FirstLook) -> Pass:
    """Return a first look as a whole, judging what is left of it."""
    subject, judged = look.subject, look.judged
    advance(look, len(subject.manifest.blocks))
    shown = _shown(subject.manifest, judged, 0)
    missing = frozenset[Missing]().union(*[one.missing for one in judged])
    readers = _readers(judged) if missing else None
    return Pass(subject, judged, shown, _across(subject, _others(subject)), missing, readers)


def next_pass(last: Pass | None, subject: Subject) -> Pass:
    """Look at a manifest, keeping of the last look what still holds; that one is used up."""
    if last is None or needs_first_look(last, subject):
        return first_pass(FirstLook(subject, []))
    old, new = last.subject.manifest, subject.manifest
    before, after = _unchanged(old, new)
    old_end, end = len(old.blocks) - after, len(new.blocks) - after
    fresh = _judged(subject, new.blocks[before:end])
    judged, shown = last.judged, last.shown
    judged[before:old_end] = fresh
    first, follows = _place(shown, old, before), _place(shown, old, old_end)
    # What follows the edit has moved as a whole, or not at all.
    if after and (by := new.starts[end] - old.starts[old_end]):
        shown[follows:] = [_moved(one, by) for one in shown[follows:]]
    shown[first:follows] = _shown(new, fresh, before)
    missing = _joined(last.missing, fresh)
    edit = Edit(before, old.blocks[before:old_end], new.blocks[before:end])
    across = _looked_across(last.across, subject, edit)
    readers = last.readers if missing and len(old.blocks) == len(new.blocks) else None
    if readers is not None:
        _enter(readers, enumerate(fresh, before))
    spliced = Pass(subject, judged, shown, across, missing, readers)
    return spliced if _same_facts(last, subject) else _with_news(spliced, last.subject.snapshot)


def _with_news(current: Pass, before: Snapshot) -> Pass:
    """Judge again the blocks that read a fact which was another one before."""
    subject, judged, shown = current.subject, current.judged, current.shown
    manifest = subject.manifest
    landed = learned_between(before, subject.snapshot, chain.from_iterable(one.read for one in judged))
    # With these, the work is as much as has landed; to make them takes 20 ms for ten thousand blocks.
    readers = current.readers if current.readers is not None else _readers(judged)
    outdated = sorted({index for need in landed for index in readers.get(need, ())})
    for index in outdated:
        (judged[index],) = again = _judged(subject, manifest.blocks[index : index + 1])
        shown[_place(shown, manifest, index) : _place(shown, manifest, index + 1)] = _shown(
            manifest, again, index
        )
        _enter(readers, [(index, judged[index])])
    missing = _joined(current.missing - landed, (judged[index] for index in outdated))
    return Pass(subject, judged, shown, current.across, missing, readers)


def _readers(judged: Sequence[Judged]) -> Readers:
    readers: Readers = {}
    _enter(readers, enumerate(judged))
    return readers


def _enter(readers: Readers, judged: Iterable[tuple[int, Judged]]) -> None:
    for index, one in judged:
        for need in one.read:
            known = readers.setdefault(need, [])
            # In order, a fact that all blocks read costs each of them next to nothing, also again.
            place = bisect_left(known, index)
            if place == len(known) or known[place] != index:
                known.insert(place, index)


def _judged_alike(last: Subject, subject: Subject) -> bool:
    """Tell whether blocks and facts alone decide what is new. Whatever else there is, is the very same."""
    return (
        last.scope is subject.scope
        and last.snapshot.settings is subject.snapshot.settings
        and last.manifest.kind is subject.manifest.kind
        and last.shows_upgrades == subject.shows_upgrades
        and last.elsewhere == subject.elsewhere
        and last.declared_python == subject.declared_python
    )


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


def _judged(subject: Subject, blocks: Iterable[Block]) -> list[Judged]:
    circumstances = _circumstances(subject)
    return [judged_block(subject.rules, circumstances, block) for block in blocks]


def _circumstances(subject: Subject) -> Circumstances:
    return Circumstances(
        subject.snapshot,
        subject.scope,
        subject.manifest.kind,
        subject.shows_upgrades,
        subject.elsewhere,
        subject.declared_python,
    )


def _shown(manifest: Manifest, judged: Iterable[Judged], first: int) -> list[Diagnostic]:
    return [
        Diagnostic(manifest.range(index, finding.span), finding)
        for index, one in enumerate(judged, first)
        for finding in one.findings
    ]


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


def _joined(missing: frozenset[Missing], judged: Iterable[Judged]) -> frozenset[Missing]:
    """Return the very same set where nothing is new: it may be large, and be asked for at each keystroke."""
    new = {need for one in judged for need in one.missing} - missing
    return missing | new if new else missing


def _same_facts(last: Pass, subject: Subject) -> bool:
    old, new = last.subject.snapshot, subject.snapshot
    return (
        old.projects is new.projects
        and old.metadata is new.metadata
        and old.vulnerabilities is new.vulnerabilities
        and old.similar is new.similar
    )


def _looked_across(last: Across, subject: Subject, edit: Edit) -> Across:
    others = _others(subject)
    if len(last.others) != len(others) or not all(map(is_, last.others, others)):
        return _across(subject, others)
    if not edit.old and not edit.new:
        return last
    counted, touched = last.counted, {name for block in (*edit.old, *edit.new) for name in _names(block)}
    contested = {name for name in touched if counted[name] > 1}
    _recount(counted, edit)
    contested |= {name for name in touched if counted[name] > 1}
    said = any(edit.holds(index) for index, _ in last.findings)
    kind = subject.manifest.kind
    if not said and _declared(kind, edit.old, contested) == _declared(kind, edit.new, contested):
        return Across(last.findings, others, counted)
    return Across(_found_across(subject), others, counted)


def _across(subject: Subject, others: tuple[Manifest, ...]) -> Across:
    counted = Counter(name for one in (subject.manifest, *others) for name in names(one))
    return Across(_found_across(subject), others, counted)


def _found_across(subject: Subject) -> tuple[tuple[int, Finding], ...]:
    return judged_manifest(subject.rules, subject.snapshot, subject.document, subject.manifest)


def _recount(counted: Counter[ProjectName], edit: Edit) -> None:
    for block in edit.old:
        counted.subtract(_names(block))
    for block in edit.new:
        counted.update(_names(block))
    for name in {name for block in edit.old for name in _names(block)}:
        if not counted[name]:
            del counted[name]


def _names(block: Block) -> list[ProjectName]:
    return [one.name for one in block.declarations if one.name is not None]


def _others(subject: Subject) -> tuple[Manifest, ...]:
    uri = subject.document.uri
    return tuple(other for place, other in manifests(subject.snapshot, uri) if place != uri)


def _declared(kind: ManifestKind, blocks: Iterable[Block], contested: Set[ProjectName]) -> list[object]:
    """Return all that rules across blocks look at; lines count, since they are named in messages.

    Of a declaration without a rival only its place among others matters, not what it says.
    """
    return [
        (
            block.lines,
            block.options,
            [_seen_across(one, contested) for one in block.declarations],
            _grouped(block) if kind is ManifestKind.PYPROJECT else None,
        )
        for block in blocks
    ]


def _grouped(block: Block) -> object:
    table = project_table(block.text)
    return table.groups, table.includes, table.extras


def _seen_across(one: Declaration, contested: Set[ProjectName]) -> object:
    place = (one.requirement is not None, one.section, one.group)
    if one.name is not None and one.name not in contested and not one.hashes:
        return place
    marker, spans = str(one.marker), (one.span, one.name_span, one.specifiers_span)
    return place, one.name, one.requirement, one.extras, marker, spans, one.hashes
