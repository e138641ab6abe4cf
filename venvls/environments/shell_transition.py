"""From the environment that a terminal has to that of the folder it is in now, as a line to evaluate.

A terminal asks nobody, so it follows only what `following` vouches for. Imports nothing that takes time
to load.
"""

import os
from collections.abc import Mapping

from venvls.environments.following import is_of_conda, may_be_followed
from venvls.environments.nearby import usable_environment
from venvls.environments.pyvenv import configuration_keys, prompt_of, prompt_set_by
from venvls.environments.reading import read_text
from venvls.environments.shell_hook import ACTIVE, transition
from venvls.environments.shell_lines import LINES

_LIMIT = 65536
_CONDA = "CONDA_PREFIX"


def quick_transition(arguments: list[str], environ: Mapping[str, str]) -> str | None:
    """Answer what the hook asks, `SHELL --folder FOLDER --active PREFIX`; `None` when that takes a search."""
    match arguments:
        case [shell, "--folder", folder, "--active", active] if shell in LINES and os.path.isabs(folder):
            prefix = usable_environment(folder, surroundings(environ))
            return None if prefix is None else transition_to(prefix, shell, active, environ)
        case _:
            return None


def transition_to(prefix: str, shell: str, active: str, environ: Mapping[str, str]) -> str:
    """Return the line that leads from `active` to `prefix`, the environment of a folder.

    Either may be empty for no environment. The line is empty when nothing changes, and where a person has
    activated an environment of conda. Where `prefix` is not to be followed, none is.
    """
    if _is_active_by_hand(environ, active):
        return ""
    if not prefix or not may_be_followed(prefix, environ):
        prefix = ""
    return transition(
        shell,
        active,
        prefix,
        _prompt(prefix) if prefix else "",
        active_by_conda=bool(active) and environ.get(_CONDA) == active,
        by_conda=bool(prefix) and is_of_conda(prefix),
    )


def surroundings(environ: Mapping[str, str]) -> Mapping[str, str]:
    """Return the variables without what the hook itself has set: its own doing is no evidence."""
    own = {"VIRTUAL_ENV"}
    if environ.get(ACTIVE):
        own.add(_CONDA)
    return {name: value for name, value in environ.items() if name not in own}


def _is_active_by_hand(environ: Mapping[str, str], active: str) -> bool:
    """Tell whether a person has activated an environment of conda; its base is active in every terminal."""
    prefix = environ.get(_CONDA, "")
    return prefix not in {"", active} and environ.get("CONDA_DEFAULT_ENV") != "base"


def _prompt(prefix: str) -> str:
    if is_of_conda(prefix):
        return os.path.basename(prefix)
    script = read_text(os.path.join(prefix, "bin", "activate"), _LIMIT) or ""
    keys = configuration_keys(read_text(os.path.join(prefix, "pyvenv.cfg"), _LIMIT) or "")
    return prompt_set_by(script) or prompt_of(keys) or os.path.basename(prefix)
