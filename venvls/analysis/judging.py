"""What the rules say about one piece of a document, at the severity the settings give them.

Does not know what was said before; `passes` keeps that.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from venvls.analysis import site as sites
from venvls.analysis.answer import Missing
from venvls.analysis.facts import Facts
from venvls.analysis.rules import RULES
from venvls.analysis.rules.rule import BlockRule, DeclarationRule, ManifestRule, ModuleRule, Remark, Rule
from venvls.analysis.site import View
from venvls.analysis.snapshot import Document, Scope, Snapshot
from venvls.model.finding import Finding
from venvls.model.names import ProjectName
from venvls.model.settings import Settings, Severity
from venvls.syntax.manifest import LOCKS, Block, Manifest, ManifestKind

_LOUDNESS = tuple(Severity)
# Locks are written by tools: only whether they can be read is of interest.

R = TypeVar("R", bound=Rule)


@dataclass(frozen=True, slots=True)
class Loud(Generic[R]):
    """A rule that is not switched off, with the severity the settings give it."""

    rule: R
    severity: Severity

    def finding(self, remark: Remark) -> Finding:
        """Return what the rule said as a finding."""
        quieter = remark.at_most
        return Finding(
            self.rule.code,
            self.severity if quieter is None else max(self.severity, quieter, key=_LOUDNESS.index),
            remark.span,
            remark.message,
            remark.unnecessary,
            remark.deprecated,
            remark.subject,
        )


@dataclass(frozen=True, slots=True)
class Bench:
    """The rules in force, sorted by what they look at."""

    of_blocks: tuple[Loud[BlockRule], ...]
    of_declarations: tuple[Loud[DeclarationRule], ...]
    of_manifests: tuple[Loud[ManifestRule], ...]
    of_modules: tuple[Loud[ModuleRule], ...]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """All that a block is judged by, apart from its text."""

    snapshot: Snapshot
    scope: Scope | None
    kind: ManifestKind
    shows_upgrades: bool = False
    elsewhere: frozenset[ProjectName] = frozenset()
    declared_python: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found in one block, which facts were read for it, and which of them were missing."""

    findings: tuple[Finding, ...] = ()
    read: tuple[Missing, ...] = ()
    missing: tuple[Missing, ...] = ()


def bench(settings: Settings) -> Bench:
    """Return the rules that the settings leave in force."""
    return Bench(
        _loud(BlockRule, settings),
        _loud(DeclarationRule, settings),
        _loud(ManifestRule, settings),
        _loud(ModuleRule, settings),
    )


def judged_block(bench: Bench, circumstances: Circumstances, block: Block) -> Judged:
    """Return what the rules that look at one block alone say about it."""
    if not block.declarations and not block.problems and not block.options:
        return _NOTHING
    facts = Facts(circumstances.snapshot, circumstances.scope.index.key if circumstances.scope else "")
    found = _in_block(bench, block)
    if circumstances.kind not in LOCKS:
        view = sites.view(
            circumstances.kind,
            circumstances.scope,
            facts,
            shows_upgrades=circumstances.shows_upgrades,
            elsewhere=circumstances.elsewhere,
            declared_python=circumstances.declared_python,
        )
        found += _in_declarations(bench, block, view)
    found.sort(key=lambda finding: finding.span)
    missing, read = facts.missing, tuple(facts.read)
    # Ten thousand blocks have one each: a tuple takes a quarter of a set's memory, and one does for both.
    return Judged(tuple(found), read, read if len(missing) == len(read) else tuple(missing))


def judged_manifest(
    bench: Bench, snapshot: Snapshot, document: Document, manifest: Manifest
) -> tuple[tuple[int, Finding], ...]:
    """Return what the rules that look across blocks say, with the index of each block."""
    return tuple(
        (index, loud.finding(remark))
        for loud in bench.of_manifests
        for index, remark in loud.rule.check(snapshot, document, manifest)
    )


def judged_module(bench: Bench, document: Document, scope: Scope, facts: Facts) -> Iterator[Finding]:
    """Yield what the rules say about the imports of a Python file."""
    for loud in bench.of_modules:
        for remark in loud.rule.check(document, scope, facts):
            yield loud.finding(remark)


def _loud(kind: type[R], settings: Settings) -> tuple[Loud[R], ...]:
    rules = [rule for rule in RULES if isinstance(rule, kind)]
    severities = [settings.severities.get(rule.code, rule.severity) for rule in rules]
    return tuple(
        Loud(rule, severity)
        for rule, severity in zip(rules, severities, strict=True)
        if severity is not Severity.OFF
    )


def _in_block(bench: Bench, block: Block) -> list[Finding]:
    return [loud.finding(remark) for loud in bench.of_blocks for remark in loud.rule.check(block)]


def _in_declarations(bench: Bench, block: Block, view: View) -> list[Finding]:
    places = [sites.site(view, block, declaration) for declaration in block.declarations]
    return [
        loud.finding(remark)
        for place in places
        for loud in bench.of_declarations
        for remark in loud.rule.check(place)
    ]


_NOTHING = Judged()
