"""Whether git has taken something in: its paths looked up in the index of the repository around it.

Reads versions 2 and 3, which hold paths in full, and says so where it cannot tell. Does not run git.
"""

import os

from venvls.environments.reading import is_folder, names_in, read_bytes, read_text
from venvls.environments.roots import upwards

_LIMIT = 64 << 20
_SIGNATURES = (b"", b"DIRC\0\0\0\2", b"DIRC\0\0\0\3")


def repository_of(path: str) -> str:
    """Return the innermost work tree that holds `path`, or nothing."""
    return next((folder for folder in upwards(os.path.dirname(path), None) if _git_folder(folder)), "")


def tracks(work_tree: str, paths: tuple[str, ...]) -> bool | None:
    """Tell whether any of the paths in a work tree is in its index; `None` when that cannot be told."""
    repository = _git_folder(work_tree)
    index = read_bytes(os.path.join(repository, "index"), _LIMIT) or b""
    relative = (os.path.relpath(path, work_tree).replace(os.sep, "/") for path in paths)
    if any(path.encode("utf-8", "surrogateescape") in index for path in relative):
        return True
    # Version 4 abbreviates paths, and a split index keeps most of them in another file.
    is_split = any(name.startswith("sharedindex.") for name in names_in(repository))
    return False if index[:8] in _SIGNATURES and not is_split else None


def _git_folder(folder: str) -> str:
    git = os.path.join(folder, ".git")
    if is_folder(git):
        return git
    # In worktrees and submodules `.git` is a file that names the folder.
    text = read_text(git, 4096) or ""
    named = text.partition("gitdir:")[2].strip()
    return os.path.normpath(os.path.join(folder, named)) if named else ""
