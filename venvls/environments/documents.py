"""Configuration files as values: TOML documents, parsed once while unchanged, and a way into them.

A file that is missing or no TOML is an empty document: whoever edits it is told elsewhere.
"""

import os
import tomllib
from functools import lru_cache
from typing import Any

from venvls.environments.reading import read_text


def toml_document(path: str) -> dict[str, Any]:
    """Return the document at `path`, which must not be changed; empty when it cannot be read."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return {}
    return _parsed(path, status.st_mtime_ns, status.st_size, status.st_ino)


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


@lru_cache(maxsize=512)
def _parsed(path: str, *stamp: int) -> dict[str, Any]:  # noqa: ARG001 -- the stamp is part of the key
    text = read_text(path)
    try:
        return tomllib.loads(text) if text else {}
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}
