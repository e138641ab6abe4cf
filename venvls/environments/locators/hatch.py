"""Hatch's `default` environment: in its data folder by project and path, or where the project says."""

import os
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from hashlib import sha256

from packaging.utils import canonicalize_name

from venvls.environments.documents import text_at, toml_document, value_at
from venvls.environments.locators.search import Candidate, Search
from venvls.environments.reading import is_file, is_folder
from venvls.environments.user_folders import configuration_folder, data_folder
from venvls.model.environment import EnvironmentKind


def hatch_environment(search: Search) -> Iterator[Candidate]:
    """The environment that `hatch shell` would enter, when it has been made."""
    if places := _places(search):
        found = next(filter(is_folder, places), None)
        if found:
            yield Candidate(
                f"`{found}` is Hatch's default environment of the project", found, EnvironmentKind.HATCH
            )
        else:
            yield Candidate("Hatch has not made its default environment of the project")


def hatch_folders(search: Search) -> Iterator[str]:
    """Yield the places in which Hatch would make the default environment of this project."""
    yield from _places(search)


def _places(search: Search) -> tuple[str, ...]:
    document = toml_document(os.path.join(search.root, "pyproject.toml"))
    if not _is_hatch_project(search.root, document):
        return ()
    settings = toml_document(os.path.join(search.root, "hatch.toml"))
    path = text_at(settings, "envs", "default", "path") or text_at(
        document, "tool", "hatch", "envs", "default", "path"
    )
    if path:
        return (os.path.join(search.root, path),)
    written = text_at(document, "project", "name")
    name = canonicalize_name(written) if written else f"{_identity(search.root)}-unmanaged"
    return tuple(_usual_places(search, name))


def _is_hatch_project(root: str, document: object) -> bool:
    if is_file(os.path.join(root, "hatch.toml")):
        return True
    backend = text_at(document, "build-system", "build-backend")
    return value_at(document, "tool", "hatch") is not None or backend.startswith("hatchling")


def _usual_places(search: Search, name: str) -> Iterator[str]:
    data = search.environ.get("HATCH_DATA_DIR") or data_folder(search.environ, "hatch")
    yield os.path.join(data, "env", "virtual", name, _identity(search.root), name)
    # People point it into the project or to the folder of virtualenvwrapper; then the layout is flat.
    configuration = search.environ.get("HATCH_CONFIG") or os.path.join(
        configuration_folder(search.environ, "hatch"), "config.toml"
    )
    if folder := text_at(toml_document(configuration), "dirs", "env", "virtual"):
        base = os.path.join(search.root, os.path.expanduser(folder))
        yield os.path.join(base, name, _identity(search.root), name)
        yield os.path.join(base, name)


def _identity(root: str) -> str:
    return urlsafe_b64encode(sha256(root.encode("utf-8", "surrogateescape")).digest()).decode()[:8]
