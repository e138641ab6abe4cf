"""pyenv: a `.python-version` file may name an environment of pyenv-virtualenv.

One that names a plain Python names no environment: it only says what to make one from.
"""

import os
from collections.abc import Iterator

from venvls.environments.locators.search import Candidate, Search, in_words
from venvls.environments.reading import read_text

_LIMIT = 4096


def pyenv_environment(search: Search) -> Iterator[Candidate]:
    """The first entry of `.python-version` that is an environment."""
    for folder in search.folders:
        for name in wanted_versions(folder):
            yield _considered(name, in_words(folder, search), search)


def wanted_versions(folder: str) -> tuple[str, ...]:
    """Return what `.python-version` in a folder asks for: versions or names, in order."""
    text = read_text(os.path.join(folder, ".python-version"), _LIMIT) or ""
    lines = (line.partition("#")[0].split() for line in text.splitlines())
    return tuple(word for words in lines for word in words if "\0" not in word)


def _considered(name: str, where: str, search: Search) -> Candidate:
    versions = os.path.join(
        search.environ.get("PYENV_ROOT") or os.path.join(search.home, ".pyenv"), "versions"
    )
    prefix = os.path.normpath(os.path.join(versions, name))
    # `..` in the file must not lead out of pyenv's own folder.
    if prefix.startswith(versions + os.sep) and os.path.lexists(os.path.join(prefix, "pyvenv.cfg")):
        return Candidate(f"`.python-version` in {where} names the environment `{name}`", prefix, "pyenv")
    return Candidate(f"`.python-version` in {where} names `{name}`, which is no environment of pyenv")
