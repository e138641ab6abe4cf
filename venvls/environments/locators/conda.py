"""Environments of conda, mamba, micromamba and pixi: in the project, or by the name it declares.

Reads `name` and `prefix` of `environment.yml` without knowing YAML further.
"""

import os
from collections.abc import Iterator

from venvls.environments.conda_folders import environment_collections, listed_environments
from venvls.environments.locators.search import Candidate, Search
from venvls.environments.reading import is_folder, read_text

_IN_PROJECT = (".conda", os.path.join(".pixi", "envs", "default"), "envs", "env", "venv")
_FILES = ("environment.yml", "environment.yaml")


def conda_in_project(search: Search) -> Iterator[Candidate]:
    """An environment inside of the project, told by its `conda-meta`."""
    for folder in search.folders:
        for name in _IN_PROJECT:
            prefix = os.path.join(folder, name)
            if _is_conda(prefix):
                yield Candidate(f"`{name}` in the project is an environment of conda", prefix, "conda")


def conda_by_name(search: Search) -> Iterator[Candidate]:
    """The environment that `environment.yml` names, in the places where conda keeps them."""
    for file in _FILES:
        keys = _keys_of(read_text(os.path.join(search.root, file)) or "")
        if prefix := keys.get("prefix"):
            yield _named(os.path.expanduser(prefix), file)
        elif name := keys.get("name"):
            places = [place for place in _places(search, name) if _is_conda(place)]
            yield _named(places[0] if places else name, file)


def _keys_of(text: str) -> dict[str, str]:
    """Return the values at the top of a YAML file, without comments and quotes."""
    pairs = (line.partition(":") for line in text.splitlines() if line[:1].isalpha())
    return {key: value.partition("#")[0].strip().strip("\"'") for key, _, value in pairs}


def _named(prefix: str, file: str) -> Candidate:
    if _is_conda(prefix):
        return Candidate(f"`{file}` names the environment `{prefix}`", prefix, "conda")
    return Candidate(f"`{file}` names `{prefix}`, which conda has not made")


def _places(search: Search, name: str) -> Iterator[str]:
    yield from (os.path.join(folder, name) for folder in environment_collections(search.environ))
    yield from (prefix for prefix in listed_environments(search.environ) if os.path.basename(prefix) == name)


def _is_conda(prefix: str) -> bool:
    return is_folder(os.path.join(prefix, "conda-meta"))
