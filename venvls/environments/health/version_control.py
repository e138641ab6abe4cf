"""An environment that is checked in: its files are for one machine and for nobody else.

Looks for its paths in git's index (versions 2 and 3, which hold them in full). Does not run git.
"""

import os
from collections.abc import Iterator

from venvls.environments.reading import is_folder, read_bytes, read_text
from venvls.environments.roots import upwards
from venvls.model.environment import Defect, Environment

_LIMIT = 64 << 20
_TELLTALES = ("pyvenv.cfg", "bin/activate", "bin/python", "Scripts/activate")


def tracked_by_version_control(environment: Environment) -> Iterator[Defect]:
    """Look whether the repository around the environment has taken it in."""
    for folder in upwards(os.path.dirname(environment.prefix), None):
        repository = _git_folder(folder)
        if repository:
            index = read_bytes(os.path.join(repository, "index"), _LIMIT) or b""
            relative = os.path.relpath(environment.prefix, folder).replace(os.sep, "/")
            if any(f"{relative}/{name}".encode("utf-8", "surrogateescape") in index for name in _TELLTALES):
                message = f"`{relative}` is tracked by git, though it works on this machine alone"
                yield Defect("tracked-environment", message, (relative,))
            return


def _git_folder(folder: str) -> str:
    git = os.path.join(folder, ".git")
    if is_folder(git):
        return git
    # In worktrees and submodules `.git` is a file that names the folder.
    text = read_text(git, 4096) or ""
    named = text.partition("gitdir:")[2].strip()
    return os.path.normpath(os.path.join(folder, named)) if named else ""
