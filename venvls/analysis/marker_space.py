"""All environments a marker can tell apart, as few of them as decide it (PEP 508).

A comparison changes its truth only at the values it names, so trying those, their neighbours and one
foreign value for each variable is trying everything. The variables that describe one interpreter are
tried together, since `python_version` follows from `python_full_version`.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import product
from math import prod

from packaging.markers import Marker, UndefinedComparison, UndefinedEnvironmentName, default_environment

from venvls.model.release import is_version, parsed_version

_COMPARISON = re.compile(
    r"""(?:([a-z_]+)\s*(?:===|[<>=!~]=?|not in|in)\s*["']([^"']*)["'])"""
    r"""|(?:["']([^"']*)["']\s*(?:===|[<>=!~]=?|not in|in)\s*([a-z_]+))"""
)
_OF_PYTHON = frozenset({"python_version", "python_full_version", "implementation_version"})
_RELEASED = (*((3, minor) for minor in range(41)), (2, 6), (2, 7), (4, 0))
_FOREIGN = "something-else"
_MOST = 4096


@lru_cache(maxsize=4096)
def can_hold(marker: str) -> bool:
    """Tell whether some environment satisfies a marker; true when there are too many to try."""
    parsed = Marker(marker)
    values = _values(marker)
    spaces = [list(_pythons(values))] if values.keys() & _OF_PYTHON else []
    spaces += [
        [{name: value} for value in (*sorted(named), _FOREIGN)]
        for name, named in values.items()
        if name not in _OF_PYTHON
    ]
    if prod(map(len, spaces)) > _MOST:
        return True
    return any(_holds(parsed, parts) for parts in product(*spaces))


def _values(marker: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, value, value_first, name_last in _COMPARISON.findall(marker):
        # `in` compares with a list or a part of one: its words are values as well as the whole.
        written = value or value_first
        found.setdefault(name or name_last, set()).update({written, *re.split(r"[\s,|]+", written)})
    return found


def _pythons(values: Mapping[str, set[str]]) -> Iterator[dict[str, str]]:
    named = {text for name in _OF_PYTHON for text in values.get(name, ())}
    versions = {f"{major}.{minor}.{patch}" for major, minor in _RELEASED for patch in (0, 1)}
    for text in filter(is_version, named):
        release = (*parsed_version(text).release, 0, 0)[:3]
        major, minor, patch = release
        versions |= {text, f"{major}.{minor}.{patch}", f"{major}.{minor}.{patch + 1}"}
        versions |= {f"{major}.{minor + 1}.0", f"{major}.{minor}.{max(0, patch - 1)}"}
    for version in sorted(versions):
        short = ".".join(str(part) for part in (*parsed_version(version).release, 0)[:2])
        yield {"python_full_version": version, "python_version": short, "implementation_version": version}


def _holds(marker: Marker, parts: tuple[dict[str, str], ...]) -> bool:
    environment = {name: str(value) for name, value in default_environment().items()} | {"extra": ""}
    for part in parts:
        environment |= part
    try:
        return marker.evaluate(environment)
    except (UndefinedComparison, UndefinedEnvironmentName):
        return True
