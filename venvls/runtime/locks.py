"""Whose lock decides what a project's environment holds, told by the names of files."""

import os

from venvls.model.change import LockOwner

_OWNERS = {"uv.lock": LockOwner.UV, "poetry.lock": LockOwner.POETRY, "pdm.lock": LockOwner.PDM}


def lock_owner(root: str) -> LockOwner | None:
    """Return the tool whose lock lies in a project root, if any."""
    return next((owner for name, owner in _OWNERS.items() if os.path.isfile(os.path.join(root, name))), None)
