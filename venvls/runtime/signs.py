"""What the poll compares: one short text for each project root, of a few stats.

Which paths those are is worked out again only when one of them has changed, and now and then: hundreds
of projects are looked at every time, and nearly always none has changed.
"""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from venvls.analysis.snapshot import Scope
from venvls.environments.fingerprints import fingerprint
from venvls.environments.locating import watched
from venvls.runtime.scopes import Surroundings
from venvls.watch.polling import path_sign

MANIFESTS = ("", "pyproject.toml", "requirements.txt", "src")
"""Relative to the root: the folder itself, what declares, and where modules appear."""

FORGET_AFTER = 30
"""Polls after which the paths are worked out anew: a file far above a project may have moved them."""

Sign = Callable[[str], str]


@dataclass(slots=True)
class Places:
    """The paths of each root and how they looked last time. Belongs to one poll."""

    paths: dict[str, tuple[str, ...]] = field(default_factory=dict)
    looks: dict[str, str] = field(default_factory=dict)
    polls: int = 0


def signs(scopes: Iterable[Scope], surroundings: Surroundings, places: Places) -> dict[str, str]:
    """Return for each root's path what its environment and the files that decide about it look like."""
    places.polls += 1
    if places.polls % FORGET_AFTER == 0:
        places.paths.clear()
    # Projects share most places outside of them: each is looked at once in a poll.
    sign = lru_cache(maxsize=None)(path_sign)
    return {scope.path: _sign(scope, surroundings, places, sign) for scope in scopes}


def _sign(scope: Scope, surroundings: Surroundings, places: Places, sign: Sign) -> str:
    root, prefix = scope.path, scope.environment.prefix
    paths = places.paths.get(root) or _paths(root, surroundings)
    look = "\n".join(map(sign, paths))
    if look != places.looks.get(root):
        paths = _paths(root, surroundings)
        look = "\n".join(map(sign, paths))
    places.paths[root], places.looks[root] = paths, look
    return f"{look}\n{fingerprint(prefix) if prefix else ''}"


def _paths(root: str, surroundings: Surroundings) -> tuple[str, ...]:
    own = (os.path.join(root, name) if name else root for name in MANIFESTS)
    return tuple(dict.fromkeys((*own, *watched(root, surroundings.folders, surroundings.environ))))
