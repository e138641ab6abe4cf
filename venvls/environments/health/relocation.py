"""An environment that was moved or copied: its scripts still run, or activate, the one it came from."""

import os
import shlex
from collections.abc import Iterator

from venvls.environments.pyvenv import place_set_by
from venvls.environments.reading import names_in, read_bytes, read_text, same_place
from venvls.model.environment import Defect, Environment

_MOST_SCRIPTS = 200
_FIRST_LINES = 8192
_ACTIVATE_LIMIT = 1 << 16


def made_elsewhere(environment: Environment) -> Iterator[Defect]:
    """Compare the places that scripts name with the one that is here: `activate` and all first lines."""
    strangers = {
        name: folder
        for name in names_in(environment.scripts_folder)[:_MOST_SCRIPTS]
        if (folder := _named_folder(os.path.join(environment.scripts_folder, name)))
        and not same_place(folder, environment.scripts_folder)
        and _is_an_environments(folder)
    }
    activated = _activated_elsewhere(environment)
    if strangers:
        name, folder = next(iter(strangers.items()))
        elsewhere = os.path.dirname(folder)
        message = f"it was made at `{elsewhere}` and moved or copied: `{name}` would run the Python there"
        yield Defect("relocated-environment", message, tuple(strangers))
    elif activated:
        message = f"it was made at `{activated}` and moved or copied: `activate` would activate what is there"
        yield Defect("relocated-environment", message, ("activate",))


def _activated_elsewhere(environment: Environment) -> str:
    """Return the other environment that `activate` names, or nothing."""
    script = read_text(os.path.join(environment.scripts_folder, "activate"), _ACTIVATE_LIMIT) or ""
    place = place_set_by(script)
    if not os.path.isabs(place) or same_place(place, environment.prefix):
        return ""
    return place if _is_an_environments(os.path.join(place, "bin")) else ""


def _named_folder(script: str) -> str:
    """Return the folder of the Python that runs a script, or nothing when none is named."""
    head = (read_bytes(script, _FIRST_LINES) or b"").decode("utf-8", errors="replace")
    if not head.startswith("#!"):
        return ""
    first, second, *_ = [*head.removeprefix("#!").splitlines(), "", ""]
    command = _replacing(second) if first.strip() == "/bin/sh" else first.strip()
    return os.path.dirname(command) if os.path.basename(command).startswith(("python", "pypy")) else ""


def _replacing(line: str) -> str:
    """Return what a shell replaces itself with: how a path too long or with spaces is written."""
    try:
        words = shlex.split(line)
    except ValueError:
        return ""
    return words[1] if len(words) > 1 and words[0] == "exec" else ""


def _is_an_environments(folder: str) -> bool:
    # A script may run a system's Python on purpose, but not that of another environment, there or gone.
    prefix = os.path.dirname(folder)
    return not os.path.exists(prefix) or os.path.lexists(os.path.join(prefix, "pyvenv.cfg"))
