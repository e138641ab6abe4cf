"""What the rules say about one piece of a document, at the severity the settings give them.

Does not know what was said before; `diagnosing` keeps that.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from venvls.analysis import site as sites
from venvls.analysis.answer import Missing
from venvls.analysis.facts import Facts
from venvls.analysis.rules import RULES
from venvls.analysis.rules.rule import BlockRule, DeclarationRule, ManifestRule, ModuleRule, Remark, Rule
from venvls.analysis.site import View
from venvls.analysis.snapshot import Document, Scope, Snapshot
from venvls.model.finding import Finding
from venvls.model.settings import Settings, Severity
from venvls.syntax.manifest import Block, Manifest, ManifestKind

_BLOCK_RULES = tuple(rule for rule in RULES if isinstance(rule, BlockRule))
_DECLARATION_RULES = tuple(rule for rule in RULES if isinstance(rule, DeclarationRule))
_MANIFEST_RULES = tuple(rule for rule in RULES if isinstance(rule, ManifestRule))
_MODULE_RULES = tuple(rule for rule in RULES if isinstance(rule, ModuleRule))

_LOUDNESS = tuple(Severity)


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found in one block, and which facts were read for it."""

    findings: tuple[Finding, ...] = ()
    read: Mapping[Missing, object] | None = None
    missing: frozenset[Missing] = frozenset()


def judged_block(snapshot: Snapshot, scope: Scope | None, kind: ManifestKind, block: Block) -> Judged:
    """Return what the rules that look at one block alone say about it."""
    if not block.declarations and not block.problems and not block.options:
        return _NOTHING
    facts = Facts(snapshot, scope.index.key if scope else "")
    found = _in_block(block, sites.view(kind, scope, facts), snapshot.settings)
    return Judged(tuple(sorted(found, key=lambda finding: finding.span)), facts.read, facts.missing)


def judged_manifest(
    snapshot: Snapshot, document: Document, manifest: Manifest
) -> tuple[tuple[int, Finding], ...]:
    """Return what the rules that look across blocks say, with the index of each block."""
    return tuple(
        (index, finding)
        for rule in _MANIFEST_RULES
        for index, remark in rule.check(snapshot, document, manifest)
        for finding in _findings(rule, (remark,), snapshot.settings)
    )


def judged_module(snapshot: Snapshot, document: Document, scope: Scope, facts: Facts) -> Iterator[Finding]:
    """Yield what the rules say about the imports of a Python file."""
    for rule in _MODULE_RULES:
        yield from _findings(rule, rule.check(document, scope, facts), snapshot.settings)


def _in_block(block: Block, view: View, settings: Settings) -> Iterator[Finding]:
    for rule in _BLOCK_RULES:
        yield from _findings(rule, rule.check(block), settings)
    for declaration in block.declarations:
        site = sites.site(view, block, declaration)
        for declaration_rule in _DECLARATION_RULES:
            yield from _findings(declaration_rule, declaration_rule.check(site), settings)


def _findings(rule: Rule, remarks: Iterable[Remark], settings: Settings) -> Iterator[Finding]:
    severity = settings.severities.get(rule.code, rule.severity)
    if severity is Severity.OFF:
        return
    for remark in remarks:
        yield Finding(
            rule.code,
            severity if remark.at_most is None else _quieter(severity, remark.at_most),
            remark.span,
            remark.message,
            remark.unnecessary,
            remark.deprecated,
            remark.subject,
        )


def _quieter(one: Severity, other: Severity) -> Severity:
    return max(one, other, key=_LOUDNESS.index)


_NOTHING = Judged()
