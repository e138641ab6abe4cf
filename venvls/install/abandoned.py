"""Folders of plans whose server was killed, with all the files that it had fetched.

Nobody tells when a plan of another process is done, but none takes a day. Does not know what is in them.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator

PLAN = "venvls-plan-"
COMPILE = "venvls-compile-"
"""How the names of our folders among the temporary files begin."""

_LONGEST = 86400.0
"""Seconds after which nobody works in a folder any more."""


def remove_abandoned() -> None:
    """Remove our own folders that nobody can be working in; what cannot be removed stays."""
    for path in list(_abandoned(tempfile.gettempdir(), time.time() - _LONGEST)):
        shutil.rmtree(path, ignore_errors=True)


def _abandoned(folder: str, before: float) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            ours = [entry for entry in entries if entry.name.startswith((PLAN, COMPILE))]
    except OSError:
        return
    for entry in ours:
        try:
            status = entry.stat(follow_symlinks=False)
        except OSError:
            continue
        # Somebody else may have put a link or a folder of that name there.
        if entry.is_dir(follow_symlinks=False) and status.st_mtime < before and _is_mine(status):
            yield entry.path


def _is_mine(status: os.stat_result) -> bool:
    return os.name == "nt" or status.st_uid == os.getuid()
