"""What a rule is: a code, a severity, a check and the fixes for what it found.

A check says *what* and *where*; how loudly is decided by the settings. Fixes are computed from the
place, never from what a client sends back.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from venvls.analysis.facts import Facts
from venvls.analysis.items import Action, Diagnostic
from venvls.analysis.site import Site
from venvls.analysis.snapshot import Document, Scope, Snapshot
from venvls.model.settings import Severity
from venvls.syntax.manifest import Block, Manifest
from venvls.text import Span


@dataclass(frozen=True, slots=True)
class Remark:
    """What a check says. `at_most` lowers the severity where the rule is less certain to matter."""

    span: Span
    message: str
    subject: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    at_most: Severity | None = None
    unnecessary: bool = False
    deprecated: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A diagnostic where fixes are wanted. `site` is the declaration it is about, if it is about one."""

    snapshot: Snapshot
    document: Document
    scope: Scope | None
    facts: Facts
    diagnostic: Diagnostic
    block: int = 0
    site: Site | None = None

    @property
    def subject(self) -> Mapping[str, str]:
        """What the check noted down for fixes."""
        return self.diagnostic.finding.subject


Fixes: TypeAlias = Callable[[Place], Iterator[Action]]


def no_fixes(_place: Place) -> Iterator[Action]:
    """Offer nothing."""
    return iter(())


@dataclass(frozen=True, slots=True)
class BlockRule:
    """Looks at one block alone."""

    code: str
    severity: Severity
    check: Callable[[Block], Iterator[Remark]]
    fixes: Fixes = no_fixes


@dataclass(frozen=True, slots=True)
class DeclarationRule:
    """Looks at one declaration and at the facts about its project."""

    code: str
    severity: Severity
    check: Callable[[Site], Iterator[Remark]]
    fixes: Fixes = no_fixes


@dataclass(frozen=True, slots=True)
class ManifestRule:
    """Looks across the blocks of a manifest; remarks come with the index of their block."""

    code: str
    severity: Severity
    check: Callable[[Snapshot, Document, Manifest], Iterator[tuple[int, Remark]]]
    fixes: Fixes = no_fixes


@dataclass(frozen=True, slots=True)
class ModuleRule:
    """Looks at the imports of a Python file; spans are offsets into the document."""

    code: str
    severity: Severity
    check: Callable[[Document, Scope, Facts], Iterator[Remark]]
    fixes: Fixes = no_fixes


Rule: TypeAlias = BlockRule | DeclarationRule | ManifestRule | ModuleRule
