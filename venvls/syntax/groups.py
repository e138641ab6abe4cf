"""Dependency groups with what they include (PEP 735), cycles and unknown groups found on the way.

Pure functions over what a pyproject.toml says; nothing is read.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from venvls.model.names import GroupName
from venvls.model.requirement import Declaration
from venvls.syntax.project_table import GroupInclude, ProjectTable


@dataclass(frozen=True, slots=True)
class GroupResolution:
    """What installing a group installs, and the includes that cannot be followed.

    `cyclic` are the includes that lead back to a group on the way, `unknown` those that lead nowhere.
    """

    declarations: tuple[Declaration, ...] = ()
    cyclic: tuple[GroupInclude, ...] = ()
    unknown: tuple[GroupInclude, ...] = ()


def resolve_group(
    table: ProjectTable, declarations: Sequence[Declaration], group: GroupName
) -> GroupResolution:
    """Return everything in `group`, its own requirements first and each group once.

    `declarations` are those of the whole document.
    """
    own = _own(table, declarations)
    found: list[Declaration] = []
    cyclic: list[GroupInclude] = []
    unknown: list[GroupInclude] = []
    pending: list[tuple[GroupName, tuple[GroupName, ...]]] = [(group, ())]
    seen: set[GroupName] = set()
    while pending:
        current, way = pending.pop()
        if current in seen:
            continue
        seen.add(current)
        found.extend(own.get(current, ()))
        for include in _includes(table, current):
            target = GroupName(include.group.normal)
            if target in (*way, current):
                cyclic.append(include)
            elif target not in own:
                unknown.append(include)
            else:
                pending.append((target, (*way, current)))
    return GroupResolution(tuple(found), tuple(cyclic), tuple(unknown))


def _own(table: ProjectTable, declarations: Sequence[Declaration]) -> dict[str, list[Declaration]]:
    """Return what each group itself declares. Tools have tables of groups too, so places decide."""
    return {
        group.normal: [one for one in declarations if group.extent.start <= one.span.start < group.extent.end]
        for group in table.groups
    }


def _includes(table: ProjectTable, group: GroupName) -> list[GroupInclude]:
    return [include for include in reversed(table.includes) if include.inside == group]
