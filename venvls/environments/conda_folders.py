"""Where conda and its relatives keep environments by name, and the list in which they write down all.

By the user's variables and home alone: nothing of this can come with a project.
"""

import os
from collections.abc import Iterator, Mapping

from venvls.environments.reading import read_text
from venvls.environments.user_folders import home

_INSTALLATIONS = ("miniforge3", "mambaforge", "miniconda3", "anaconda3", "micromamba")
_LIMIT = 1 << 20


def environment_collections(environ: Mapping[str, str]) -> Iterator[str]:
    """Yield the folders whose entries are environments with names."""
    for variable in ("CONDA_ENVS_PATH", "CONDA_ENVS_DIRS"):
        yield from filter(None, environ.get(variable, "").split(os.pathsep))
    if root := environ.get("MAMBA_ROOT_PREFIX"):
        yield os.path.join(root, "envs")
    yield os.path.join(home(environ), ".conda", "envs")
    yield from (os.path.join(home(environ), installation, "envs") for installation in _INSTALLATIONS)


def listed_environments(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the prefixes in conda's own list, of environments without a name too."""
    text = read_text(os.path.join(home(environ), ".conda", "environments.txt"), _LIMIT) or ""
    return tuple(filter(None, map(str.strip, text.splitlines())))
