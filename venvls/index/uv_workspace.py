"""uv's workspaces: a project whose settings, lock and sources are those of a folder above it.

Follows uv's documentation, "Using workspaces": the root lists `members` and `exclude` as globs, and
within a workspace configuration is looked for at its root. Does not know what a setting means.
"""

import tomllib
from pathlib import Path, PurePath

from venvls.index.toml_source import TomlSource, read_toml, strings


def root_above(folder: Path) -> TomlSource | None:
    """Return the `pyproject.toml` of the workspace that a folder is a member of, if it is one."""
    for parent in folder.parents:
        try:
            pyproject = read_toml(parent / "pyproject.toml", from_workspace=True)
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
            continue
        workspace = pyproject.table("tool", "uv", "workspace")
        if workspace:
            # The nearest workspace decides; whom it does not list is a project of its own.
            place = PurePath(folder.relative_to(parent))
            listed = _matches(place, strings(workspace.get("members")))
            return pyproject if listed and not _matches(place, strings(workspace.get("exclude"))) else None
    return None


def _matches(place: PurePath, patterns: tuple[str, ...]) -> bool:
    """Compare part by part: unlike `PurePath.match`, a pattern stands for the whole path."""
    return any(
        len(PurePath(pattern).parts) == len(place.parts) and place.match(pattern) for pattern in patterns
    )
