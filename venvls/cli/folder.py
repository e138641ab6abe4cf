"""What the commands that look at one file or folder have in common: a path, or a sentence and exit 2."""

import os
import sys

from venvls.analysis.snapshot import Scope
from venvls.runtime.manifests import manifests_of
from venvls.runtime.memory import Memory
from venvls.runtime.scopes import Surroundings, look, root_of


def scope_at(path: str) -> Scope | None:
    """Return what holds for a file or folder; says on standard error when there is no such path."""
    place = os.path.abspath(path)
    if not os.path.exists(place):
        print(f"venvls: no such file or folder: {path}", file=sys.stderr)
        return None
    surroundings = Surroundings((), os.environ, Memory(os.environ))
    root = root_of(place, surroundings)
    return look(root, surroundings, manifests_of(root))
