"""The modules of an installed distribution by its list of files (PEP 376, PEP 627: `RECORD`).

Purely textual: nothing is looked up on disk. Files outside of site-packages, stubs and byte code
in caches are no modules. Lists of thousands of files are common, so whole texts are searched and
only the files of namespaces are looked at one by one.
"""

import csv
import re
from dataclasses import dataclass

_SOURCES = (".py", ".so", ".pyd", ".pyc")


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


def provided_by(record: str, declared_namespaces: frozenset[str] = frozenset()) -> Provided:
    """Sort the files of a RECORD, whose paths are relative to site-packages, into modules.

    `declared_namespaces` are packages that are namespaces although they have an `__init__.py`.
    """
    text = _searchable(record)
    top_level = _first_segments(text) - {"", "..", "."}
    regular: set[str] = set()
    namespaces: set[str] = set()
    for name in top_level:
        if name.isidentifier():
            _sort_in_folder(name, text, declared_namespaces, regular, namespaces)
        elif name.endswith(_SOURCES) and (module := module_of(name)):
            regular.add(module)
    path_files = tuple(sorted(name for name in top_level if name.endswith(".pth")))
    return Provided(tuple(regular), tuple(namespaces), top_level, path_files)


def module_of(file_name: str) -> str:
    """Return the module a file name stands for, without suffix and ABI tag; empty when it is none."""
    stem = file_name.partition(".")[0]
    return stem if stem.isidentifier() else ""


def _searchable(record: str) -> str:
    """Return the record with every line as `\\n` + path with `/` + `,`, whoever wrote it."""
    if '"' in record or "\\" in record:
        paths = (row[0].replace("\\", "/") for row in csv.reader(record.splitlines()) if row)
        record = "".join(f"{path},\n" for path in paths)
    return f"\n{record}".replace("\n./", "\n")


def _first_segments(text: str) -> frozenset[str]:
    # Few segments begin thousands of lines: what is in the folders is cut off before anything else.
    starts = {line.partition("/")[0] for line in text.split("\n")}
    return frozenset([start.partition(",")[0].rstrip("\r") for start in starts])


def _sort_in_folder(
    package: str, text: str, declared: frozenset[str], regular: set[str], namespaces: set[str]
) -> None:
    """Sort in a folder and, when it is a namespace, what lies directly below it and so on."""
    folder = package.replace(".", "/")
    if package not in declared and _is_regular(folder, text):
        regular.add(package)
        return
    below = re.compile(rf"^{re.escape(folder)}/([^/,\n]+)(/?)", re.MULTILINE)
    for name, slash in frozenset(below.findall(text)):
        if slash and name.isidentifier():
            _sort_in_folder(f"{package}.{name}", text, declared, regular, namespaces)
        elif not slash and name.endswith(_SOURCES) and (module := module_of(name)) and module != "__init__":
            regular.add(f"{package}.{module}")
    if any(other.startswith(f"{package}.") for other in (*regular, *namespaces)):
        namespaces.add(package)


def _is_regular(folder: str, text: str) -> bool:
    start = f"\n{folder}/__init__."
    if f"{start}py," in text:
        return True
    if start not in text:
        return False
    # A compiled package is regular too; an `__init__.pyi` alone is a stub, which cannot be imported.
    lines = (line.partition(",")[0] for line in text.splitlines() if line.startswith(start[1:]))
    return any(line.endswith(_SOURCES) for line in lines)
