"""Poetry's environments outside of the project: in its cache folder, named by project and path.

The name is what Poetry computes; which of several Pythons is active stands in its `envs.toml`.
"""

import os
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from hashlib import sha256

from venvls.environments.documents import text_at, toml_document, value_at
from venvls.environments.locators.search import Candidate, Search
from venvls.environments.reading import is_file, names_in
from venvls.environments.user_folders import cache_folder, configuration_folder
from venvls.model.environment import EnvironmentKind

_UNSAFE = re.compile(r'[ $`!*@"\\\r\n\t]')


def poetry_environment(search: Search) -> Iterator[Candidate]:
    """The environment that `poetry env use` made active, or the only one there is."""
    document = toml_document(os.path.join(search.root, "pyproject.toml"))
    name = text_at(document, "tool", "poetry", "name") or text_at(document, "project", "name")
    if not _is_poetry_project(search.root, document):
        return
    folder = _environments_folder(search)
    base = _base_name(name or "non-package-mode", search.root)
    made = [one for one in names_in(folder) if one.startswith(f"{base}-py")]
    minor = text_at(toml_document(os.path.join(folder, "envs.toml")), base, "minor")
    yield _decide(folder, base, made, minor)


def poetry_folders(search: Search) -> Iterator[str]:
    """Yield the folder in which Poetry would make an environment of this project, and what says which."""
    if _is_poetry_project(search.root, toml_document(os.path.join(search.root, "pyproject.toml"))):
        folder = _environments_folder(search)
        yield from (folder, os.path.join(folder, "envs.toml"))


def _decide(folder: str, base: str, made: list[str], minor: str) -> Candidate:
    if minor and f"{base}-py{minor}" in made:
        prefix = os.path.join(folder, f"{base}-py{minor}")
        return Candidate(
            f"`poetry env use` made Python {minor} active for this project", prefix, EnvironmentKind.POETRY
        )
    if len(made) == 1:
        prefix = os.path.join(folder, made[0])
        return Candidate(
            f"`{made[0]}` is the project's environment in `{folder}`", prefix, EnvironmentKind.POETRY
        )
    if made:
        return Candidate(
            f"Poetry has several environments for this project and none is active: {', '.join(made)}"
        )
    return Candidate(f"Poetry has no environment for this project in `{folder}`")


def _is_poetry_project(root: str, document: object) -> bool:
    if is_file(os.path.join(root, "poetry.lock")):
        return True
    backend = text_at(document, "build-system", "build-backend")
    return value_at(document, "tool", "poetry") is not None or backend.startswith("poetry")


def _base_name(name: str, root: str) -> str:
    place = os.path.normcase(os.path.realpath(root))
    digest = urlsafe_b64encode(sha256(place.encode("utf-8", "surrogateescape")).digest()).decode()[:8]
    return f"{_UNSAFE.sub('_', name.lower())[:42]}-{digest}"


def _environments_folder(search: Search) -> str:
    configuration = search.environ.get("POETRY_CONFIG_DIR") or configuration_folder(
        search.environ, "pypoetry"
    )
    files = (os.path.join(search.root, "poetry.toml"), os.path.join(configuration, "config.toml"))
    documents = [toml_document(file) for file in files]
    written = next(filter(None, (text_at(document, "virtualenvs", "path") for document in documents)), "")
    cache = search.environ.get("POETRY_CACHE_DIR") or next(
        filter(None, (text_at(document, "cache-dir") for document in documents)),
        cache_folder(search.environ, "pypoetry"),
    )
    path = (
        search.environ.get("POETRY_VIRTUALENVS_PATH") or written or os.path.join("{cache-dir}", "virtualenvs")
    )
    return os.path.expanduser(path.replace("{cache-dir}", cache))
