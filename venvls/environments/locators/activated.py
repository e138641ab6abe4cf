"""The environment that was active where the daemon was started, when it lies in this very project.

The daemon's `VIRTUAL_ENV` or `CONDA_PREFIX` says something about one project at most: for all
others it is a leak.
"""

import os
from collections.abc import Iterator

from venvls.environments.locators.search import Candidate, Search, lies_in
from venvls.environments.reading import is_folder
from venvls.environments.roots import project_root

_VARIABLES = ("VIRTUAL_ENV", "CONDA_PREFIX")


def activated(search: Search) -> Iterator[Candidate]:
    """An active environment counts for the project it lies in."""
    for variable in _VARIABLES:
        if prefix := search.environ.get(variable):
            yield _considered(variable, prefix, search)


def _considered(variable: str, prefix: str, search: Search) -> Candidate:
    if not os.path.isabs(prefix) or not is_folder(prefix):
        return Candidate(f"`{variable}` names `{prefix}`, which is no folder")
    if not any(_owns(folder, prefix) for folder in search.folders):
        return Candidate(f"`{variable}` names `{prefix}`, which does not lie in this project")
    return Candidate(
        f"`{variable}` was set when venvls started, and it lies in the project", os.path.normpath(prefix)
    )


def _owns(folder: str, prefix: str) -> bool:
    # A folder holds the environments of the projects below it too; those are not its own.
    return lies_in(prefix, folder) and project_root(os.path.dirname(prefix), [folder]) == folder
