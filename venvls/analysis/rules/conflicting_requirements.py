"""`conflicting-requirements`: two declarations of a project that hold at once exclude each other.

Looks at the file and at those that it includes or that include it, constraints among them. Only
declarations with the same marker are compared, since others may never hold together.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from packaging.specifiers import SpecifierSet

from venvls.analysis.includes import installed_together
from venvls.analysis.rules.rule import ManifestRule, Remark
from venvls.analysis.snapshot import Document, Snapshot
from venvls.analysis.walking import declared, names
from venvls.model.names import ProjectName
from venvls.model.requirement import Declaration, Section
from venvls.model.settings import Severity
from venvls.syntax.manifest import LOCKS, Manifest

# A file that names one project a thousand times is not written by a person.
_MOST_COMPARED = 100
_MOST_RIVALS = 20
_LINES = frozenset({Section.MAIN, Section.CONSTRAINT})


@dataclass(frozen=True, slots=True)
class _Demand:
    """A declaration at its place, in this document or in another one."""

    document: Document
    manifest: Manifest
    index: int
    declaration: Declaration

    @property
    def line(self) -> int:
        """The line it begins on, from 1 as people count."""
        return self.manifest.range(self.index, self.declaration.span).start.line + 1

    def is_key_of(self, other: "_Demand") -> bool:
        """Tell whether both are said by one name: alternatives of one key, as Poetry has them."""
        here = (self.document.uri, self.index, self.declaration.name_span)
        return here == (other.document.uri, other.index, other.declaration.name_span)


def check(snapshot: Snapshot, document: Document, manifest: Manifest) -> Iterator[tuple[int, Remark]]:
    """Yield a remark at every declaration of this file that another one contradicts."""
    # A lock holds one release for each of the circumstances that its tool distinguishes.
    if manifest.kind in LOCKS:
        return
    for demands in _contested(snapshot, document, manifest):
        for one in demands[:_MOST_COMPARED]:
            if one.document is not document or one.declaration.specifiers_span is None:
                continue
            other = next((demand for demand in demands[:_MOST_RIVALS] if _conflict(one, demand)), None)
            if other is not None:
                yield one.index, _remark(one, other)


def _contested(snapshot: Snapshot, document: Document, manifest: Manifest) -> Iterator[list[_Demand]]:
    """Yield the declarations of every project that this file and its company declare more than once."""
    company = [(one, one.manifest) for one in installed_together(snapshot, document) if one.manifest]
    around = ((document, manifest), *company)
    counted = Counter(name for _, contents in around for name in names(contents))
    if counted.total() == len(counted):
        return
    found: dict[ProjectName, list[_Demand]] = {}
    for place, contents in around:
        for one in declared(contents):
            name = one.declaration.name
            if name is not None and counted[name] > 1 and one.declaration.specifier:
                demand = _Demand(place, contents, one.index, one.declaration)
                found.setdefault(name, []).append(demand)
    yield from (demands for demands in found.values() if len(demands) > 1)


def _conflict(one: _Demand, other: _Demand) -> bool:
    if one.is_key_of(other) or not _hold_together(one.declaration, other.declaration):
        return False
    return _exclude_each_other(str(one.declaration.specifier), str(other.declaration.specifier))


@lru_cache(maxsize=8192)
def _exclude_each_other(one: str, other: str) -> bool:
    # What no version satisfies alone is `unsatisfiable-requirement` there.
    if SpecifierSet(one).is_unsatisfiable() or SpecifierSet(other).is_unsatisfiable():
        return False
    return SpecifierSet(f"{one},{other}").is_unsatisfiable()


def _hold_together(one: Declaration, other: Declaration) -> bool:
    same_place = (one.section, one.group) == (other.section, other.group)
    lines = one.section in _LINES and other.section in _LINES
    return (same_place or lines) and str(one.marker) == str(other.marker)


def _remark(one: _Demand, other: _Demand) -> Remark:
    there = f"line {other.line}"
    if other.document is not one.document:
        name = other.document.path.replace("\\", "/").rpartition("/")[2]
        there += f" of `{name}`"
    span = one.declaration.specifiers_span or one.declaration.span
    message = f"`{one.declaration.specifier}` contradicts `{other.declaration.specifier}` on {there}"
    return Remark(span, message, MappingProxyType({"name": one.declaration.name or ""}))


RULE = ManifestRule("conflicting-requirements", Severity.ERROR, check)
