"""Which files below a folder `check` reads: manifests and Python modules that are the project's own.

Does not follow links to folders, and leaves alone environments, caches and what is hidden.
"""

import os
from collections.abc import Callable, Iterator

from venvls.syntax.kinds import is_python, kind_of

_SKIPPED = frozenset({"node_modules", "__pycache__", "site-packages", "dist", "build"})


def files_below(path: str, unreadable: Callable[[str], object]) -> Iterator[str]:
    """Yield `path` itself when it is a file, else the files to check below it, sorted.

    `unreadable` is told of folders that cannot be listed.
    """
    if not os.path.isdir(path):
        yield path
        return
    for folder, folders, names in os.walk(path, onerror=lambda error: unreadable(error.filename)):
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".")
            and name not in _SKIPPED
            and not os.path.exists(os.path.join(folder, name, "pyvenv.cfg"))
        )
        for name in sorted(names):
            file = os.path.join(folder, name)
            if is_python(file, "") or kind_of(file, "") is not None:
                yield file
