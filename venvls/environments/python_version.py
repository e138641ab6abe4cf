"""The version of an installed interpreter by its files: no process, no guess beyond its own names.

Sources, surest first: `build-details.json` (PEP 739), `patchlevel.h`, conda's record, the name of
the folder it was installed to (`cpython-3.12.1-linux`, `3.12.1`), the name of the executable.
"""

import json
import os
import re

from packaging.version import InvalidVersion, Version

from venvls.environments.configuration import version_in
from venvls.environments.reading import names_in, read_text

_NUMBERED = re.compile(r"(?:python|pypy)(\d+\.\d+)(t?)(?:\.exe)?", re.IGNORECASE)
_PATCH_LEVEL = re.compile(r'#define\s+PY_VERSION\s+"([^"]+)"')
_IN_FOLDER_NAME = re.compile(r"(?:^|[-@/])(\d+\.\d+\.\d+)")
_CONDA_RECORD = re.compile(r"python-(\d+\.\d+\.\d+)-.*\.json")
_LIMIT = 1 << 16


def version_of(executable: str) -> Version | None:
    """Return the version of an interpreter that is no virtual environment's, as its files tell it.

    A version without a patch level is all that is known in some systems.
    """
    real = os.path.realpath(executable)
    folder = os.path.dirname(real)
    prefix = os.path.dirname(folder) if os.path.basename(folder) in {"bin", "Scripts"} else folder
    minor = _minor(real)
    return _installed_version(prefix, minor) or (Version(minor) if minor else None)


def minor_of_name(executable: str) -> str:
    """Return `3.12` of an executable called `python3.12`, else nothing."""
    named = _NUMBERED.fullmatch(os.path.basename(executable))
    return named[1] if named else ""


def conda_version(prefix: str) -> Version | None:
    """Return the version of the Python that conda installed into a prefix."""
    records = (_CONDA_RECORD.fullmatch(name) for name in names_in(os.path.join(prefix, "conda-meta")))
    return next((Version(record[1]) for record in records if record), None)


def _minor(real: str) -> str:
    if named := minor_of_name(real):
        return named
    # A bare `python` beside exactly one numbered one is the same interpreter.
    beside = {minor_of_name(name) for name in names_in(os.path.dirname(real))} - {""}
    return beside.pop() if len(beside) == 1 else ""


def _installed_version(prefix: str, minor: str) -> Version | None:
    versions = (
        _by_build_details(prefix, minor),
        _by_patch_level(prefix, minor),
        conda_version(prefix),
        _by_folder_name(prefix),
    )
    return next((version for version in versions if version and _agrees(version, minor)), None)


def _agrees(version: Version, minor: str) -> bool:
    return not minor or f"{version.major}.{version.minor}" == minor


def _by_build_details(prefix: str, minor: str) -> Version | None:
    text = read_text(os.path.join(prefix, "lib", f"python{minor}", "build-details.json"), _LIMIT)
    try:
        details = json.loads(text or "null")
    except ValueError:
        return None
    # `language.version` is only the minor version; `implementation.version` has all levels.
    match details:
        case {"implementation": {"version": {"major": int(a), "minor": int(b), "micro": int(c)}}}:
            return Version(f"{a}.{b}.{c}")
        case _:
            return None


def _by_patch_level(prefix: str, minor: str) -> Version | None:
    places = [os.path.join(prefix, "include", f"python{minor}{suffix}") for suffix in ("", "t", "m")]
    for place in (*places, os.path.join(prefix, "include")):
        header = read_text(os.path.join(place, "patchlevel.h"), _LIMIT)
        if header and (found := _PATCH_LEVEL.search(header)):
            return _parsed(found[1].rstrip("+"))
    return None


def _by_folder_name(prefix: str) -> Version | None:
    found = _IN_FOLDER_NAME.search(os.path.basename(prefix))
    return version_in(found[1]) if found else None


def _parsed(text: str) -> Version | None:
    try:
        return Version(text)
    except InvalidVersion:
        return None
