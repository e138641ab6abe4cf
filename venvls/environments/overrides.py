"""Configuration in the project that beats our answer for some server: reported, not fought.

Reads the files in which people pin an environment for a type checker. Does not judge whether what
they say is right.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from venvls.environments.documents import text_at, toml_document
from venvls.environments.reading import read_text
from venvls.model.environment import Override


@dataclass(frozen=True, slots=True)
class _Place:
    """A setting that names an environment: which file, which key, who reads it."""

    file: str
    keys: tuple[str, ...]
    beats: tuple[str, ...]


_PYRIGHT = ("pyright", "basedpyright")
_PLACES = (
    _Place("pyrightconfig.json", ("venv",), _PYRIGHT),
    _Place("pyrightconfig.json", ("venvPath",), _PYRIGHT),
    _Place("pyproject.toml", ("tool", "pyright", "venv"), _PYRIGHT),
    _Place("pyproject.toml", ("tool", "pyright", "venvPath"), _PYRIGHT),
    _Place("pyproject.toml", ("tool", "basedpyright", "venv"), ("basedpyright",)),
    _Place("pyproject.toml", ("tool", "basedpyright", "venvPath"), ("basedpyright",)),
    _Place("pyproject.toml", ("tool", "ty", "environment", "python"), ("ty",)),
    _Place("ty.toml", ("environment", "python"), ("ty",)),
    _Place("pyproject.toml", ("tool", "pyrefly", "python-interpreter-path"), ("pyrefly",)),
    _Place("pyproject.toml", ("tool", "pyrefly", "python-interpreter"), ("pyrefly",)),
    _Place("pyrefly.toml", ("python-interpreter-path",), ("pyrefly",)),
    _Place("pyrefly.toml", ("python-interpreter",), ("pyrefly",)),
    _Place("pyproject.toml", ("tool", "mypy", "python_executable"), ("mypy",)),
    _Place(".vscode/settings.json", ("python.defaultInterpreterPath",), ("pylance",)),
    _Place(".vscode/settings.json", ("python.pythonPath",), ("pylance",)),
)
# A comment or a string; in settings files both comments and trailing commas are common.
_COMMENT = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_TRAILING_COMMA = re.compile(r'("(?:\\.|[^"\\])*")|,(?=\s*[}\]])')


def overrides(root: str) -> tuple[Override, ...]:
    """Return the settings in the project at `root` that name an environment for some server."""
    documents = {file: _document(os.path.join(root, file)) for file in {place.file for place in _PLACES}}
    return tuple(_found(root, documents))


def _found(root: str, documents: Mapping[str, object]) -> Iterator[Override]:
    for place in _PLACES:
        if value := text_at(documents[place.file], *place.keys):
            yield Override(
                os.path.join(root, *place.file.split("/")), ".".join(place.keys), value, place.beats
            )


def _document(path: str) -> object:
    if path.endswith(".toml"):
        return toml_document(path)
    text = read_text(path)
    try:
        return json.loads(_without_comments(text)) if text else None
    except (ValueError, RecursionError):
        return None


def _without_comments(text: str) -> str:
    plain = _COMMENT.sub(lambda found: found[1] or " ", text)
    return _TRAILING_COMMA.sub(lambda found: found[1] or "", plain)
