"""Looks at a project root: its environment, its own modules, the index configuration, trust.

Blocking but bounded work on files, for a thread; starts no process and contacts nobody.
"""

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from venvls.analysis.snapshot import Scope
from venvls.environments.finding import find
from venvls.environments.first_party import first_party, siblings
from venvls.environments.overrides import overrides
from venvls.environments.roots import project_root
from venvls.environments.standard_library import standard_library
from venvls.index.configuration import load
from venvls.model.index_configuration import IndexConfiguration, Setting
from venvls.model.modules import ModuleTable
from venvls.runtime.files import read_text
from venvls.runtime.memory import Memory
from venvls.runtime.uris import uri_of
from venvls.syntax.kinds import kind_of
from venvls.syntax.manifest import ManifestKind
from venvls.syntax.parsing import parse_manifest
from venvls.text import Text

INDEX_OPTIONS = frozenset({"--index-url", "--extra-index-url", "--find-links", "--no-index"})
AGREED = "index-agreed"
CHOSEN = "environment-chosen"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What looking needs to know of the session."""

    folders: tuple[str, ...]
    environ: Mapping[str, str]
    memory: Memory
    offline: bool = False
    trusted: bool | None = None


def root_of(path: str, surroundings: Surroundings) -> str:
    """Return the project root of a file or folder."""
    return project_root(path, surroundings.folders)


def modules_beside(path: str) -> ModuleTable:
    """Return the modules in a file's own folder."""
    return siblings(os.path.dirname(path))


def look(root: str, surroundings: Surroundings) -> Scope:
    """Read everything that holds for the files of a project root."""
    choice = surroundings.memory.recall(CHOSEN, root)
    environment = find(root, surroundings.folders, surroundings.environ, choice)
    return Scope(
        root=uri_of(root),
        path=root,
        environment=environment,
        first_party=first_party(root),
        standard_library=standard_library(environment.version),
        overrides=overrides(root),
        index=index_configuration(root, surroundings),
        trusted=surroundings.trusted is not False,
    )


def index_configuration(root: str, surroundings: Surroundings) -> IndexConfiguration:
    """Return the indexes that the user's installer would ask in this folder.

    What only files of the folder name counts once the user agreed to exactly these places.
    """
    in_file = _options_in_files(root)
    configuration = load(root, surroundings.environ, in_file=in_file, agreed=False)
    if configuration.unagreed:
        agreed = surroundings.memory.recall(AGREED, root) == digest(configuration.unagreed)
        if agreed and surroundings.trusted is not False:
            configuration = load(root, surroundings.environ, in_file=in_file, agreed=True)
    return replace(configuration, offline=configuration.offline or surroundings.offline)


def digest(places: Sequence[Setting]) -> str:
    """Return what identifies the places a user agreed to: it changes with each of them."""
    return hashlib.sha256("\n".join(sorted(place.value for place in places)).encode()).hexdigest()


def _options_in_files(root: str) -> tuple[Setting, ...]:
    try:
        names = sorted(os.listdir(root))
    except OSError:
        return ()
    found: list[Setting] = []
    for name in names:
        path = os.path.join(root, name)
        if kind_of(path, "") in (ManifestKind.REQUIREMENTS, ManifestKind.CONSTRAINTS):
            found.extend(_options_in(path))
    return tuple(found)


def _options_in(path: str) -> tuple[Setting, ...]:
    text = read_text(path)
    if text is None or "-" not in text:
        return ()
    return _options_in_text(path, text)


@lru_cache(maxsize=256)
def _options_in_text(path: str, text: str) -> tuple[Setting, ...]:
    manifest = parse_manifest(ManifestKind.REQUIREMENTS, Text.of(text))
    return tuple(
        Setting(f"{option.name} {option.argument}".rstrip(), f"{Path(path).name}:{start + 1}", True)
        for start, block in zip(manifest.starts, manifest.blocks, strict=True)
        for option in block.options
        if option.name in INDEX_OPTIONS
    )
