"""Configuration of other tools that beats our answer for some server: reported, not fought.

Reads the files in which people pin an environment for a type checker, as each of these finds and
prefers them. Does not judge whether what they say is right.
"""

import json
import os
import re
from collections.abc import Iterable, Iterator
from configparser import Error, RawConfigParser
from dataclasses import dataclass

from venvls.environments.documents import text_at, toml_document, value_at
from venvls.environments.reading import is_file, read_text
from venvls.environments.roots import folder_of, upwards
from venvls.model.environment import Override


@dataclass(frozen=True, slots=True)
class _Place:
    """Settings in a file that name an environment; in a table, the file counts only when it has that."""

    file: str
    settings: tuple[tuple[str, ...], ...]
    table: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who reads settings, and where: in one folder the first place that is there hides the others.

    A reader that `climbs` takes the nearest folder with such a place; others look where they were started,
    in the project or in the folder that the editor has open.
    """

    beats: tuple[str, ...]
    places: tuple[_Place, ...]
    climbs: bool = False


# `venvPath` alone changes nothing, and `venv` alone is looked for in the folder that we name.
_JSON = _Place("pyrightconfig.json", (("venv",),))
_PYRIGHT = _Place("pyproject.toml", (("venv",),), ("tool", "pyright"))
_BASEDPYRIGHT = _Place("pyproject.toml", (("venv",),), ("tool", "basedpyright"))
_TY = (("environment", "python"),)
_PYREFLY = (("python-interpreter-path",), ("python-interpreter",), ("conda-environment",))
_MYPY = (("python_executable",),)
_READERS = (
    _Reader(("pyright",), (_JSON, _PYRIGHT)),
    _Reader(("basedpyright",), (_JSON, _BASEDPYRIGHT, _PYRIGHT)),
    _Reader(("ty",), (_Place("ty.toml", _TY), _Place("pyproject.toml", _TY, ("tool", "ty"))), climbs=True),
    _Reader(
        ("pyrefly",),
        (_Place("pyrefly.toml", _PYREFLY), _Place("pyproject.toml", _PYREFLY, ("tool", "pyrefly"))),
        climbs=True,
    ),
    _Reader(
        ("mypy",),
        (
            _Place("mypy.ini", _MYPY, ("mypy",)),
            _Place(".mypy.ini", _MYPY, ("mypy",)),
            _Place("pyproject.toml", _MYPY, ("tool", "mypy")),
            _Place("setup.cfg", _MYPY, ("mypy",)),
        ),
    ),
    _Reader(
        ("pylance",),
        (_Place(".vscode/settings.json", (("python.defaultInterpreterPath",), ("python.pythonPath",))),),
    ),
)
# A comment or a string; in settings files both comments and trailing commas are common.
_COMMENT = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_TRAILING_COMMA = re.compile(r'("(?:\\.|[^"\\])*")|,(?=\s*[}\]])')


def overrides(root: str, opened: str | None = None) -> tuple[Override, ...]:
    """Return the settings that name an environment for some server in the project at `root`.

    `opened` is the folder that the editor has open, if it lies above. A setting that several servers
    read is told once.
    """
    folder = folder_of(root)
    nearby = tuple(dict.fromkeys(filter(None, (folder, opened))))
    everywhere = upwards(folder, None)
    found = (
        override
        for reader in _READERS
        for override in _of_reader(reader, everywhere if reader.climbs else nearby)
    )
    return tuple(_told_once(found))


def _of_reader(reader: _Reader, folders: Iterable[str]) -> Iterator[Override]:
    for folder in folders:
        for place in reader.places:
            path = os.path.join(folder, *place.file.split("/"))
            if not is_file(path) or (table := value_at(_document(path), *place.table)) is None:
                continue
            for setting in place.settings:
                if value := text_at(table, *setting):
                    yield Override(path, ".".join((*place.table, *setting)), value, reader.beats)
                    return
            # What is there hides the rest, whatever it says.
            return


def _told_once(found: Iterable[Override]) -> Iterator[Override]:
    told: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for one in found:
        key = (one.file, one.setting, one.value)
        told[key] = told.get(key, ()) + one.beats
    return (Override(*key, beats) for key, beats in told.items())


def _document(path: str) -> object:
    if path.endswith(".toml"):
        return toml_document(path)
    text = read_text(path)
    if not text:
        return {}
    return _settings(text) if path.endswith(".json") else _sections(text)


def _settings(text: str) -> object:
    try:
        return json.loads(_without_comments(text))
    except (ValueError, RecursionError):
        return {}


def _sections(text: str) -> object:
    parser = RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except Error:
        return {}
    return {name: dict(parser[name]) for name in parser.sections()}


def _without_comments(text: str) -> str:
    plain = _COMMENT.sub(lambda found: found[1] or " ", text)
    return _TRAILING_COMMA.sub(lambda found: found[1] or "", plain)
