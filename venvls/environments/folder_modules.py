"""What can be imported from a folder on `sys.path`, by listing it.

Bounded by a number of listings, so that no tree is too large: below a namespace that was not looked
into, everything counts as importable, since a diagnostic needs proof. Does not read any file.
"""

import os
from collections.abc import Collection
from dataclasses import dataclass, field
from types import MappingProxyType

from venvls.environments.records import module_of
from venvls.model.modules import ModuleTable
from venvls.model.names import ModuleName, ProjectName

_SUFFIXES = (".py", ".so", ".pyd", ".pyi")
_NEVER_MODULES = frozenset({"__pycache__", "node_modules", "site-packages", "dist-packages"})
_DEEPEST = 6
MOST_LISTINGS = 2000


def modules_in(
    folder: str,
    *,
    skipped: Collection[str] = (),
    providers: tuple[ProjectName, ...] = (),
    listings: int = MOST_LISTINGS,
) -> ModuleTable:
    """Return the modules, packages and namespace packages directly importable from `folder`.

    `skipped` names entries to leave out. At most `listings` folders are listed.
    """
    search = _Search(listings)
    search.list_folder(folder, "", frozenset(skipped))
    regular = dict.fromkeys(sorted(search.regular), providers)
    return ModuleTable(MappingProxyType(regular), frozenset(search.namespaces))


@dataclass(slots=True)
class _Search:
    listings_left: int
    regular: set[ModuleName] = field(default_factory=set)
    namespaces: set[ModuleName] = field(default_factory=set)

    def list_folder(self, folder: str, package: str, skipped: frozenset[str]) -> bool:
        """Take in what lies in `folder` and tell whether that was any module at all."""
        self.listings_left -= 1
        found = False
        for entry in _entries(folder):
            if entry.name not in skipped and entry.name not in _NEVER_MODULES:
                found |= self._take(entry, package)
        return found

    def _take(self, entry: os.DirEntry[str], package: str) -> bool:
        if entry.name.endswith(_SUFFIXES):
            return self._take_regular(package, module_of(entry.name))
        if not entry.name.isidentifier() or not _is_folder(entry):
            return False
        if _is_regular_package(entry.path):
            return self._take_regular(package, entry.name)
        return self._take_namespace(entry, package)

    def _take_regular(self, package: str, name: str) -> bool:
        if name:
            self.regular.add(ModuleName(package + name))
        return bool(name)

    def _take_namespace(self, entry: os.DirEntry[str], package: str) -> bool:
        if os.path.exists(os.path.join(entry.path, "pyvenv.cfg")):
            return False
        if self.listings_left <= 0 or package.count(".") >= _DEEPEST or entry.is_symlink():
            # Not looked into: too much was, or a link could lead in a circle.
            return self._take_regular(package, entry.name)
        found = self.list_folder(entry.path, f"{package}{entry.name}.", frozenset())
        if found:
            self.namespaces.add(ModuleName(package + entry.name))
        return found


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_regular_package(folder: str) -> bool:
    return any(os.path.exists(os.path.join(folder, f"__init__{suffix}")) for suffix in (".py", ".pyi", ".so"))
