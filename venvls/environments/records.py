"""The modules of an installed distribution by its list of files (PEP 376, PEP 627: `RECORD`).

Purely textual: nothing is looked up on disk. Files outside of site-packages, stubs and byte code
are no modules.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass

_SOURCES = (".py", ".so", ".pyd", ".pyc")
_CACHE = "__pycache__"


@dataclass(frozen=True, slots=True)
class Provided:
    """What a distribution puts below site-packages.

    `regular` are dotted names of modules and regular packages, top-level or directly below a
    namespace; `namespaces` are dotted names of namespace packages (PEP 420). `top_level` holds
    every first path segment, `path_files` the `.pth` files.
    """

    regular: tuple[str, ...] = ()
    namespaces: tuple[str, ...] = ()
    top_level: frozenset[str] = frozenset()
    path_files: tuple[str, ...] = ()


def paths_in_record(record: str) -> list[str]:
    """Return the paths of a RECORD; they are quoted as in CSV only where they need to be."""
    return [_first_field(line) for line in record.splitlines() if line]


def provided_by(paths: Iterable[str], declared_namespaces: frozenset[str] = frozenset()) -> Provided:
    """Sort files, relative to site-packages with `/`, into modules and namespaces.

    `declared_namespaces` are packages that are namespaces although they have an `__init__.py`.
    """
    inside = [path for path in paths if not path.startswith(("../", "/")) and ":" not in path[:2]]
    sources = {path for path in inside if path.endswith(_SOURCES) and _CACHE not in path}
    regular: set[str] = set()
    namespaces: set[str] = set()
    packages = _regular_packages(sources, declared_namespaces)
    for path in sources:
        _sort_in(path, packages, regular, namespaces)
    return Provided(
        tuple(sorted(regular)),
        tuple(sorted(namespaces)),
        frozenset(path.partition("/")[0] for path in inside),
        tuple(path for path in inside if path.endswith(".pth") and "/" not in path),
    )


def module_of(file_name: str) -> str:
    """Return the module a file name stands for, without suffix and ABI tag; empty when it is none."""
    stem = file_name.partition(".")[0]
    return stem if stem.isidentifier() else ""


def _first_field(line: str) -> str:
    field = next(csv.reader([line]))[0] if line.startswith('"') else line.partition(",")[0]
    return field.replace("\\", "/")


def _regular_packages(sources: set[str], declared_namespaces: frozenset[str]) -> set[str]:
    folders = (path.rpartition("/")[0] for path in sources if "/__init__." in path)
    return {folder for folder in folders if folder.replace("/", ".") not in declared_namespaces}


def _sort_in(path: str, packages: set[str], regular: set[str], namespaces: set[str]) -> None:
    *folders, file_name = path.split("/")
    for depth, name in enumerate(folders, start=1):
        if not name.isidentifier():
            return
        dotted = ".".join(folders[:depth])
        if "/".join(folders[:depth]) in packages:
            regular.add(dotted)
            return
        namespaces.add(dotted)
    if (module := module_of(file_name)) and module != "__init__":
        regular.add(".".join((*folders, module)))
