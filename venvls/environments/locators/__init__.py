"""Where the environment of a project may be: an ordered tuple of small locators over files.

The order is the order of evidence: what the project's own tool wrote down, what lies in the
project, what a tool keeps elsewhere under this project's name, what the shell had activated there.
The first that finds something decides, even if that is broken: a broken environment of the project
is better news than a good one of another.
"""

import os
from collections.abc import Iterator

from venvls.environments.locators.activated import activated
from venvls.environments.locators.conda import conda_by_name, conda_in_project
from venvls.environments.locators.hatch import hatch_environment, hatch_folders
from venvls.environments.locators.in_project import environment_folders, environment_pointer
from venvls.environments.locators.other_folders import (
    direnv_environment,
    only_environment,
    runner_environments,
)
from venvls.environments.locators.pdm import pdm_central_environment, pdm_folders, pdm_saved_interpreter
from venvls.environments.locators.poetry import poetry_environment, poetry_environment_apart, poetry_folders
from venvls.environments.locators.pyenv import pyenv_environment
from venvls.environments.locators.search import Candidate, Locator, Search
from venvls.environments.locators.uv import uv_environment, workspace_folders
from venvls.environments.locators.workon import associated_environment, pipenv_environment, workon_folders

LOCATORS: tuple[Locator, ...] = (
    # Somebody or some tool wrote down which one it is.
    uv_environment,
    pdm_saved_interpreter,
    environment_pointer,
    poetry_environment_apart,
    # It lies in the project under a name that means one.
    environment_folders,
    conda_in_project,
    direnv_environment,
    # A tool keeps it elsewhere under this project's name.
    poetry_environment,
    pipenv_environment,
    pdm_central_environment,
    hatch_environment,
    conda_by_name,
    pyenv_environment,
    associated_environment,
    # It was active here, or there is no other.
    activated,
    only_environment,
    runner_environments,
)


_NAMES = (".venv", "venv", "env", ".pdm-python", ".python-version", ".direnv", "uv.lock")


def watched_paths(search: Search) -> tuple[str, ...]:
    """Return the paths whose change can move the answer while nothing else tells of it.

    These are folders that tools put environments into and links and files that name one: a handful,
    to be looked at by `stat`. The environment's own change is its fingerprint's affair.
    """
    projects = [*search.folders, *workspace_folders(search)]
    inside = [os.path.join(folder, name) for folder in projects for name in ("", *_NAMES)]
    outside = (*poetry_folders(search), *pdm_folders(search), *workon_folders(search), *hatch_folders(search))
    return tuple(dict.fromkeys((*inside, *outside)))


def candidates(search: Search) -> Iterator[Candidate]:
    """Yield what each locator considered, best evidence first."""
    for locator in LOCATORS:
        yield from locator(search)
