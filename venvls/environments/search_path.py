"""The folders and redirections that the standard library's `site` would put on `sys.path`.

Follows `.pth` files as `site.addsitedir` does (paths relative to the folder, `import` lines by what
the imported module maps), without running anything. Does not know what the folders hold.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass

from venvls.environments.finders import modules_of_line
from venvls.environments.reading import names_in, read_bytes

_PTH_LIMIT = 1 << 20


@dataclass(frozen=True, slots=True)
class PathFile:
    """A `.pth` file of a site-packages folder: the folders it adds and the modules it redirects."""

    name: str
    folders: tuple[str, ...]
    modules: frozenset[str]


@dataclass(frozen=True, slots=True)
class SiteFolder:
    """A site-packages folder with its entries' names and its `.pth` files in order."""

    path: str
    names: tuple[str, ...]
    path_files: tuple[PathFile, ...]


def site_folders(paths: Iterable[str]) -> tuple[SiteFolder, ...]:
    """Return the folders, each once however it is spelled, with what their `.pth` files say."""
    by_place: dict[str, str] = {}
    for path in paths:
        by_place.setdefault(os.path.realpath(path), path)
    return tuple(_site_folder(path) for path in by_place.values())


def _site_folder(path: str) -> SiteFolder:
    names = names_in(path)
    files = (name for name in names if name.endswith(".pth") and not name.startswith("."))
    return SiteFolder(path, names, tuple(_path_file(path, name) for name in files))


def _path_file(site_packages: str, name: str) -> PathFile:
    content = read_bytes(os.path.join(site_packages, name), _PTH_LIMIT) or b""
    folders: list[str] = []
    modules: set[str] = set()
    for line in content.decode("utf-8-sig", errors="surrogateescape").splitlines():
        if line.startswith(("import ", "import\t")):
            modules |= modules_of_line(site_packages, line)
        elif line.strip() and not line.startswith("#"):
            folders += _existing(os.path.join(site_packages, line.rstrip()))
    return PathFile(name, tuple(folders), frozenset(modules))


def _existing(path: str) -> list[str]:
    return [os.path.normpath(path)] if "\0" not in path and os.path.exists(path) else []
