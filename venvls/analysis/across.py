"""What rules that look across the blocks of a manifest found, kept while nothing they look at changes.

Does not know what any rule says.
"""

from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass
from operator import is_

from venvls.analysis.block_edit import Edit
from venvls.analysis.judging import judged_manifest
from venvls.analysis.known_names import manifests
from venvls.analysis.subject import Subject
from venvls.analysis.walking import names
from venvls.model.finding import Finding
from venvls.model.names import ProjectName
from venvls.model.requirement import Declaration
from venvls.syntax.manifest import Block, Manifest, ManifestKind
from venvls.syntax.project_table import project_table


@dataclass(frozen=True, slots=True)
class Across:
    """What rules across blocks found, with the index of each block, and what they looked at.

    `others` are the other manifests of the scope, `counted` says how often each project is declared
    in all of them together.
    """

    findings: tuple[tuple[int, Finding], ...]
    others: tuple[Manifest, ...]
    counted: Counter[ProjectName]


def look_across(subject: Subject) -> Across:
    """Look across a manifest for the first time."""
    return _looked(subject, _others(subject))


def look_across_again(last: Across, subject: Subject, edit: Edit) -> Across:
    """Look across a manifest after an edit, keeping what still holds; `last` is used up."""
    others = _others(subject)
    if len(last.others) != len(others) or not all(map(is_, last.others, others)):
        return _looked(subject, others)
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


def _looked(subject: Subject, others: tuple[Manifest, ...]) -> Across:
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
