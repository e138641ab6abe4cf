"""Environments in the project under other names: direnv's, tox's and nox's, and whatever lies there.

Those of test runners are for their runs and never taken by themselves; several equally good ones
are no answer either.
"""

import os
from collections.abc import Iterator

from venvls.environments.locators.search import Candidate, Search, in_words
from venvls.environments.reading import names_in

_USUAL = frozenset({".venv", "venv", "env"})
_RUNNERS = (".tox", ".nox")


def direnv_environment(search: Search) -> Iterator[Candidate]:
    """What `layout python` in `.envrc` makes below `.direnv`."""
    for folder in search.folders:
        layouts = list(_environments_in(os.path.join(folder, ".direnv")))
        if len(layouts) == 1:
            yield Candidate(
                f"direnv made `{os.path.basename(layouts[0])}` for {in_words(folder, search)}", layouts[0]
            )
        elif layouts:
            yield Candidate(f"direnv made several environments for {in_words(folder, search)}")


def only_environment(search: Search) -> Iterator[Candidate]:
    """A folder of any name that is an environment, when it is the only one in the project."""
    others = [prefix for prefix in _environments_in(search.root) if os.path.basename(prefix) not in _USUAL]
    names = ", ".join(f"`{os.path.basename(prefix)}`" for prefix in others)
    if len(others) == 1:
        yield Candidate(f"{names} is the only environment in the project", others[0])
    elif others:
        yield Candidate(f"the project has several environments, and nothing says which is meant: {names}")


def runner_environments(search: Search) -> Iterator[Candidate]:
    """What tox and nox made: named, so that a person can choose one."""
    for runner in _RUNNERS:
        for prefix in _environments_in(os.path.join(search.root, runner)):
            name = os.path.join(runner, os.path.basename(prefix))
            yield Candidate(f"`{name}` belongs to a test runner, which makes it anew as it likes")


def _environments_in(folder: str) -> Iterator[str]:
    for name in names_in(folder):
        prefix = os.path.join(folder, name)
        if os.path.lexists(os.path.join(prefix, "pyvenv.cfg")):
            yield prefix
