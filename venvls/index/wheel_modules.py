"""Which modules a wheel installs, from the names of its files alone (PEP 427, PEP 420).

Does not read any file, so what a package does when it is imported remains unknown.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from venvls.model.names import ModuleName, parents

_MODULE = re.compile(r"([^/.]+)\.(?:py|pyi|pyd|so|(?:cpython|pypy|abi3|cp\d)[^/]*\.(?:so|pyd))\Z")
_SCHEME = re.compile(r"[^/]+\.data/(?:purelib|platlib)/")
_NOT_INSTALLED = re.compile(r"[^/]+\.(?:dist-info|data)/")


@dataclass(frozen=True, slots=True)
class WheelModules:
    """Importable names of a wheel: `regular` modules and packages at any depth, and `namespaces`."""

    regular: frozenset[str] = frozenset()
    namespaces: frozenset[str] = frozenset()

    def provides(self, module: ModuleName) -> bool:
        """Tell whether the wheel makes a module importable.

        Below a regular package anything may appear when it is imported (`six.moves`), below a
        namespace only what has a file.
        """
        for parent in reversed(parents(module)):
            if parent in self.regular:
                return True
            if parent in self.namespaces:
                return False
        return False


def modules(names: Iterable[str], *, declared_namespaces: Iterable[str] = ()) -> WheelModules:
    """Return the modules of a wheel that holds files with these names.

    `declared_namespaces` are packages that share their name with other distributions although they
    have an `__init__.py`, as before PEP 420.
    """
    regular: set[str] = set()
    folders: set[str] = set()
    for name in _installed(names):
        folder, _, file = name.rpartition("/")
        match = _MODULE.match(file)
        if match is None or not _is_importable(folder):
            continue
        package = folder.replace("/", ".")
        folders.update(parents(ModuleName(package)) if package else ())
        if match[1] == "__init__":
            regular.add(package)
        elif match[1].isidentifier():
            regular.add(f"{package}.{match[1]}".lstrip("."))
    shared = frozenset(declared_namespaces)
    regular -= shared
    return WheelModules(frozenset(regular - {""}), frozenset((folders - regular) | (shared & folders)))


def _installed(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        installed = _SCHEME.sub("", name, count=1)
        if not _NOT_INSTALLED.match(installed):
            yield installed


def _is_importable(folder: str) -> bool:
    return not folder or all(part.isidentifier() for part in folder.split("/"))
