"""Which files declare requirements, decided by name first and by the editor's language id second.

Does not look into files: a text that only reads like requirements is not a manifest.
"""

import re
from fnmatch import fnmatchcase

from venvls.syntax.manifest import ManifestKind

_BY_NAME = {
    "pyproject.toml": ManifestKind.PYPROJECT,
    "pylock.toml": ManifestKind.PYLOCK,
    "uv.lock": ManifestKind.LOCK,
    "poetry.lock": ManifestKind.LOCK,
    "pdm.lock": ManifestKind.LOCK,
}
_NAMED_PYLOCK = re.compile(r"pylock\.[^.]+\.toml")
_CONSTRAINTS = (
    "constraints*.txt",
    "*constraints.txt",
    "constraints*.in",
    "constraints/*.txt",
    "constraints/*.in",
)
_REQUIREMENTS = ("requirements*.txt", "*requirements.txt", "requirements/*.txt")
_TEMPLATE = re.compile(r"[^.]+\.in|requirements.*\.in|.*requirements\.in")
_NOT_REQUIREMENTS = frozenset({"manifest.in", "makefile.in", "configure.in", "config.in"})
_LANGUAGES = frozenset({"pip-requirements", "requirements"})
_TEXTS = frozenset({"plaintext", "text"})
_TEXT_SUFFIXES = (".txt", ".in", ".list", ".lst", ".pip", ".req", ".reqs")
_PYTHON_SUFFIXES = (".py", ".pyi", ".pyw")


def kind_of(path: str, language_id: str = "", patterns: tuple[str, ...] = ()) -> ManifestKind | None:
    """Return what kind of manifest the file at `path` is, `None` for other files.

    `path` may use either slash. `patterns` are the user's own globs for requirements files; they
    are compared with the whole path and with the name.
    """
    whole = path.replace("\\", "/")
    name = whole.rpartition("/")[2]
    if name in _BY_NAME:
        return _BY_NAME[name]
    if _NAMED_PYLOCK.fullmatch(name):
        return ManifestKind.PYLOCK
    if _matches(whole, _CONSTRAINTS):
        return ManifestKind.CONSTRAINTS
    if _matches(whole, _REQUIREMENTS) or _is_template(name) or _matches(whole, patterns):
        return ManifestKind.REQUIREMENTS
    if language_id in _LANGUAGES and not name.endswith((".toml", *_PYTHON_SUFFIXES)):
        return ManifestKind.REQUIREMENTS
    return None


def is_python(path: str, language_id: str = "") -> bool:
    """Tell whether a file holds Python: by its suffix, else by its language id where it has no suffix."""
    name = path.replace("\\", "/").rpartition("/")[2]
    if name.endswith(_PYTHON_SUFFIXES):
        return True
    return language_id == "python" and kind_of(path) is None


def may_be_included(path: str, language_id: str = "") -> bool:
    """Tell whether a file of no known kind is a text that a requirements file could include."""
    name = path.replace("\\", "/").rpartition("/")[2]
    return language_id in _TEXTS or name.endswith(_TEXT_SUFFIXES) or "." not in name


def _matches(path: str, patterns: tuple[str, ...]) -> bool:
    return any(_fits(path, pattern) for pattern in patterns)


def _fits(path: str, pattern: str) -> bool:
    # A pattern is about the end of the path, folder by folder, so that `*` never crosses a slash.
    if "**" in pattern:
        return fnmatchcase(path, pattern)
    globs = pattern.lstrip("/").split("/")
    parts = path.split("/")[-len(globs) :]
    return len(parts) == len(globs) and all(map(fnmatchcase, parts, globs))


def _is_template(name: str) -> bool:
    # `*.in` is what pip-compile reads; `config.h.in` and the templates of build tools are others.
    return _TEMPLATE.fullmatch(name) is not None and name.lower() not in _NOT_REQUIREMENTS
