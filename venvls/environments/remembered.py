"""A user's decisions as they are kept: in the user's state folder, never in a project.

Knows the place and what stands there, and says quickly when nothing does, since the shell hook asks
between two prompts. What is decided, and when, is for `runtime.memory`.
"""

import os
from collections.abc import Mapping

from venvls.environments.reading import read_bytes, read_text
from venvls.environments.user_folders import state_folder

CHOSEN = "environment-chosen"
"""The kind of decision that names the environment of a project."""


def decisions_file(environ: Mapping[str, str]) -> str:
    """Return the file of decisions; `VENVLS_STATE_DIR` moves it."""
    folder = environ.get("VENVLS_STATE_DIR") or state_folder(environ, "venvls")
    return os.path.join(folder, "decisions.json")


def chosen_environment(folder: str, environ: Mapping[str, str]) -> str | None:
    """Return the prefix that the user has chosen for the project in a folder, or `None`."""
    if not may_be_mentioned(folder, environ):
        return None
    return read_decisions(decisions_file(environ)).get(CHOSEN, {}).get(folder) or None


def read_decisions(file: str) -> dict[str, dict[str, str]]:
    """Return the decisions by kind and folder; none of a file that is missing or damaged."""
    # Few folders are mentioned, and the parser takes longer to load than all the rest.
    import json

    try:
        found = json.loads(read_text(file) or "null")
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        kind: {folder: value for folder, value in folders.items() if isinstance(value, str)}
        for kind, folders in found.items()
        if isinstance(folders, dict)
    }


def may_be_mentioned(folder: str, environ: Mapping[str, str]) -> bool:
    """Tell whether anything can have been decided about a folder; false is certain."""
    decisions = read_bytes(decisions_file(environ)) or b""
    # JSON writes other characters in more than one way.
    plain = folder.isascii() and folder.isprintable() and '"' not in folder and "\\" not in folder
    return f'"{folder}"'.encode() in decisions if plain else bool(decisions)
