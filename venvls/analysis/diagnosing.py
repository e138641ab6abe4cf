"""Diagnostics of a document: every rule, at the severity the settings give it.

The work follows the change: what was found in a block is kept as long as the block, the environment
and the facts that were read are the same. Rules that look across blocks run again only when what
the blocks declare has changed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from operator import is_

from venvls.analysis.answer import Answer, Missing
from venvls.analysis.facts import Facts, still_holds
from venvls.analysis.items import Diagnostic
from venvls.analysis.recent import Recent
from venvls.analysis.rules import RULES
from venvls.analysis.rules.rule import BlockRule, DeclarationRule, ManifestRule, ModuleRule, Remark, Rule
from venvls.analysis.site import View, site, view
from venvls.analysis.snapshot import Document, Scope, Snapshot
from venvls.model.environment import Environment
from venvls.model.finding import Finding
from venvls.model.names import Uri
from venvls.model.requirement import Declaration
from venvls.model.settings import Settings, Severity
from venvls.syntax.manifest import Block, Manifest, ManifestKind

_BLOCK_RULES = tuple(rule for rule in RULES if isinstance(rule, BlockRule))
_DECLARATION_RULES = tuple(rule for rule in RULES if isinstance(rule, DeclarationRule))
_MANIFEST_RULES = tuple(rule for rule in RULES if isinstance(rule, ManifestRule))
_MODULE_RULES = tuple(rule for rule in RULES if isinstance(rule, ModuleRule))

_LOUDNESS = tuple(Severity)


@dataclass(frozen=True, slots=True)
class _Found:
    """What the rules said about one block, and which facts they read for it."""

    findings: tuple[Finding, ...]
    read: Mapping[Missing, object]
    missing: frozenset[Missing]


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
    """The last look at a manifest. `across` are the findings of rules that look across blocks."""

    basis: _Basis
    snapshot: Snapshot
    blocks: tuple[Block, ...]
    found: tuple[_Found, ...]
    across: tuple[tuple[int, Finding], ...]


_PASSES: Recent[Uri, _Pass] = Recent(64)


def diagnose(snapshot: Snapshot, uri: Uri) -> Answer[tuple[Diagnostic, ...]]:
    """Return what is wrong with a document, in the order of the document."""
    document = snapshot.documents.get(uri)
    if document is None:
        return Answer(())
    if document.manifest is not None:
        return _diagnose_manifest(snapshot, document, document.manifest)
    return _diagnose_module(snapshot, document)


def _diagnose_module(snapshot: Snapshot, document: Document) -> Answer[tuple[Diagnostic, ...]]:
    scope = snapshot.scope(document.uri)
    if scope is None or not document.imports:
        return Answer(())
    facts = Facts(snapshot, scope.index.key)
    found = [
        Diagnostic(document.text.range(finding.span), finding)
        for rule in _MODULE_RULES
        for finding in _findings(rule, rule.check(document, scope, facts), snapshot.settings)
    ]
    return facts.answer(tuple(found))


def _diagnose_manifest(
    snapshot: Snapshot, document: Document, manifest: Manifest
) -> Answer[tuple[Diagnostic, ...]]:
    scope = snapshot.scope(document.uri)
    current = _passed(snapshot, document, manifest, scope, _PASSES.get(document.uri))
    _PASSES.put(document.uri, current)
    missing: set[Missing] = set()
    found: list[tuple[int, Finding]] = []
    for index, block in enumerate(current.found):
        if block.findings:
            found += [(index, finding) for finding in block.findings]
        if block.missing:
            missing |= block.missing
    if current.across:
        found = sorted((*found, *current.across), key=lambda one: (one[0], one[1].span))
    diagnostics = tuple([Diagnostic(manifest.range(index, one.span), one) for index, one in found])
    return Answer(diagnostics, frozenset(missing))


def _passed(
    snapshot: Snapshot, document: Document, manifest: Manifest, scope: Scope | None, last: _Pass | None
) -> _Pass:
    basis = _basis(snapshot, manifest, scope)
    if last is not None and not basis.same_as(last.basis):
        last = None
    before, after = _unchanged(last.blocks, manifest.blocks) if last else (0, 0)
    changed = manifest.blocks[before : len(manifest.blocks) - after]
    fresh = tuple([_judged(snapshot, manifest.kind, scope, block) for block in changed])
    if last is None:
        return _Pass(basis, snapshot, manifest.blocks, fresh, _across(snapshot, document, manifest))
    end = len(last.found) - after
    kept = last.found[:before] + fresh + last.found[end:]
    if not _same_facts(last.snapshot, snapshot):
        kept = tuple(
            [
                found if still_holds(found.read, snapshot) else _judged(snapshot, manifest.kind, scope, block)
                for block, found in zip(manifest.blocks, kept, strict=True)
            ]
        )
    same_names = _declared(last.blocks[before:end]) == _declared(changed)
    across = last.across if same_names else _across(snapshot, document, manifest)
    return _Pass(basis, snapshot, manifest.blocks, kept, across)


def _basis(snapshot: Snapshot, manifest: Manifest, scope: Scope | None) -> _Basis:
    if scope is None:
        return _Basis(manifest.kind, None, "", prereleases=False, settings=snapshot.settings)
    index = scope.index
    return _Basis(manifest.kind, scope.environment, index.key, index.allow_prereleases, snapshot.settings)


def _unchanged(old: tuple[Block, ...], new: tuple[Block, ...]) -> tuple[int, int]:
    """Return how many blocks at the beginning and at the end are the very same."""
    shorter = min(len(old), len(new))
    before = sum(takewhile(bool, map(is_, old, new)))
    after = sum(takewhile(bool, map(is_, reversed(old), reversed(new))))
    return before, min(after, shorter - before)


def _same_facts(old: Snapshot, new: Snapshot) -> bool:
    return old.projects is new.projects and old.metadata is new.metadata


def _declared(blocks: tuple[Block, ...]) -> list[tuple[int, list[Declaration]]]:
    # Lines count too: findings across blocks name the line of the other place.
    return [(block.lines, list(block.declarations)) for block in blocks]


def _judged(snapshot: Snapshot, kind: ManifestKind, scope: Scope | None, block: Block) -> _Found:
    if not block.declarations and not block.problems and not block.options:
        return _NOTHING
    facts = Facts(snapshot, scope.index.key if scope else "")
    remarks = _findings_in(block, view(kind, scope, facts), snapshot.settings)
    findings = tuple(sorted(remarks, key=lambda finding: finding.span))
    return _Found(findings, facts.read, facts.missing)


def _findings_in(block: Block, around: View, settings: Settings) -> Iterator[Finding]:
    for rule in _BLOCK_RULES:
        yield from _findings(rule, rule.check(block), settings)
    for declaration in block.declarations:
        place = site(around, block, declaration)
        for declaration_rule in _DECLARATION_RULES:
            yield from _findings(declaration_rule, declaration_rule.check(place), settings)


def _across(snapshot: Snapshot, document: Document, manifest: Manifest) -> tuple[tuple[int, Finding], ...]:
    return tuple(
        (index, finding)
        for rule in _MANIFEST_RULES
        for index, remark in rule.check(snapshot, document, manifest)
        for finding in _findings(rule, iter((remark,)), snapshot.settings)
    )


def _findings(rule: Rule, remarks: Iterator[Remark], settings: Settings) -> Iterator[Finding]:
    severity = settings.severities.get(rule.code, rule.severity)
    if severity is Severity.OFF:
        return
    for remark in remarks:
        loudness = severity if remark.at_most is None else _quieter(severity, remark.at_most)
        yield Finding(
            rule.code,
            loudness,
            remark.span,
            remark.message,
            remark.unnecessary,
            remark.deprecated,
            remark.subject,
        )


def _quieter(one: Severity, other: Severity) -> Severity:
    return max(one, other, key=_LOUDNESS.index)


_NOTHING = _Found((), {}, frozenset())
