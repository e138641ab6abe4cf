"""The modules that a project brings itself, whether or not it is installed.

Reads folders, and of `pyproject.toml` only where it says that modules lie (`src` layouts, test
paths, extra paths). Bounded: what was not looked into counts as importable. Does not know what is
installed.
"""

import os
from collections.abc import Iterator

from venvls.environments.documents import toml_document, value_at
from venvls.environments.folder_modules import modules_in
from venvls.environments.reading import is_file, is_folder, names_in
from venvls.model.modules import ModuleTable, merged

_USUAL_FOLDERS = ("", "src", "lib", "python")
_TEST_FOLDERS = ("tests", "test", "testing")
_SKIPPED = frozenset({"venv", "env", "node_modules", "site-packages", "build", "dist"})
_SIBLING_LISTINGS = 50
_MOST_LEVELS = 20
_PROJECT_FILES = frozenset({"pyproject.toml", "setup.py", "setup.cfg", "pytest.ini", "tox.ini", ".git"})

_PATH_KEYS: tuple[tuple[str, ...], ...] = (
    ("tool", "setuptools", "packages", "find", "where"),
    ("tool", "setuptools", "package-dir"),
    ("tool", "pytest", "ini_options", "pythonpath"),
    ("tool", "pytest", "pythonpath"),
    ("tool", "pyright", "extraPaths"),
    ("tool", "basedpyright", "extraPaths"),
    ("tool", "ty", "environment", "extra-paths"),
    ("tool", "ty", "environment", "root"),
    ("tool", "ruff", "src"),
    ("tool", "pdm", "build", "package-dir"),
    ("tool", "uv", "build-backend", "module-root"),
    ("tool", "maturin", "python-source"),
    ("tool", "hatch", "build", "targets", "wheel", "sources"),
)


def first_party(root: str) -> ModuleTable:
    """Return what code of the project at `root` can import of the project itself.

    These are the modules in the root, in `src` and the folders its `pyproject.toml` names, and the
    folders that pytest puts on `sys.path` for its tests (those with a `conftest.py`).
    """
    folders = dict.fromkeys((*_usual_folders(root), *_configured_folders(root), *_test_folders(root)))
    return merged(modules_in(folder, skipped=_skipped_in(folder)) for folder in folders)


def siblings(folder: str) -> ModuleTable:
    """Return what a file in `folder` can import because of where it lies.

    Run as a script, these are the modules beside it. A file of a package is imported from the folder
    above its outermost package, so that one is on `sys.path`; pytest puts it there itself, and the
    folder above the package of each `conftest.py` that counts for a file (pytest, "Import modes").
    """
    folders = dict.fromkeys((folder, _above_package(folder), *_conftest_folders(folder)))
    return merged(modules_in(one, skipped=_skipped_in(one), listings=_SIBLING_LISTINGS) for one in folders)


def _above_package(folder: str) -> str:
    """Return the first folder upwards that is no package."""
    for _ in range(_MOST_LEVELS):
        if not is_file(os.path.join(folder, "__init__.py")):
            break
        folder = os.path.dirname(folder)
    return folder


def _conftest_folders(folder: str) -> Iterator[str]:
    """Yield what the `conftest.py` files above a folder put on `sys.path`, up to where a project begins."""
    for _ in range(_MOST_LEVELS):
        names = names_in(folder)
        if "conftest.py" in names:
            yield _above_package(folder)
        above = os.path.dirname(folder)
        if above == folder or not _PROJECT_FILES.isdisjoint(names):
            return
        folder = above


def _usual_folders(root: str) -> Iterator[str]:
    for name in _USUAL_FOLDERS:
        folder = os.path.join(root, name) if name else root
        if is_folder(folder):
            yield folder


def _test_folders(root: str) -> Iterator[str]:
    for name in _TEST_FOLDERS:
        folder = os.path.join(root, name)
        # With `__init__.py` the tests are a package, which is importable from the root.
        if is_folder(folder) and not is_file(os.path.join(folder, "__init__.py")):
            yield folder


def _configured_folders(root: str) -> Iterator[str]:
    document = toml_document(os.path.join(root, "pyproject.toml"))
    for keys in _PATH_KEYS:
        for path in _paths(value_at(document, *keys)):
            folder = os.path.normpath(os.path.join(root, path))
            if is_folder(folder):
                yield folder
    yield from _poetry_folders(root, value_at(document, "tool", "poetry", "packages"))


def _paths(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            yield from (item for item in value if isinstance(item, str))
        case {"": str(path)}:
            yield path


def _poetry_folders(root: str, packages: object) -> Iterator[str]:
    for package in packages if isinstance(packages, list) else ():
        match package:
            case {"from": str(path)} if is_folder(os.path.join(root, path)):
                yield os.path.join(root, path)


def _skipped_in(folder: str) -> frozenset[str]:
    # A folder called `build` or `lib` that holds a real package is one; its generated namesake is not.
    packages = {
        name
        for name in _SKIPPED.intersection(names_in(folder))
        if is_file(os.path.join(folder, name, "__init__.py"))
    }
    return _SKIPPED - packages
