"""Configuration files as values: TOML documents, parsed once while unchanged, and a way into them.

A file that is missing or no TOML is an empty document: whoever edits it is told elsewhere. Parsing, and
loading the parser, costs more than all the rest of a search; `value_in` does without where it can.
"""

import os
from functools import lru_cache

from venvls.environments.plain_toml import NotPlainError, has_table, plain_value
from venvls.environments.reading import read_text


def toml_document(path: str) -> dict[str, object]:
    """Return the document at `path`, which must not be changed; empty when it cannot be read."""
    stamp = _stamp(path)
    return _parsed(path, *stamp) if stamp else {}


def value_in(path: str, *keys: str) -> object:
    """Return what lies at a path of keys in the TOML file at `path`, or `None`.

    A file is parsed only when all the keys occur in it somewhere, and not in the plainest of shapes.
    """
    stamp = _stamp(path)
    if not stamp or not _may_hold(_text(path, *stamp), keys):
        return None
    try:
        return plain_value(_text(path, *stamp), *keys)
    except NotPlainError:
        return value_at(_parsed(path, *stamp), *keys)


def has_table_in(path: str, *keys: str) -> bool:
    """Tell whether there is anything at a path of keys in the TOML file at `path`."""
    stamp = _stamp(path)
    if not stamp or not _may_hold(_text(path, *stamp), keys):
        return False
    try:
        return has_table(_text(path, *stamp), *keys)
    except NotPlainError:
        return value_at(_parsed(path, *stamp), *keys) is not None


def text_in(path: str, *keys: str) -> str:
    """Return the string at a path of keys in the TOML file at `path`, or nothing."""
    value = value_in(path, *keys)
    return value if isinstance(value, str) else ""


def is_made_with(path: str, tool: str, backend: str) -> bool:
    """Tell whether the pyproject.toml at `path` has a table of the tool's or a build backend of that name.

    The name of the backend, or its beginning, holds that of the tool.
    """
    stamp = _stamp(path)
    if not stamp or tool not in _text(path, *stamp):
        return False
    return has_table_in(path, "tool", tool) or text_in(path, "build-system", "build-backend").startswith(
        backend
    )


def value_at(document: object, *keys: str) -> object:
    """Return what lies at a path of keys, or `None` when the path leads nowhere."""
    for key in keys:
        if not isinstance(document, dict):
            return None
        document = document.get(key)
    return document


def text_at(document: object, *keys: str) -> str:
    """Return the string at a path of keys, or nothing."""
    value = value_at(document, *keys)
    return value if isinstance(value, str) else ""


def _may_hold(text: str, keys: tuple[str, ...]) -> bool:
    # A quoted key can be spelled with escapes.
    return "\\" in text or all(key in text for key in keys)


def _stamp(path: str) -> tuple[int, ...]:
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return ()
    return status.st_mtime_ns, status.st_size, status.st_ino


@lru_cache(maxsize=512)
def _text(path: str, *stamp: int) -> str:  # noqa: ARG001 -- the stamp is part of the key
    return read_text(path) or ""


@lru_cache(maxsize=512)
def _parsed(path: str, *stamp: int) -> dict[str, object]:
    text = _text(path, *stamp)
    if not text:
        return {}
    # Most searches end before any document has to be parsed.
    import tomllib

    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}
