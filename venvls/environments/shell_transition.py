"""From the environment that a terminal has to that of the folder it is in now, as a line to evaluate.

Putting a folder of commands on PATH is trusting it. A terminal asks nobody, so it follows only what
was made by this user at this very place, as the environment's own `activate` says: what came with a
checkout, an archive or from another machine was not. Imports nothing that takes time to load.
"""

import os
from collections.abc import Mapping

from venvls.environments.nearby import nearby_environment
from venvls.environments.pyvenv import configuration_keys, prompt_of, prompt_set_by
from venvls.environments.reading import read_text
from venvls.environments.shell_hook import transition
from venvls.environments.shell_lines import LINES

_LIMIT = 65536


def quick_transition(arguments: list[str], environ: Mapping[str, str]) -> str | None:
    """Answer what the hook asks, `SHELL --folder FOLDER --active PREFIX`; `None` when that takes a search."""
    match arguments:
        case [shell, "--folder", folder, "--active", active] if shell in LINES and os.path.isabs(folder):
            prefix = nearby_environment(folder, surroundings(environ))
            return None if prefix is None else transition_to(prefix, shell, active)
        case _:
            return None


def transition_to(prefix: str, shell: str, active: str) -> str:
    """Return the line that leads from `active` to `prefix`; either may be empty for no environment.

    The line is empty when nothing changes. Where `prefix` is not to be followed, none is.
    """
    script = read_text(os.path.join(prefix, "bin", "activate"), _LIMIT) or "" if prefix else ""
    if not _is_own(prefix, script):
        return transition(shell, active, "", "")
    keys = configuration_keys(read_text(os.path.join(prefix, "pyvenv.cfg"), _LIMIT) or "")
    prompt = prompt_set_by(script) or prompt_of(keys) or os.path.basename(prefix)
    return transition(shell, active, prefix, prompt)


def surroundings(environ: Mapping[str, str]) -> Mapping[str, str]:
    """Return the variables without what the hook itself has set: its own doing is no evidence."""
    return {name: value for name, value in environ.items() if name != "VIRTUAL_ENV"}


def _is_own(prefix: str, script: str) -> bool:
    """Tell whether an environment is this user's, or the system's, and was made where it lies."""
    if not any(_names(script, place) for place in {prefix, os.path.realpath(prefix)}):
        return False
    return not hasattr(os, "geteuid") or os.stat(prefix).st_uid in {os.geteuid(), 0}


def _names(script: str, place: str) -> bool:
    # Quotes in a path are escaped in as many ways as there are makers.
    return bool(place) and all(part in script for part in place.split("'"))
