"""What the poll compares: one short text for each project root, of a few stats."""

import os
from collections.abc import Iterable

from venvls.analysis.snapshot import Scope
from venvls.environments.finding import watched
from venvls.environments.fingerprints import fingerprint
from venvls.runtime.scopes import Surroundings
from venvls.watch.polling import path_sign

MANIFESTS = ("", "pyproject.toml", "requirements.txt", "src")
"""Relative to the root: the folder itself, what declares, and where modules appear."""


def signs(scopes: Iterable[Scope], surroundings: Surroundings) -> dict[str, str]:
    """Return for each root's path what its environment and the files that decide about it look like."""
    return {scope.path: _sign(scope, surroundings) for scope in scopes}


def _sign(scope: Scope, surroundings: Surroundings) -> str:
    own = [path_sign(os.path.join(scope.path, name)) for name in MANIFESTS]
    places = watched(scope.path, surroundings.folders, surroundings.environ)
    prefix = scope.environment.prefix
    return "\n".join((*own, *map(path_sign, places), fingerprint(prefix) if prefix else ""))
