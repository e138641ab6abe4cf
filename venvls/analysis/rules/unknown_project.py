"""`unknown-project`: the index answered that it lists no project of this name.

Only that answer allows it: offline, unauthorised, private and quarantined are other answers.
"""

from collections.abc import Iterator
from difflib import get_close_matches
from types import MappingProxyType

from venvls.analysis.items import Action
from venvls.analysis.known_modules import KNOWN_MODULES
from venvls.analysis.known_names import declared_names, installed_names
from venvls.analysis.rules.fixing import rewritten
from venvls.analysis.rules.rule import DeclarationRule, Place, Remark
from venvls.analysis.site import Site
from venvls.model.facts import Absent
from venvls.model.names import ProjectName, project_name
from venvls.model.settings import Severity

_OFFERED = 3
_SIMILARITY = 0.75


def check(site: Site) -> Iterator[Remark]:
    """Yield a remark when the project does not exist."""
    span = site.declaration.name_span
    if span is None or not isinstance(site.listed, Absent):
        return
    written = site.written_name
    yield Remark(span, f"no project named `{written}` on the index", MappingProxyType({"name": written}))


def fixes(place: Place) -> Iterator[Action]:
    """Offer the names that were probably meant, those in use here first."""
    if place.site is None or place.site.declaration.name_span is None:
        return
    for name in _meant(place, place.subject["name"]):
        yield from rewritten(place, f"Change to `{name}`", place.site.declaration.name_span, name)


def _meant(place: Place, written: str) -> list[str]:
    """Return other names, nearest first, none of which is known not to exist either."""
    here = {**installed_names(place.scope), **declared_names(place.snapshot, place.document.uri)}
    spelled: dict[str, str] = dict(here.items())
    # The name of a module is easily taken for that of its project: `cv2`, `yaml`, `bs4`.
    near = [*KNOWN_MODULES.get(written, ())]
    near += [
        spelled[name]
        for name in get_close_matches(project_name(written), spelled, n=_OFFERED, cutoff=_SIMILARITY)
    ]
    names = place.facts.names()
    near += names.similar(written, _OFFERED) if names is not None else ()
    found: dict[ProjectName, str] = {}
    for name in near:
        if not _is_absent(place, project_name(name)):
            found.setdefault(project_name(name), name)
    return list(found.values())[:_OFFERED]


def _is_absent(place: Place, name: ProjectName) -> bool:
    key = place.scope.index.key if place.scope else ""
    return isinstance(place.snapshot.projects.get((key, name)), Absent)


RULE = DeclarationRule("unknown-project", Severity.ERROR, check, fixes)
