"""`pyvenv.cfg` as its makers write it (PEP 405, PEP 838).

Three spellings of the version are about: `version` (venv), `version_info` (virtualenv, uv, with or
without release level) and `python-version`. Does not know whether what it says still holds.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

from packaging.version import Version

from venvls.environments.pyvenv import configuration_keys, prompt_of
from venvls.environments.reading import read_bytes
from venvls.model.environment import EnvironmentKind

_VERSION = re.compile(r"(\d+)\.(\d+)(?:\.(\d+))?(?:\.?(alpha|beta|candidate|a|b|rc)\.?(\d+))?")
_VERSION_KEYS = ("version_info", "version", "python-version")
_STAGES = {"alpha": "a", "beta": "b", "candidate": "rc"}
_LIMIT = 65536


@dataclass(frozen=True, slots=True)
class Configuration:
    """The keys of a `pyvenv.cfg`; all empty when it has none that we know.

    `home` is the folder of the base interpreter, `base_interpreter` its executable where written.
    """

    home: str = ""
    version: Version | None = None
    implementation: str = ""
    kind: EnvironmentKind = EnvironmentKind.VENV
    base_interpreter: str = ""
    prompt: str = ""
    system_site: bool = False


def read_configuration(prefix: str) -> Configuration | None:
    """Return what `pyvenv.cfg` in `prefix` says, or `None` when there is none to be read."""
    content = read_bytes(os.path.join(prefix, "pyvenv.cfg"), _LIMIT)
    if content is None:
        return None
    return parse_configuration(content.decode("utf-8", errors="replace"))


def parse_configuration(text: str) -> Configuration:
    """Read the text of a `pyvenv.cfg` as CPython does: `key = value` lines, keys in any case."""
    keys = configuration_keys(text)
    return Configuration(
        home=keys.get("home", ""),
        version=_best_version(keys),
        implementation=keys.get("implementation", "").lower(),
        kind=_kind(keys),
        base_interpreter=keys.get("base-executable") or keys.get("executable", ""),
        prompt=prompt_of(keys),
        system_site=keys.get("include-system-site-packages", "").lower() == "true",
    )


def version_in(text: str) -> Version | None:
    """Return the first version of an interpreter in a text such as `3.11.7.final.0`."""
    found = _VERSION.search(text)
    if found is None:
        return None
    major, minor, patch, stage, serial = found.groups()
    suffix = f"{_STAGES.get(stage, stage)}{serial}" if stage and serial else ""
    return Version(f"{major}.{minor}" + (f".{patch}" if patch else "") + suffix)


def _best_version(keys: Mapping[str, str]) -> Version | None:
    versions = [found for key in _VERSION_KEYS if key in keys and (found := version_in(keys[key]))]
    # virtualenv writes `python-version` without the patch level: the longest says most.
    return max(versions, key=lambda version: len(version.release), default=None)


def _kind(keys: Mapping[str, str]) -> EnvironmentKind:
    if "uv" in keys:
        return EnvironmentKind.UV
    if "virtualenv" in keys:
        return EnvironmentKind.VIRTUALENV
    return EnvironmentKind.VENV
