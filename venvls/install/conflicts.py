"""The two sides of a conflict between requirements, from what pip or uv say about it.

Both explain it at length; a person wants to know who asks for what. Does not know how to solve any.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import dropwhile

_PIPS_LIST = "The conflict is caused by:"
_NEEDS = re.compile(r"\s+(?P<name>\S+) (?P<version>\S+) depends on (?P<needed>.+)")
_REQUESTED = re.compile(r"\s+The user requested (?P<kind>\(constraint\) )?(?P<needed>.+)")
_UVS_REASON = re.compile(r"Because (?P<reason>[\s\S]+?), we can conclude")
_LITERAL = re.compile(
    r"(?<=versions of )[\w.-]+|[\w.-]+(?:\[[^\]]*\])?[<>=!~]=?=?[\w.*+-]+(?:,[<>=!~]+[\w.*+-]+)*"
)
_MOST_SIDES = 4
_LONGEST = 400


def sides(lines: tuple[str, ...]) -> str:
    """Return who needs what, for the end of a sentence; empty when the text does not tell."""
    listed = list(dict.fromkeys(_listed_by_pip(lines)))[:_MOST_SIDES]
    return ", ".join(listed) or _told_by_uv("\n".join(lines))


def _listed_by_pip(lines: Iterable[str]) -> Iterator[str]:
    """Yield one side for each project: of many releases that need the same the first one will do."""
    seen: set[tuple[str, str]] = set()
    for line in list(dropwhile(lambda line: line.strip() != _PIPS_LIST, lines))[1:]:
        if needs := _NEEDS.fullmatch(line):
            side = (needs["name"], needs["needed"])
            if side not in seen:
                yield f"`{needs['name']}` {needs['version']} needs `{needs['needed']}`"
            seen.add(side)
        elif requested := _REQUESTED.fullmatch(line):
            yield f"`{requested['needed']}` {'is a constraint' if requested['kind'] else 'is asked for'}"
        else:
            return


def _told_by_uv(text: str) -> str:
    found = _UVS_REASON.search(text)
    if found is None:
        return ""
    reason = " ".join(found["reason"].split())
    return _LITERAL.sub(r"`\g<0>`", reason)[:_LONGEST].rstrip(".")
