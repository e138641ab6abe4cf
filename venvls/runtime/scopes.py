"""Looks at a project root: its environment, its own modules, the index configuration, trust.

Blocking but bounded work on files, for a thread; starts no process and contacts nobody.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from venvls.analysis.snapshot import Document, Scope
from venvls.environments.accepted_wheels import accepted_tags
from venvls.environments.finding import find
from venvls.environments.first_party import first_party, siblings
from venvls.environments.health import diagnose
from venvls.environments.overrides import overrides
from venvls.environments.roots import project_root, workspace_folder
from venvls.environments.scripts import find_for_script
from venvls.environments.standard_library import standard_library
from venvls.index.configuration import load
from venvls.model.environment import Environment
from venvls.model.index_configuration import IndexConfiguration, Setting
from venvls.model.modules import ModuleTable
from venvls.runtime.manifests import unreadable
from venvls.runtime.memory import AGREED, CHOSEN, Memory
from venvls.runtime.uris import uri_of

INDEX_OPTIONS = frozenset(
    {
        "--index-url",
        "--extra-index-url",
        "--find-links",
        "--no-index",
        "--trusted-host",
        "--pre",
        "--no-binary",
        "--only-binary",
    }
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What looking needs to know of the session."""

    folders: tuple[str, ...]
    environ: Mapping[str, str]
    memory: Memory
    offline: bool = False
    trusted: bool | None = None


def root_of(path: str, surroundings: Surroundings) -> str:
    """Return the project root of a file or folder; a script with requirements of its own is its own root."""
    if path.endswith(".py") and find_for_script(path, surroundings.environ) is not None:
        return path
    return project_root(path, surroundings.folders)


def modules_beside(path: str) -> ModuleTable:
    """Return the modules in a file's own folder."""
    return siblings(os.path.dirname(path))


def look(root: str, surroundings: Surroundings, manifests: Sequence[Document]) -> Scope:
    """Read everything that holds for the files of a project root with these manifests."""
    environment = environment_of(root, surroundings)
    return Scope(
        root=uri_of(root),
        path=root,
        environment=environment,
        first_party=first_party(root),
        standard_library=standard_library(environment.version),
        overrides=overrides(root, workspace_folder(root, surroundings.folders)),
        defects=diagnose(environment),
        index=index_configuration(root, surroundings, manifests, environment.prefix),
        trusted=surroundings.trusted is not False,
        unreadable=unreadable(manifests),
        tags=accepted_tags(environment),
    )


def environment_of(root: str, surroundings: Surroundings) -> Environment:
    """Return the environment of a project root or of a script."""
    choice = surroundings.memory.recall(CHOSEN, root)
    script = find_for_script(root, surroundings.environ) if root.endswith(".py") else None
    if script is not None and not (choice and os.path.lexists(choice)):
        return script
    return find(root, surroundings.folders, surroundings.environ, choice)


def index_configuration(
    root: str, surroundings: Surroundings, manifests: Sequence[Document], prefix: str
) -> IndexConfiguration:
    """Return the indexes that the user's installer would ask in this folder for the environment at `prefix`.

    What only files of the workspace name counts once the user agreed to exactly these places.
    """
    read = partial(
        load,
        root,
        surroundings.environ,
        in_file=tuple(option for manifest in manifests for option in index_options(manifest)),
        prefix=prefix,
        workspace=surroundings.folders,
    )
    configuration = read(agreed=False)
    if configuration.unagreed:
        agreed = surroundings.memory.recall(AGREED, root) == digest(configuration.unagreed)
        if agreed and surroundings.trusted is not False:
            configuration = read(agreed=True)
    return replace(configuration, offline=configuration.offline or surroundings.offline)


def digest(places: Sequence[Setting]) -> str:
    """Return what identifies the places a user agreed to: it changes with each of them."""
    return hashlib.sha256("\n".join(sorted(place.value for place in places)).encode()).hexdigest()


def index_options(document: Document) -> Iterator[Setting]:
    """Yield the options of a manifest that say where releases are looked for, each as one line."""
    manifest = document.manifest
    if manifest is None:
        return
    for start, block in zip(manifest.starts, manifest.blocks, strict=True):
        for option in block.options:
            if option.name in INDEX_OPTIONS:
                line = f"{option.name} {option.argument}".rstrip()
                yield Setting(line, f"{os.path.basename(document.path)}:{start + 1}", from_workspace=True)
