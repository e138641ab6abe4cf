"""Diagnostics of a document, with work that follows the change.

What was found in a block is kept as long as the block, the environment and the facts that were read
are the same. Rules that look across blocks run again only when what is declared has changed.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, takewhile
from operator import is_

from venvls.analysis.answer import Answer, Missing
from venvls.analysis.facts import Facts, still_holds
from venvls.analysis.items import Diagnostic
from venvls.analysis.judging import Judged, judged_block, judged_manifest, judged_module
from venvls.analysis.known_names import manifests
from venvls.analysis.recent import Recent
from venvls.analysis.snapshot import Document, Scope, Snapshot
from venvls.analysis.walking import names
from venvls.model.environment import Environment
from venvls.model.finding import Finding
from venvls.model.names import ProjectName, Uri
from venvls.model.settings import Settings
from venvls.syntax.manifest import Block, Manifest, ManifestKind


@dataclass(frozen=True, slots=True)
class _Basis:
    """What all blocks of a manifest were judged by; compared by identity."""

    kind: ManifestKind
    environment: Environment | None
    key: str
    prereleases: bool
    settings: Settings

    def same_as(self, other: "_Basis") -> bool:
        return (
            self.environment is other.environment
            and self.settings is other.settings
            and (self.kind, self.key, self.prereleases) == (other.kind, other.key, other.prereleases)
        )


@dataclass(frozen=True, slots=True)
class _Pass:
    """One look at a manifest: per block what was found and how it is shown, and what lies across.

    `others` are the manifests of the scope that were there for the rules that look across, `contested`
    the projects that are declared more than once in all of them.
    """

    basis: _Basis
    snapshot: Snapshot
    manifest: Manifest
    judged: tuple[Judged, ...]
    shown: tuple[tuple[Diagnostic, ...], ...]
    across: tuple[tuple[int, Finding], ...]
    others: tuple[Manifest, ...]
    contested: frozenset[ProjectName]


@dataclass(frozen=True, slots=True)
class _Overlap:
    """How many blocks at the beginning and at the end of two manifests are the very same."""

    before: int
    after: int


_PASSES: Recent[Uri, _Pass] = Recent(64)


def diagnose(snapshot: Snapshot, uri: Uri) -> Answer[tuple[Diagnostic, ...]]:
    """Return what is wrong with a document, in the order of the document."""
    document = snapshot.documents.get(uri)
    if document is None:
        return Answer(())
    module = _diagnose_module(snapshot, document)
    if document.manifest is None:
        return module
    manifest = _diagnose_manifest(snapshot, document, document.manifest)
    if not module.value:
        return Answer(manifest.value, manifest.missing | module.missing)
    # A script with metadata (PEP 723) is both.
    both = sorted((*manifest.value, *module.value), key=lambda diagnostic: diagnostic.range)
    return Answer(tuple(both), manifest.missing | module.missing)


def _diagnose_module(snapshot: Snapshot, document: Document) -> Answer[tuple[Diagnostic, ...]]:
    scope = snapshot.scope(document.uri)
    if scope is None or not document.imports:
        return Answer(())
    facts = Facts(snapshot, scope.index.key)
    found = judged_module(snapshot, document, scope, facts)
    return facts.answer(tuple(Diagnostic(document.text.range(one.span), one) for one in found))


def _diagnose_manifest(
    snapshot: Snapshot, document: Document, manifest: Manifest
) -> Answer[tuple[Diagnostic, ...]]:
    scope = snapshot.scope(document.uri)
    basis = _basis(snapshot, manifest, scope)
    last = _PASSES.get(document.uri)
    if last is None or not last.basis.same_as(basis):
        current = _first_pass(basis, snapshot, scope, document, manifest)
    else:
        current = _next_pass(last, basis, snapshot, scope, document, manifest)
    _PASSES.put(document.uri, current)
    missing: set[Missing] = set()
    for judged in current.judged:
        if judged.missing:
            missing |= judged.missing
    return Answer(_diagnostics(current), frozenset(missing))


def _basis(snapshot: Snapshot, manifest: Manifest, scope: Scope | None) -> _Basis:
    if scope is None:
        return _Basis(manifest.kind, None, "", prereleases=False, settings=snapshot.settings)
    index = scope.index
    return _Basis(manifest.kind, scope.environment, index.key, index.allow_prereleases, snapshot.settings)


def _first_pass(
    basis: _Basis, snapshot: Snapshot, scope: Scope | None, document: Document, manifest: Manifest
) -> _Pass:
    judged = tuple([judged_block(snapshot, scope, manifest.kind, block) for block in manifest.blocks])
    shown = _shown(manifest, judged, 0)
    across = judged_manifest(snapshot, document, manifest)
    others = _others(snapshot, document)
    return _Pass(basis, snapshot, manifest, judged, shown, across, others, _contested(manifest, others))


def _next_pass(
    last: _Pass,
    basis: _Basis,
    snapshot: Snapshot,
    scope: Scope | None,
    document: Document,
    manifest: Manifest,
) -> _Pass:
    same = _overlap(last.manifest.blocks, manifest.blocks)
    end, old_end = len(manifest.blocks) - same.after, len(last.judged) - same.after
    changed = manifest.blocks[same.before : end]
    fresh = tuple([judged_block(snapshot, scope, manifest.kind, block) for block in changed])
    judged = last.judged[: same.before] + fresh + last.judged[old_end:]
    shown = last.shown[: same.before] + _shown(manifest, fresh, same.before)
    if last.manifest.starts[old_end:] == manifest.starts[end:]:
        shown += last.shown[old_end:]
    else:
        shown += _shown(manifest, judged[end:], end)
    if not _same_facts(last.snapshot, snapshot):
        judged = _refreshed(snapshot, scope, manifest, judged)
        shown = _shown(manifest, judged, 0)
    others = _others(snapshot, document)
    replaced = last.manifest.blocks[same.before : old_end]
    across, contested = last.across, last.contested
    unchanged = _declared(replaced, contested) == _declared(changed, contested)
    if not unchanged or not _identical(last.others, others):
        across = judged_manifest(snapshot, document, manifest)
        contested = _contested(manifest, others)
    return _Pass(basis, snapshot, manifest, judged, shown, across, others, contested)


def _others(snapshot: Snapshot, document: Document) -> tuple[Manifest, ...]:
    return tuple(other for uri, other in manifests(snapshot, document.uri) if uri != document.uri)


def _identical(one: tuple[Manifest, ...], other: tuple[Manifest, ...]) -> bool:
    return len(one) == len(other) and all(map(is_, one, other))


def _overlap(old: Sequence[Block], new: Sequence[Block]) -> _Overlap:
    before = sum(takewhile(bool, map(is_, old, new)))
    after = sum(takewhile(bool, map(is_, reversed(old), reversed(new))))
    return _Overlap(before, min(after, min(len(old), len(new)) - before))


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


def _refreshed(
    snapshot: Snapshot, scope: Scope | None, manifest: Manifest, judged: tuple[Judged, ...]
) -> tuple[Judged, ...]:
    return tuple(
        [
            one
            if one.read is None or still_holds(one.read, snapshot)
            else judged_block(snapshot, scope, manifest.kind, block)
            for block, one in zip(manifest.blocks, judged, strict=True)
        ]
    )


def _declared(blocks: Iterable[Block], contested: frozenset[ProjectName]) -> list[object]:
    """Return all that rules across blocks look at; lines count, since they are named in messages.

    What a declaration allows only matters to them where it has a rival.
    """
    return [
        (
            block.lines,
            block.options,
            [
                (one.name, one.name_span, one.section, one.group, one.extras, str(one.marker), one.hashes)
                for one in block.declarations
            ],
            [
                (one.requirement, one.span, one.specifiers_span)
                for one in block.declarations
                if one.name is None or one.name in contested or one.hashes
            ],
        )
        for block in blocks
    ]


def _contested(manifest: Manifest, others: tuple[Manifest, ...]) -> frozenset[ProjectName]:
    counted = Counter(name for one in (manifest, *others) for name in names(one))
    return frozenset(name for name, count in counted.items() if count > 1)


def _diagnostics(current: _Pass) -> tuple[Diagnostic, ...]:
    if not current.across:
        return tuple(chain.from_iterable(current.shown))
    shown = list(current.shown)
    for index, finding in current.across:
        one = Diagnostic(current.manifest.range(index, finding.span), finding)
        shown[index] = tuple(sorted((*shown[index], one), key=lambda diagnostic: diagnostic.range))
    return tuple(chain.from_iterable(shown))
