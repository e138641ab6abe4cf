"""What a project wants its environment to be made from and by, as its files say.

Reads the files in which people pin a Python for their version manager, and whether the project is
uv's. Does not decide whether such a Python is there; `interpreters.choose` does.
"""

import os
import re
from collections.abc import Iterator, Sequence

from venvls.environments.creation import Creator
from venvls.environments.documents import text_at, toml_document, value_at
from venvls.environments.locators.pyenv import wanted_versions
from venvls.environments.reading import is_file, read_text
from venvls.environments.roots import upwards, workspace_folder

_TOOL_VERSION = re.compile(r"^python[ \t]+(\S+)", re.MULTILINE)
_RUNTIME = re.compile(r"python-(\d+(?:\.\d+)+)")
_LIMIT = 1 << 16


def preferred_pythons(root: str, workspace_folders: Sequence[str]) -> tuple[str, ...]:
    """Return what the nearest pin asks for, best first: versions or names as their tools know them.

    Looks from the root up to the workspace folder; in each folder at `.python-version` (pyenv, uv),
    `.tool-versions` and `mise.toml`, the Pipfile's `requires` and `runtime.txt`. An answer may name
    something that is no version: it is then for nobody to be chosen by.
    """
    for folder in upwards(root, workspace_folder(root, workspace_folders) or root):
        if found := tuple(_pins_in(folder)):
            return found
    return ()


def preferred_creator(root: str) -> Creator:
    """Return uv for a project that is uv's, else the usual."""
    table = value_at(toml_document(os.path.join(root, "pyproject.toml")), "tool", "uv")
    is_uvs = is_file(os.path.join(root, "uv.lock")) or table is not None
    return Creator.UV if is_uvs else Creator.AUTO


def _pins_in(folder: str) -> Iterator[str]:
    yield from wanted_versions(folder)
    yield from _TOOL_VERSION.findall(read_text(os.path.join(folder, ".tool-versions"), _LIMIT) or "")
    for name in ("mise.toml", ".mise.toml"):
        tool = value_at(toml_document(os.path.join(folder, name)), "tools", "python")
        yield from (one for one in (tool if isinstance(tool, list) else [tool]) if isinstance(one, str))
    pipfile = toml_document(os.path.join(folder, "Pipfile"))
    for key in ("python_full_version", "python_version"):
        if version := text_at(pipfile, "requires", key):
            yield version
    yield from _RUNTIME.findall(read_text(os.path.join(folder, "runtime.txt"), _LIMIT) or "")
