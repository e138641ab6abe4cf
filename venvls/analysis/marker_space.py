"""All environments a marker can tell apart, as few of them as decide it (PEP 508).

A comparison changes its truth only at the values it names, so trying those, their neighbours and one
foreign value for each variable is trying everything. That is so for versions of Python, whose order is
known, and for equality of anything else; markers with other comparisons are not decided. The variables
that describe one interpreter are tried together, since `python_version` follows from the full one.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import product
from math import prod

from packaging.markers import Marker, UndefinedComparison, UndefinedEnvironmentName, default_environment

from venvls.model.release import is_version, parsed_version

_OPERATOR = r"\s*(===|[<>=!~]=?|not in|in)\s*"
_COMPARISON = re.compile(rf"""([a-z_]+){_OPERATOR}["']([^"']*)["']|["']([^"']*)["']{_OPERATOR}([a-z_]+)""")
_OF_PYTHON = frozenset({"python_version", "python_full_version"})
_EQUALITY = frozenset({"==", "!="})
_RELEASED = (*((3, minor) for minor in range(41)), (2, 6), (2, 7), (4, 0))
_FOREIGN = "something-else"
_MOST = 50_000
"""Comparisons that are evaluated for one marker, all environments together."""


@lru_cache(maxsize=4096)
def can_hold(marker: str) -> bool:
    """Tell whether some environment satisfies a marker; true when that is not decided here."""
    values = _values(marker)
    if values is None:
        return True
    spaces = [list(_pythons(values))] if values.keys() & _OF_PYTHON else []
    spaces += [
        [{name: value} for value in (*sorted(named), _FOREIGN)]
        for name, named in values.items()
        if name not in _OF_PYTHON
    ]
    comparisons = len(_COMPARISON.findall(marker))
    if comparisons * prod(map(len, spaces)) > _MOST:
        return True
    parsed, here = Marker(marker), {name: str(value) for name, value in default_environment().items()}
    return any(_holds(parsed, here, parts) for parts in product(*spaces))


def _values(marker: str) -> dict[str, set[str]] | None:
    """Return the values each variable is compared with, `None` when trying them would not decide."""
    found: dict[str, set[str]] = {}
    for match in _COMPARISON.finditer(marker):
        name, operator, value = match.group(1, 2, 3) if match[1] else match.group(6, 5, 4)
        if name not in _OF_PYTHON and operator not in _EQUALITY:
            return None
        # `in` compares with a list as text: its words are values as well as the whole.
        found.setdefault(name, set()).update({value, *re.split(r"[\s,|]+", value)})
    return found


def _pythons(values: Mapping[str, set[str]]) -> Iterator[dict[str, str]]:
    named = {text for name in _OF_PYTHON for text in values.get(name, ())}
    versions = {f"{major}.{minor}.{patch}" for major, minor in _RELEASED for patch in (0, 1)}
    for text in filter(is_version, named):
        major, minor, patch = (*parsed_version(text).release, 0, 0)[:3]
        versions |= {text, f"{major}.{minor}.{patch}", f"{major}.{minor}.{patch + 1}"}
        versions |= {f"{major}.{minor + 1}.0", f"{major}.{minor}.{max(0, patch - 1)}"}
    for version in sorted(versions):
        short = ".".join(str(part) for part in (*parsed_version(version).release, 0)[:2])
        yield {"python_full_version": version, "python_version": short}


def _holds(marker: Marker, here: Mapping[str, str], parts: tuple[dict[str, str], ...]) -> bool:
    environment = {**here, "extra": ""}
    for part in parts:
        environment |= part
    try:
        return marker.evaluate(environment)
    except (UndefinedComparison, UndefinedEnvironmentName):
        return True
