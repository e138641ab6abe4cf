"""Which folder is the project of a file: the nearest one at or above it that says so.

Looks at names only. Does not know what the manifests say, nor which environment the project has.
"""

import os
from collections.abc import Sequence

from venvls.environments.reading import is_folder, names_in

_MANIFESTS = frozenset(
    {
        "pyproject.toml",
        "setup.py",
        "setup.cfg",
        "Pipfile",
        "uv.lock",
        "poetry.lock",
        "pdm.lock",
        "pylock.toml",
        "pixi.toml",
        "environment.yml",
        "environment.yaml",
        "tox.ini",
        "noxfile.py",
    }
)
_ENVIRONMENTS = (".venv", "venv", "env")
_REQUIREMENTS_ENDS = ("-requirements.txt", "_requirements.txt")
_TOP = frozenset({".git", ".hg", ".svn", ".jj"})


def project_root(path: str, workspace_folders: Sequence[str]) -> str:
    """Return the folder of the project that a file or folder belongs to.

    That is the nearest folder with a manifest or an environment, never above the workspace folder;
    a folder with nothing of the kind belongs to the workspace folder. Outside of the workspace
    the search ends at a version control root, and a folder without any project is its own. A file
    inside of an environment belongs to the project that has the environment.
    """
    whole = os.path.abspath(path)
    top = workspace_folder(whole, workspace_folders)
    # A workspace folder that has vanished does not look like one, and what is above it is somebody else's.
    start = whole if whole == top else folder_of(whole)
    for folder in _outside_of_environments(upwards(start, top)):
        names = frozenset(names_in(folder))
        if is_project(folder, names):
            return folder
        if top is None and names & _TOP:
            return folder
    return top or start


def workspace_folder(path: str, workspace_folders: Sequence[str]) -> str | None:
    """Return the innermost workspace folder that holds `path`."""
    holders = [os.path.normpath(folder) for folder in workspace_folders if contains(folder, path)]
    return max(holders, key=len, default=None)


def upwards(folder: str, top: str | None) -> tuple[str, ...]:
    """Return `folder` and those above it up to `top`, innermost first."""
    folders = [folder]
    while folders[-1] != top and (above := os.path.dirname(folders[-1])) != folders[-1]:
        folders.append(above)
    return tuple(folders)


def contains(folder: str, path: str) -> bool:
    """Tell whether `path` is `folder` or lies in it, as the paths are spelled."""
    folder, path = os.path.normcase(os.path.normpath(folder)), os.path.normcase(os.path.normpath(path))
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def folder_of(path: str) -> str:
    """Return the folder itself or the folder of a file, absolute and without `..`."""
    path = os.path.abspath(path)
    return path if is_folder(path) else os.path.dirname(path)


def is_project(folder: str, names: frozenset[str]) -> bool:
    """Tell whether a folder with these names in it is a project root."""
    return has_manifest(names) or has_requirements(names) or _has_environment(folder, names)


def has_manifest(names: frozenset[str]) -> bool:
    """Tell whether one of the names makes its folder a project of its own."""
    return not names.isdisjoint(_MANIFESTS)


def has_requirements(names: frozenset[str]) -> bool:
    """Tell whether one of the names is a requirements file."""
    return any(
        (name.startswith("requirements") and name.endswith((".txt", ".in")))
        or name.endswith(_REQUIREMENTS_ENDS)
        for name in names
    )


def _outside_of_environments(folders: tuple[str, ...]) -> tuple[str, ...]:
    prefixes = [index for index, folder in enumerate(folders) if _is_prefix(folder)]
    return folders[prefixes[-1] + 1 :] if prefixes else folders


def _is_prefix(folder: str) -> bool:
    return os.path.lexists(os.path.join(folder, "pyvenv.cfg"))


def _has_environment(folder: str, names: frozenset[str]) -> bool:
    if ".venv" in names:
        return True
    return any(name in names and _is_prefix(os.path.join(folder, name)) for name in _ENVIRONMENTS)
