"""Hatch's `default` environment: in its data folder by project and path, or where the project says."""

import os
from collections.abc import Iterator

from venvls.environments.digests import eight_letters, normal_name
from venvls.environments.documents import is_made_with, text_in
from venvls.environments.locators.search import Candidate, Search
from venvls.environments.reading import is_file, is_folder
from venvls.environments.user_folders import configuration_folder, data_folder


def hatch_environment(search: Search) -> Iterator[Candidate]:
    """The environment that `hatch shell` would enter, when it has been made."""
    if places := _places(search):
        found = next(filter(is_folder, places), None)
        if found:
            yield Candidate(f"`{found}` is Hatch's default environment of the project", found, "hatch")
        else:
            yield Candidate("Hatch has not made its default environment of the project")


def hatch_folders(search: Search) -> Iterator[str]:
    """Yield the places in which Hatch would make the default environment of this project."""
    yield from _places(search)


def _places(search: Search) -> tuple[str, ...]:
    if not _is_hatch_project(search.root):
        return ()
    manifest = os.path.join(search.root, "pyproject.toml")
    settings = os.path.join(search.root, "hatch.toml")
    path = text_in(settings, "envs", "default", "path") or text_in(
        manifest, "tool", "hatch", "envs", "default", "path"
    )
    if path:
        return (os.path.join(search.root, path),)
    written = text_in(manifest, "project", "name")
    # Hatch computes from where it finds itself, and the system tells it a place without links.
    letters = eight_letters("sha256", os.path.realpath(search.root))
    name = normal_name(written).strip("-") if written else f"{letters}-unmanaged"
    return tuple(_usual_places(search, name, letters))


def _is_hatch_project(root: str) -> bool:
    if is_file(os.path.join(root, "hatch.toml")):
        return True
    return is_made_with(os.path.join(root, "pyproject.toml"), "hatch", "hatchling")


def _usual_places(search: Search, name: str, letters: str) -> Iterator[str]:
    data = search.environ.get("HATCH_DATA_DIR") or data_folder(search.environ, "hatch")
    yield os.path.join(data, "env", "virtual", name, letters, name)
    # People point it into the project or to the folder of virtualenvwrapper; then the layout is flat.
    configuration = search.environ.get("HATCH_CONFIG") or os.path.join(
        configuration_folder(search.environ, "hatch"), "config.toml"
    )
    if folder := text_in(configuration, "dirs", "env", "virtual"):
        base = os.path.join(search.root, os.path.expanduser(folder))
        yield os.path.join(base, name, letters, name)
        yield os.path.join(base, name)
