"""Environments that lie in the project: `.venv` as a folder, a link or a file, `venv` and `env`."""

import os
from collections.abc import Iterator

from venvls.environments.locators.search import Candidate, Search, in_words
from venvls.environments.locators.workon import workon_folders
from venvls.environments.reading import is_file, is_folder, read_text

_FOLDERS = (".venv", "venv", "env")
_POINTER_LIMIT = 4096


def environment_pointer(search: Search) -> Iterator[Candidate]:
    """A `.venv` file holds the path of the environment (PEP 832, draft): its first line counts."""
    for folder in search.folders:
        pointer = os.path.join(folder, ".venv")
        if not is_file(pointer):
            continue
        target = _target(pointer, search)
        if target:
            yield Candidate(f"the file `.venv` in {in_words(folder, search)} names `{target}`", target)
        else:
            yield Candidate(f"the file `.venv` in {in_words(folder, search)} names no environment")


def environment_folders(search: Search) -> Iterator[Candidate]:
    """The folders that the guide and most tools use, in the project before those above it."""
    for folder in search.folders:
        for name in _FOLDERS:
            yield _considered(os.path.join(folder, name), name, in_words(folder, search))


def _considered(path: str, name: str, where: str) -> Candidate:
    if name == ".venv" and (is_folder(path) or os.path.islink(path)):
        return Candidate(f"`{name}` is in {where}", path)
    # Folders called `venv` and `env` may be anything; the configuration file makes the difference.
    if is_folder(path) and os.path.lexists(os.path.join(path, "pyvenv.cfg")):
        return Candidate(f"`{name}` is in {where}", path)
    if is_folder(path):
        return Candidate(f"`{name}` in {where} is no environment: it has no `pyvenv.cfg`")
    return Candidate(f"there is no `{name}` in {where}")


def _target(pointer: str, search: Search) -> str:
    text = read_text(pointer, _POINTER_LIMIT)
    line = text.strip().splitlines()[0].strip() if text and text.strip() else ""
    if not line or "\0" in line:
        return ""
    target = os.path.normpath(os.path.join(os.path.dirname(pointer), os.path.expanduser(line)))
    if is_folder(target) or os.path.basename(line) != line:
        return target
    # Pipenv and virtualenvwrapper write a bare name that is meant for their own folder.
    named = (os.path.join(folder, line) for folder in workon_folders(search))
    return next(filter(is_folder, named), target)
