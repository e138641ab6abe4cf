"""PDM's environment: the interpreter saved in `.pdm-python`, or its central folder of environments."""

import os
from collections.abc import Iterator

from venvls.environments.digests import eight_letters
from venvls.environments.documents import has_table_in, text_in
from venvls.environments.locators.search import Candidate, Search
from venvls.environments.reading import is_file, names_in, read_text
from venvls.environments.user_folders import configuration_folder, data_folder

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
    kind = "pdm" if central else ""
    yield Candidate(f"`.pdm-python` names the interpreter of `{prefix}`", prefix, kind)


def pdm_central_environment(search: Search) -> Iterator[Candidate]:
    """The only environment that PDM keeps for this project outside of it."""
    if not _is_pdm_project(search.root):
        return
    folder = _central_folder(search)
    # PDM computes from where it finds itself, and the system tells it a place without links.
    place = os.path.realpath(search.root)
    start = f"{os.path.basename(place)}-{eight_letters('md5', place.replace(os.sep, '/'))}-"
    made = [name for name in names_in(folder) if name.startswith(start)]
    if len(made) == 1:
        prefix = os.path.join(folder, made[0])
        yield Candidate(f"`{made[0]}` is the project's environment in `{folder}`", prefix, "pdm")
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
    return has_table_in(os.path.join(root, "pyproject.toml"), "tool", "pdm")


def _central_folder(search: Search) -> str:
    configuration = search.environ.get("PDM_CONFIG_FILE") or os.path.join(
        configuration_folder(search.environ, "pdm"), "config.toml"
    )
    written = text_in(configuration, "venv", "location")
    return (
        os.path.expanduser(written) if written else os.path.join(data_folder(search.environ, "pdm"), "venvs")
    )
