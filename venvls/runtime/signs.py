"""What the poll compares: one short text for each project root, of a few stats."""

import os
from collections.abc import Iterable

from venvls.analysis.snapshot import Scope
from venvls.environments.fingerprints import fingerprint
from venvls.watch.polling import path_sign

WATCHED = (
    ".venv",
    os.path.join(".venv", "pyvenv.cfg"),
    "venv",
    "env",
    ".python-version",
    "pyproject.toml",
    "requirements.txt",
    "uv.lock",
    "src",
)


def signs(scopes: Iterable[Scope]) -> dict[str, str]:
    """Return for each root's path what its environment and the files that decide about it look like."""
    return {scope.path: _sign(scope) for scope in scopes}


def _sign(scope: Scope) -> str:
    own = [path_sign(os.path.join(scope.path, name)) for name in ("", *WATCHED)]
    prefix = scope.environment.prefix
    return "\n".join((*own, fingerprint(prefix) if prefix else ""))
