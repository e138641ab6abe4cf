"""Poetry's environments outside of the project: in its cache folder, named by project and path.

The name is what Poetry computes; which of several Pythons is active stands in its `envs.toml`.
"""

import os
from collections.abc import Iterator

from venvls.environments.digests import eight_letters, normal_name
from venvls.environments.documents import is_made_with, text_in, value_in
from venvls.environments.locators.search import Candidate, Search
from venvls.environments.reading import is_file, names_in
from venvls.environments.user_folders import cache_folder, configuration_folder

_SAFE = str.maketrans(dict.fromkeys(' $`!*@"\\\r\n\t', "_"))


def poetry_environment_apart(search: Search) -> Iterator[Candidate]:
    """Poetry's environment where it was told to leave a `.venv` in the project alone."""
    if _leaves_the_project_alone(search):
        yield from (one for one in poetry_environment(search) if one.prefix)


def poetry_environment(search: Search) -> Iterator[Candidate]:
    """The environment that `poetry env use` made active, or the only one there is."""
    if not _is_poetry_project(search.root):
        return
    manifest = os.path.join(search.root, "pyproject.toml")
    name = text_in(manifest, "tool", "poetry", "name") or text_in(manifest, "project", "name")
    folder = _environments_folder(search)
    base = _base_name(name or "non-package-mode", search.root)
    made = [one for one in names_in(folder) if one.startswith(f"{base}-py")]
    minor = text_in(os.path.join(folder, "envs.toml"), base, "minor")
    yield _decide(folder, base, made, minor)


def poetry_folders(search: Search) -> Iterator[str]:
    """Yield the folder in which Poetry would make an environment of this project, and what says which."""
    if _is_poetry_project(search.root):
        folder = _environments_folder(search)
        yield from (folder, os.path.join(folder, "envs.toml"))


def _decide(folder: str, base: str, made: list[str], minor: str) -> Candidate:
    if minor and f"{base}-py{minor}" in made:
        prefix = os.path.join(folder, f"{base}-py{minor}")
        return Candidate(f"`poetry env use` made Python {minor} active for this project", prefix, "poetry")
    if len(made) == 1:
        prefix = os.path.join(folder, made[0])
        return Candidate(f"`{made[0]}` is the project's environment in `{folder}`", prefix, "poetry")
    if made:
        return Candidate(
            f"Poetry has several environments for this project and none is active: {', '.join(made)}"
        )
    return Candidate(f"Poetry has no environment for this project in `{folder}`")


def _is_poetry_project(root: str) -> bool:
    if is_file(os.path.join(root, "poetry.lock")):
        return True
    return is_made_with(os.path.join(root, "pyproject.toml"), "poetry", "poetry")


def _base_name(name: str, root: str) -> str:
    letters = eight_letters("sha256", os.path.normcase(os.path.realpath(root)))
    return f"{normal_name(name).translate(_SAFE)[:42]}-{letters}"


def _leaves_the_project_alone(search: Search) -> bool:
    if written := search.environ.get("POETRY_VIRTUALENVS_IN_PROJECT"):
        return written.lower() in {"false", "0"}
    settings = (value_in(file, "virtualenvs", "in-project") for file in _settings_files(search))
    return next((one for one in settings if one is not None), None) is False


def _settings_files(search: Search) -> tuple[str, str]:
    configuration = search.environ.get("POETRY_CONFIG_DIR") or configuration_folder(
        search.environ, "pypoetry"
    )
    return os.path.join(search.root, "poetry.toml"), os.path.join(configuration, "config.toml")


def _environments_folder(search: Search) -> str:
    files = _settings_files(search)
    written = next(filter(None, (text_in(file, "virtualenvs", "path") for file in files)), "")
    cache = search.environ.get("POETRY_CACHE_DIR") or next(
        filter(None, (text_in(file, "cache-dir") for file in files)),
        cache_folder(search.environ, "pypoetry"),
    )
    path = (
        search.environ.get("POETRY_VIRTUALENVS_PATH") or written or os.path.join("{cache-dir}", "virtualenvs")
    )
    return os.path.expanduser(path.replace("{cache-dir}", cache))
