"""What the poll compares: one short text for each project root, of a few stats.

Which paths those are is worked out again only when one of them has changed, and now and then: hundreds
of projects are looked at every time, and nearly always none has changed. A closer look at an environment
is taken where it has just changed, and of the others one after the other.
"""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from venvls.analysis.snapshot import Scope
from venvls.environments.distributions import forget
from venvls.environments.fingerprints import close_sign, fingerprint
from venvls.environments.locating import watched
from venvls.runtime.memory import CHOSEN
from venvls.runtime.scopes import Surroundings
from venvls.watch.polling import path_sign

MANIFESTS = ("", "pyproject.toml", "requirements.txt", "src")
"""Relative to the root: the folder itself, what declares, and where modules appear."""

FORGET_AFTER = 30
"""Polls after which the paths are worked out anew: a file far above a project may have moved them."""

CLOSELY_AFTER = 30
"""Polls after which each environment is looked at closely: what was edited by hand is known by then.

For as long after a change it is looked at closely every time: an installer may still be at work.
"""

Sign = Callable[[str], str]


@dataclass(slots=True)
class Inside:
    """What an environment's files looked like, at which fingerprint, and how often only they changed.

    `since` is the poll that saw this fingerprint come; none for one that was there before.
    """

    fingerprint: str
    sign: str
    since: int | None = None
    edits: int = 0


@dataclass(slots=True)
class Places:
    """The paths of each root and how they looked last time. Belongs to one poll."""

    paths: dict[str, tuple[str, ...]] = field(default_factory=dict)
    looks: dict[str, str] = field(default_factory=dict)
    insides: dict[str, Inside] = field(default_factory=dict)
    polls: int = 0


def signs(scopes: Iterable[Scope], surroundings: Surroundings, places: Places) -> dict[str, str]:
    """Return for each root's path what its environment and the files that decide about it look like."""
    places.polls += 1
    if places.polls % FORGET_AFTER == 0:
        places.paths.clear()
    # Projects share most places outside of them: each is looked at once in a poll.
    sign = lru_cache(maxsize=None)(path_sign)
    found: dict[str, str] = {}
    for number, scope in enumerate(scopes):
        inside = _environment_sign(scope.environment.prefix, places, number)
        found[scope.path] = f"{_sign(scope.path, surroundings, places, sign)}\n{inside}"
    return found


def _sign(root: str, surroundings: Surroundings, places: Places, sign: Sign) -> str:
    paths = places.paths.get(root) or _paths(root, surroundings)
    look = "\n".join(map(sign, paths))
    if look != places.looks.get(root):
        paths = _paths(root, surroundings)
        look = "\n".join(map(sign, paths))
    places.paths[root], places.looks[root] = paths, look
    return look


def _environment_sign(prefix: str, places: Places, number: int) -> str:
    if not prefix:
        return ""
    outside, known = fingerprint(prefix), places.insides.get(prefix)
    if known is None or known.fingerprint != outside:
        since = places.polls if known else None
        places.insides[prefix] = Inside(outside, close_sign(prefix), since)
    elif _is_due(known, places, number) and (sign := close_sign(prefix)) != known.sign:
        # No folder shows it, so what was read of the files would be taken for current.
        forget()
        known.sign, known.edits = sign, known.edits + 1
    return f"{outside} {places.insides[prefix].edits}"


def _is_due(known: Inside, places: Places, number: int) -> bool:
    if known.since is not None and places.polls - known.since < CLOSELY_AFTER:
        return True
    return (places.polls + number) % CLOSELY_AFTER == 0


def _paths(root: str, surroundings: Surroundings) -> tuple[str, ...]:
    own = (os.path.join(root, name) if name else root for name in MANIFESTS)
    # What was chosen may come back after it was removed.
    chosen = filter(None, (surroundings.memory.recall(CHOSEN, root),))
    return tuple(dict.fromkeys((*own, *chosen, *watched(root, surroundings.folders, surroundings.environ))))
