"""Dependency groups with what they include (PEP 735), cycles and unknown groups found on the way.

Pure functions over the blocks of a pyproject.toml; nothing is read.
"""

from collections import deque
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from venvls.model.names import GroupName
from venvls.syntax.manifest import Manifest
from venvls.syntax.project_table import GroupInclude, Named, project_tables

_MOST_GROUPS = 64


class Inclusion(NamedTuple):
    """`include-group` in the block with the index `block`; spans are those of the block."""

    block: int
    include: GroupInclude

    @property
    def inside(self) -> GroupName:
        """The group that includes."""
        return self.include.inside

    @property
    def target(self) -> GroupName:
        """The group that is included."""
        return GroupName(self.include.group.normal)


@dataclass(frozen=True, slots=True)
class Groups:
    """All groups of a document in their order, and every include."""

    named: tuple[Named, ...]
    inclusions: tuple[Inclusion, ...]


class Repetition(NamedTuple):
    """A group or extra, in the block with the index `block`, whose normal name `first` has already."""

    block: int
    named: Named
    first: Named


@dataclass(frozen=True, slots=True)
class Cycle:
    """An include that leads back to the group it stands in.

    `way` are the groups from the included one back to its own, both included; empty if it is too long to
    be told.
    """

    inclusion: Inclusion
    way: tuple[GroupName, ...]


def groups_of(manifest: Manifest) -> Groups:
    """Return the groups of a manifest, none if it is no pyproject.toml."""
    named: list[Named] = []
    inclusions: list[Inclusion] = []
    for index, table in project_tables(manifest):
        named.extend(table.groups)
        inclusions.extend(Inclusion(index, include) for include in table.includes)
    return Groups(tuple(named), tuple(inclusions))


def unknown_groups(groups: Groups) -> Iterator[Inclusion]:
    """Yield the includes that name no group of the document."""
    defined = {group.normal for group in groups.named}
    return (one for one in groups.inclusions if one.target not in defined)


def repeated_groups(manifest: Manifest) -> Iterator[Repetition]:
    """Yield the groups that normalise to the name of one before them, which PEP 735 forbids."""
    return _repeated((index, one) for index, table in project_tables(manifest) for one in table.groups)


def repeated_extras(manifest: Manifest) -> Iterator[Repetition]:
    """Yield the extras that normalise to the name of one before them (PEP 685)."""
    return _repeated((index, one) for index, table in project_tables(manifest) for one in table.extras)


def cycles(groups: Groups) -> Iterator[Cycle]:
    """Yield every include that leads back to its own group."""
    targets = _targets(groups.inclusions)
    ring = _rings(targets)
    for one in groups.inclusions:
        if one.target in ring and ring[one.target] == ring.get(one.inside):
            yield Cycle(one, _way(targets, one.target, one.inside))


def _repeated(every: Iterable[tuple[int, Named]]) -> Iterator[Repetition]:
    first: dict[str, Named] = {}
    for index, named in every:
        if first.setdefault(named.normal, named) is not named:
            yield Repetition(index, named, first[named.normal])


def _targets(inclusions: Iterable[Inclusion]) -> dict[GroupName, list[GroupName]]:
    targets: dict[GroupName, list[GroupName]] = {}
    for one in inclusions:
        targets.setdefault(one.inside, []).append(one.target)
        targets.setdefault(one.target, [])
    return targets


def _rings(targets: Mapping[GroupName, list[GroupName]]) -> dict[GroupName, int]:
    """Return a number for each group; groups that include each other have the same one (Kosaraju)."""
    sources: dict[GroupName, list[GroupName]] = {group: [] for group in targets}
    for inside, included in targets.items():
        for target in included:
            sources[target].append(inside)
    finished: dict[GroupName, None] = {}
    for group in targets:
        for one in _reached(targets, group, finished):
            finished[one] = None
    ring: dict[GroupName, int] = {}
    for number, group in enumerate(reversed(finished)):
        ring.update(dict.fromkeys([*_reached(sources, group, ring)], number))
    return ring


def _reached(
    targets: Mapping[GroupName, list[GroupName]], start: GroupName, passed: Container[GroupName]
) -> Iterator[GroupName]:
    """Yield the groups that `start` leads to and itself, each after those that it leads to."""
    if start in passed:
        return
    seen = {start}
    way = [(start, iter(targets[start]))]
    while way:
        group, rest = way[-1]
        following = next((one for one in rest if one not in seen and one not in passed), None)
        if following is None:
            way.pop()
            yield group
        else:
            seen.add(following)
            way.append((following, iter(targets[following])))


def _way(
    targets: Mapping[GroupName, list[GroupName]], start: GroupName, goal: GroupName
) -> tuple[GroupName, ...]:
    """Return the shortest way of includes, both ends included, empty if it is hidden among too many."""
    ways: dict[GroupName, tuple[GroupName, ...]] = {start: (start,)}
    waiting = deque([start])
    while waiting and goal not in ways and len(ways) < _MOST_GROUPS:
        group = waiting.popleft()
        for following in targets[group]:
            if following not in ways:
                ways[following] = (*ways[group], following)
                waiting.append(following)
    return ways.get(goal, ())
