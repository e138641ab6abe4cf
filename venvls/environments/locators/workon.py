"""Folders that collect environments by name: virtualenvwrapper's and Pipenv's `WORKON_HOME`.

An environment in there belongs to a project when it says so (`.project`), or when Pipenv would
compute its name for the project's Pipfile.
"""

import os
from collections.abc import Iterator

from venvls.environments.digests import eight_letters
from venvls.environments.locators.search import Candidate, Search
from venvls.environments.reading import is_file, names_in, read_text, same_place
from venvls.environments.user_folders import data_folder

_MOST = 500
_LIMIT = 4096
_SAFE = str.maketrans(dict.fromkeys(' &$`!*@"()[]\\\r\n\t', "_"))


def pipenv_environment(search: Search) -> Iterator[Candidate]:
    """The environment whose name Pipenv computes from the place of the Pipfile."""
    pipfile = search.environ.get("PIPENV_PIPFILE") or os.path.join(search.root, "Pipfile")
    if os.path.dirname(pipfile) != search.root or not is_file(pipfile):
        return
    name = search.environ.get("PIPENV_CUSTOM_VENV_NAME") or _pipenv_name(pipfile)
    for folder in workon_folders(search):
        if os.path.lexists(os.path.join(folder, name, "pyvenv.cfg")):
            prefix = os.path.join(folder, name)
            yield Candidate(f"`{prefix}` is Pipenv's environment of the project", prefix, "pipenv")
            return
    yield Candidate(f"Pipenv has not made `{name}`, its environment of the project")


def associated_environment(search: Search) -> Iterator[Candidate]:
    """The environment in a collection that names this project in its `.project` file."""
    for folder in workon_folders(search):
        for name in names_in(folder)[:_MOST]:
            text = read_text(os.path.join(folder, name, ".project"), _LIMIT)
            project = text.strip() if text else ""
            if project and same_place(project, search.root):
                prefix = os.path.join(folder, name)
                yield Candidate(f"`{prefix}` says in `.project` that it is this project's", prefix)


def workon_folders(search: Search) -> Iterator[str]:
    """Yield the folders in which environments of several projects are collected."""
    if written := search.environ.get("WORKON_HOME"):
        yield os.path.expanduser(written)
        return
    yield os.path.join(search.home, ".virtualenvs")
    yield data_folder(search.environ, "virtualenvs")


def _pipenv_name(pipfile: str) -> str:
    # Pipenv computes from where it finds itself, and the system tells it a place without links.
    pipfile = os.path.realpath(pipfile)
    name = os.path.basename(os.path.dirname(pipfile)).translate(_SAFE)[:42]
    return f"{name}-{eight_letters('sha256', pipfile)}"
