"""Where a user's decisions about environments are kept: in the user's state folder, never in a project.

Knows the place and whether a folder is mentioned at all, which is what the shell hook asks between two
prompts. What was decided is for `runtime.memory`.
"""

import os
from collections.abc import Mapping

from venvls.environments.reading import read_bytes
from venvls.environments.user_folders import state_folder


def decisions_file(environ: Mapping[str, str]) -> str:
    """Return the file of decisions; `VENVLS_STATE_DIR` moves it."""
    folder = environ.get("VENVLS_STATE_DIR") or state_folder(environ, "venvls")
    return os.path.join(folder, "decisions.json")


def may_be_mentioned(folder: str, environ: Mapping[str, str]) -> bool:
    """Tell whether anything can have been decided about a folder; false is certain."""
    decisions = read_bytes(decisions_file(environ)) or b""
    # JSON writes other characters in more than one way.
    plain = folder.isascii() and folder.isprintable() and '"' not in folder and "\\" not in folder
    return f'"{folder}"'.encode() in decisions if plain else bool(decisions)
