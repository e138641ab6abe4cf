"""Which project was probably meant by a name that no index lists.

Likely are the project of a module of that name, what is in use here, and what the index lists of
names like it. Nothing is named of which the index has said that it does not exist either.
"""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from types import MappingProxyType

from venvls.analysis.known_modules import KNOWN_MODULES
from venvls.analysis.site import Site
from venvls.model.facts import Known
from venvls.model.names import ProjectName, project_name

_MOST = 3
_SIMILARITY = 0.75
_NOBODY: Mapping[ProjectName, str] = MappingProxyType({})


def meant(site: Site, declared: Mapping[ProjectName, str] = _NOBODY) -> tuple[str, ...]:
    """Return other names, likeliest first; `declared` are those that manifests spell here."""
    found: dict[ProjectName, str] = {}
    for name in _likely(site, declared):
        normal = project_name(name)
        if normal != site.name and not site.view.facts.is_known_absent(normal):
            found.setdefault(normal, name)
    return tuple(found.values())


def _likely(site: Site, declared: Mapping[ProjectName, str]) -> Iterator[str]:
    if site.name is None:
        return
    # The name of a module is easily taken for that of its project: `cv2`, `yaml`, `bs4`.
    yield from KNOWN_MODULES.get(site.written_name, ())
    there = site.view.environment.distributions
    for name in _close(site.name, dict.fromkeys((*declared, *there))):
        yield declared.get(name) or there[name].display_name
    listed = site.view.facts.similar(site.name)
    if isinstance(listed, Known):
        yield from listed.value


def _close(wanted: ProjectName, names: Iterable[ProjectName]) -> list[ProjectName]:
    # Most names differ at both ends, and to compare one takes as long as to pass over fifty.
    alike = [name for name in names if name[:1] == wanted[:1] or name[-2:] == wanted[-2:]]
    return [ProjectName(name) for name in get_close_matches(wanted, alike, n=_MOST, cutoff=_SIMILARITY)]
