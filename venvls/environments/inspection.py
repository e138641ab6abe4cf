"""What an environment is and holds, read from its files in milliseconds, without its interpreter.

`inspect` answers for whatever a path leads to: a good environment, a broken one (with a sentence),
or nothing. Does not know why anybody asks for this prefix; locators do.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from venvls.environments.activation_scripts import read_activation_scripts
from venvls.environments.anatomy import Anatomy, examine
from venvls.environments.distributions import Installed, read_distributions
from venvls.environments.fingerprints import fingerprint
from venvls.environments.folder_modules import modules_in
from venvls.environments.layout import scripts_folder
from venvls.environments.reading import is_file
from venvls.environments.remnants import remnants
from venvls.environments.search_path import PathFile, SiteFolder, site_folders
from venvls.model.environment import (
    MISSING,
    Defect,
    Distribution,
    Environment,
    EnvironmentKind,
    EnvironmentState,
)
from venvls.model.modules import ModuleTable, merged
from venvls.model.names import ModuleName, ProjectName

_LINKED_LISTINGS = 300


def inspect(prefix: str) -> Environment:
    """Return the environment at `prefix` as its files describe it.

    A missing prefix is `missing`; one that cannot run is `broken` and tells why, with what is still
    readable of its distributions. Never raises for what is on disk.
    """
    prefix = os.path.abspath(prefix)
    # Taken first: a change while we read shows up as a difference the next time.
    sign = fingerprint(prefix)
    if not os.path.lexists(prefix):
        return replace(MISSING, reason=f"`{prefix}` does not exist", fingerprint=sign)
    anatomy = examine(prefix)
    contents = _read_contents(anatomy)
    return Environment(
        state=EnvironmentState.BROKEN if anatomy.broken else EnvironmentState.READY,
        reason=anatomy.broken,
        prefix=prefix,
        interpreter=anatomy.interpreter,
        version=anatomy.version,
        implementation=anatomy.implementation,
        kind=anatomy.kind,
        base_interpreter=anatomy.base_interpreter,
        prompt=anatomy.prompt,
        has_pip=ProjectName("pip") in contents.distributions,
        system_site=anatomy.system_site,
        site_packages=anatomy.own_sites + anatomy.lent_sites,
        distributions=contents.distributions,
        modules=contents.modules,
        fingerprint=sign,
        defects=() if anatomy.kind is EnvironmentKind.SYSTEM else contents.defects,
        scripts_folder=scripts_folder(prefix),
        activation_scripts=read_activation_scripts(scripts_folder(prefix)),
    )


@dataclass(frozen=True, slots=True)
class _Contents:
    distributions: Mapping[ProjectName, Distribution]
    modules: ModuleTable
    defects: tuple[Defect, ...]


def _read_contents(anatomy: Anatomy) -> _Contents:
    sites = site_folders((*anatomy.own_sites, *anatomy.lent_sites))
    installed = {site.path: read_distributions(site.path) for site in sites}
    linked = {
        folder: _linked_distributions(site, folder)
        for site in sites
        for path_file in site.path_files
        for folder in path_file.folders
        if folder not in installed
    }
    everything = [one for group in (*installed.values(), *linked.values()) for one in group]
    distributions: dict[ProjectName, Distribution] = {}
    for one in everything:
        # The first on `sys.path` is the one that Python sees.
        distributions.setdefault(one.distribution.name, one.distribution)
    tables = [table for site in sites for table in _site_tables(site, installed[site.path], linked)]
    own = [site for site in sites if site.path in anatomy.own_sites]
    defects = tuple(defect for site in own for defect in remnants(site, installed[site.path]))
    return _Contents(MappingProxyType(distributions), merged(tables), defects)


def _linked_distributions(site: SiteFolder, folder: str) -> tuple[Installed, ...]:
    links = {name.removesuffix(".egg-link").lower() for name in site.names if name.endswith(".egg-link")}
    return tuple(
        replace(one, distribution=replace(one.distribution, editable=folder))
        if one.distribution.display_name.lower() in links
        else one
        for one in read_distributions(folder)
    )


def _site_tables(
    site: SiteFolder, installed: tuple[Installed, ...], linked: Mapping[str, tuple[Installed, ...]]
) -> Iterable[ModuleTable]:
    yield _merged_provided(installed)
    claimed = frozenset().union(*(one.provided.top_level for one in installed))
    yield modules_in(site.path, skipped=claimed)
    owners = {name: one.distribution.name for one in installed for name in one.provided.path_files}
    for path_file in site.path_files:
        yield from _path_file_tables(path_file, owners.get(path_file.name), linked)


def _merged_provided(installed: Iterable[Installed]) -> ModuleTable:
    """Return the modules that distributions list in their records."""
    regular: dict[ModuleName, tuple[ProjectName, ...]] = {}
    namespaces: set[ModuleName] = set()
    for one in installed:
        name = one.distribution.name
        for module in one.provided.regular:
            regular[ModuleName(module)] = (*regular.get(ModuleName(module), ()), name)
        namespaces.update(map(ModuleName, one.provided.namespaces))
    return ModuleTable(MappingProxyType(regular), frozenset(namespaces - regular.keys()))


def _path_file_tables(
    path_file: PathFile, owner: ProjectName | None, linked: Mapping[str, tuple[Installed, ...]]
) -> Iterable[ModuleTable]:
    if path_file.modules:
        providers = (owner,) if owner else ()
        names = (ModuleName(module) for module in path_file.modules)
        yield ModuleTable(MappingProxyType(dict.fromkeys(names, providers)))
    for folder in path_file.folders:
        there = linked.get(folder, ())
        if is_file(folder):
            yield _merged_provided(there)
            continue
        owners = (owner,) if owner else tuple(one.distribution.name for one in there)
        yield modules_in(folder, providers=owners, listings=_LINKED_LISTINGS)
