"""An environment that is checked in: its files are for one machine and for nobody else.

What git has taken in stands in its index. Does not run git.
"""

import os
from collections.abc import Iterator

from venvls.environments.git_index import repository_of, tracks
from venvls.model.environment import Defect, Environment

_TELLTALES = ("pyvenv.cfg", "bin/activate", "bin/python", "Scripts/activate")


def tracked_by_version_control(environment: Environment) -> Iterator[Defect]:
    """Look whether the repository around the environment has taken it in."""
    work_tree = repository_of(environment.prefix)
    if work_tree and tracks(work_tree, tuple(os.path.join(environment.prefix, name) for name in _TELLTALES)):
        relative = os.path.relpath(environment.prefix, work_tree).replace(os.sep, "/")
        message = f"`{relative}` is tracked by git, though it works on this machine alone"
        yield Defect("tracked-environment", message, (relative,))
