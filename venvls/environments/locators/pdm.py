"""PDM's environment: the interpreter saved in `.pdm-python`, or its central folder of environments."""

import os
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from hashlib import md5
from pathlib import PurePath

from venvls.environments.documents import text_at, toml_document, value_at
from venvls.environments.locators.search import Candidate, Search
from venvls.environments.reading import is_file, names_in, read_text
from venvls.environments.user_folders import configuration_folder, data_folder
from venvls.model.environment import EnvironmentKind

_LIMIT = 4096


def pdm_saved_interpreter(search: Search) -> Iterator[Candidate]:
    """What `pdm use` wrote down for this checkout."""
    text = read_text(os.path.join(search.root, ".pdm-python"), _LIMIT)
    interpreter = text.strip() if text else ""
    if not interpreter or "\0" in interpreter:
        return
    prefix = os.path.dirname(os.path.dirname(interpreter))
    if not os.path.lexists(os.path.join(prefix, "pyvenv.cfg")):
        yield Candidate(f"`.pdm-python` names `{interpreter}`, which is in no virtual environment")
        return
    central = os.path.dirname(prefix) == _central_folder(search)
    kind = EnvironmentKind.PDM if central else None
    yield Candidate(f"`.pdm-python` names the interpreter of `{prefix}`", prefix, kind)


def pdm_central_environment(search: Search) -> Iterator[Candidate]:
    """The only environment that PDM keeps for this project outside of it."""
    if not _is_pdm_project(search.root):
        return
    folder = _central_folder(search)
    digest = md5(PurePath(search.root).as_posix().encode(), usedforsecurity=False).digest()
    start = f"{os.path.basename(search.root)}-{urlsafe_b64encode(digest).decode()[:8]}-"
    made = [name for name in names_in(folder) if name.startswith(start)]
    if len(made) == 1:
        prefix = os.path.join(folder, made[0])
        yield Candidate(
            f"`{made[0]}` is the project's environment in `{folder}`", prefix, EnvironmentKind.PDM
        )
    elif made:
        yield Candidate(f"PDM has several environments for this project: {', '.join(made)}")
    else:
        yield Candidate(f"PDM has no environment for this project in `{folder}`")


def pdm_folders(search: Search) -> Iterator[str]:
    """Yield the folder in which PDM would make an environment of this project."""
    if _is_pdm_project(search.root):
        yield _central_folder(search)


def _is_pdm_project(root: str) -> bool:
    if is_file(os.path.join(root, "pdm.lock")) or is_file(os.path.join(root, "pdm.toml")):
        return True
    return value_at(toml_document(os.path.join(root, "pyproject.toml")), "tool", "pdm") is not None


def _central_folder(search: Search) -> str:
    configuration = search.environ.get("PDM_CONFIG_FILE") or os.path.join(
        configuration_folder(search.environ, "pdm"), "config.toml"
    )
    written = text_at(toml_document(configuration), "venv", "location")
    return (
        os.path.expanduser(written) if written else os.path.join(data_folder(search.environ, "pdm"), "venvs")
    )
