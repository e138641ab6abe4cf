"""One look at a manifest after the other, with work that follows the change.

What was found in a block is kept as long as the block, the environment and the facts that were read
are the same. Rules that look across blocks run again only when something they look at has changed.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from operator import is_

from venvls.analysis.facts import still_holds
from venvls.analysis.items import Diagnostic
from venvls.analysis.judging import Bench, Judged, judged_block, judged_manifest
from venvls.analysis.known_names import manifests
from venvls.analysis.snapshot import Document, Scope, Snapshot
from venvls.analysis.walking import names
from venvls.model.finding import Finding
from venvls.model.names import ProjectName
from venvls.model.requirement import Declaration
from venvls.syntax.manifest import Block, Manifest


@dataclass(frozen=True, slots=True)
class Subject:
    """A manifest and all that it is judged by."""

    rules: Bench
    snapshot: Snapshot
    scope: Scope | None
    document: Document
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class Across:
    """What rules across blocks found, with the index of each block, and what they looked at.

    `others` are the other manifests of the scope, `contested` the projects that are declared more
    than once in all of them together.
    """

    findings: tuple[tuple[int, Finding], ...]
    others: tuple[Manifest, ...]
    contested: frozenset[ProjectName]


@dataclass(frozen=True, slots=True)
class Pass:
    """One look: per block what was found and how it is shown, and what lies across."""

    subject: Subject
    judged: tuple[Judged, ...]
    shown: tuple[tuple[Diagnostic, ...], ...]
    across: Across


def next_pass(last: Pass | None, subject: Subject) -> Pass:
    """Look at a manifest, keeping of the last look what still holds."""
    if last is None or not _judged_alike(last.subject, subject):
        return _first(subject)
    old, new = last.subject.manifest, subject.manifest
    before, after = _unchanged(old.blocks, new.blocks)
    old_end, end = len(old.blocks) - after, len(new.blocks) - after
    fresh = _judged(subject, new.blocks[before:end])
    judged = last.judged[:before] + fresh + last.judged[old_end:]
    shown = last.shown[:before] + _shown(new, fresh, before)
    if old.starts[old_end:] == new.starts[end:]:
        shown += last.shown[old_end:]
    else:
        shown += _shown(new, judged[end:], end)
    if not _same_facts(last.subject.snapshot, subject.snapshot):
        judged = _refreshed(subject, judged)
        shown = _shown(new, judged, 0)
    across = _looked_across(last.across, subject, old.blocks[before:old_end], new.blocks[before:end])
    return Pass(subject, judged, shown, across)


def _first(subject: Subject) -> Pass:
    judged = _judged(subject, subject.manifest.blocks)
    shown = _shown(subject.manifest, judged, 0)
    return Pass(subject, judged, shown, _across(subject, _others(subject)))


def _judged_alike(last: Subject, subject: Subject) -> bool:
    """Tell whether blocks and facts alone decide what is new. Whatever else there is, is the very same."""
    return (
        last.scope is subject.scope
        and last.snapshot.settings is subject.snapshot.settings
        and last.manifest.kind is subject.manifest.kind
    )


def _unchanged(old: Sequence[Block], new: Sequence[Block]) -> tuple[int, int]:
    """Return how many blocks at the beginning and at the end are the very same."""
    before = sum(takewhile(bool, map(is_, old, new)))
    after = sum(takewhile(bool, map(is_, reversed(old), reversed(new))))
    return before, min(after, min(len(old), len(new)) - before)


def _judged(subject: Subject, blocks: Iterable[Block]) -> tuple[Judged, ...]:
    rules, snapshot, scope, kind = subject.rules, subject.snapshot, subject.scope, subject.manifest.kind
    return tuple([judged_block(rules, snapshot, scope, kind, block) for block in blocks])


def _shown(manifest: Manifest, judged: Iterable[Judged], first: int) -> tuple[tuple[Diagnostic, ...], ...]:
    return tuple(
        [
            tuple([Diagnostic(manifest.range(index, finding.span), finding) for finding in one.findings])
            if one.findings
            else ()
            for index, one in enumerate(judged, first)
        ]
    )


def _same_facts(old: Snapshot, new: Snapshot) -> bool:
    return old.projects is new.projects and old.metadata is new.metadata


def _refreshed(subject: Subject, judged: tuple[Judged, ...]) -> tuple[Judged, ...]:
    rules, snapshot, scope, kind = subject.rules, subject.snapshot, subject.scope, subject.manifest.kind
    return tuple(
        [
            one
            if one.read is None or still_holds(one.read, snapshot)
            else judged_block(rules, snapshot, scope, kind, block)
            for block, one in zip(subject.manifest.blocks, judged, strict=True)
        ]
    )


def _looked_across(
    last: Across, subject: Subject, replaced: Sequence[Block], changed: Sequence[Block]
) -> Across:
    others = _others(subject)
    same_others = len(last.others) == len(others) and all(map(is_, last.others, others))
    if same_others and _declared(replaced, last.contested) == _declared(changed, last.contested):
        return last
    return _across(subject, others)


def _across(subject: Subject, others: tuple[Manifest, ...]) -> Across:
    counted = Counter(name for one in (subject.manifest, *others) for name in names(one))
    contested = frozenset(name for name, count in counted.items() if count > 1)
    findings = judged_manifest(subject.rules, subject.snapshot, subject.document, subject.manifest)
    return Across(findings, others, contested)


def _others(subject: Subject) -> tuple[Manifest, ...]:
    uri = subject.document.uri
    return tuple(other for place, other in manifests(subject.snapshot, uri) if place != uri)


def _declared(blocks: Iterable[Block], contested: frozenset[ProjectName]) -> list[object]:
    """Return all that rules across blocks look at; lines count, since they are named in messages.

    What a declaration allows only matters to them where it has a rival.
    """
    return [
        (
            block.lines,
            block.options,
            [_circumstances(one) for one in block.declarations],
            [
                (one.requirement, one.span, one.specifiers_span)
                for one in block.declarations
                if one.name is None or one.name in contested or one.hashes
            ],
        )
        for block in blocks
    ]


def _circumstances(one: Declaration) -> object:
    is_valid = one.requirement is not None
    return is_valid, one.name, one.name_span, one.section, one.group, one.extras, str(one.marker), one.hashes
