"""`unsupported-python`: releases match the specifier, and none of them supports the Python in question.

That is the environment's: an installer would fail there. Or the lowest one that the project itself
declares: then it is information for those who lock for all of them. `Requires-Python` decides, as it does
for installers; what cannot be read lets every Python in.
"""

from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType

from packaging.version import Version

from venvls.analysis import releases
from venvls.analysis.declared_python import depends_on_python, lowest_python
from venvls.analysis.items import Action
from venvls.analysis.rules.fixing import other_versions, versions_by
from venvls.analysis.rules.rule import DeclarationRule, Place, Remark
from venvls.analysis.site import Site
from venvls.model.release import Project, Release
from venvls.model.requirement import Section
from venvls.model.settings import Severity

_OF_THE_PROJECT = frozenset({Section.MAIN, Section.EXTRA})


def check(site: Site) -> Iterator[Remark]:
    """Yield a remark when Python alone keeps an installer or a resolver from finding a release."""
    project, specifier = site.project, site.declaration.specifier
    if project is None or site.applies is False:
        return
    if site.declaration.requirement is None or specifier.is_unsatisfiable():
        return
    if site.chosen is None:
        yield from _in_environment(site, project)
    elif (lowest := _lowest(site)) is not None and not site.chosen.supports(lowest):
        yield from _in_project(site, project, lowest)


def fixes(place: Place) -> Iterator[Action]:
    """Offer the nearest releases that support the Python in question."""
    if place.site is None or "python" not in place.subject:
        return other_versions(place)
    return versions_by(place, replace(place.site.terms, python=Version(place.subject["python"])))


def _in_environment(site: Site, project: Project) -> Iterator[Remark]:
    python = site.view.environment.version
    newest = _newest_unsupported(site, project, python) if python is not None else None
    if newest is not None:
        yield _remark(site, project, newest, f"Python {python}", {})


def _in_project(site: Site, project: Project, lowest: Version) -> Iterator[Remark]:
    newest = _newest_unsupported(site, project, lowest)
    if newest is not None:
        declared = f"Python {lowest}, which this project does (`{site.view.declared_python}`)"
        yield _remark(site, project, newest, declared, {"python": str(lowest)}, at_most=Severity.INFORMATION)


def _lowest(site: Site) -> Version | None:
    declaration = site.declaration
    if declaration.section not in _OF_THE_PROJECT or depends_on_python(declaration.marker):
        return None
    return lowest_python(site.view.declared_python) if site.view.declared_python else None


def _newest_unsupported(site: Site, project: Project, python: Version) -> Release | None:
    """Return the newest release that is allowed, if none of those that are supports a Python."""
    prereleases = site.view.prereleases
    matching = list(releases.allowed(project.releases, site.declaration.specifier, prereleases=prereleases))
    return matching[0] if matching and not any(one.supports(python) for one in matching) else None


def _remark(
    site: Site,
    project: Project,
    newest: Release,
    supporting: str,
    more: dict[str, str],
    *,
    at_most: Severity | None = None,
) -> Remark:
    specifier = site.declaration.specifier
    condition = f" that `{specifier}` allows" if specifier else ""
    message = (
        f"no release of `{project.display_name}`{condition} supports {supporting}: "
        f"`{newest.version}` needs `{newest.requires_python}`"
    )
    span = site.declaration.specifiers_span or site.declaration.name_span or site.declaration.span
    subject = {"name": project.name, "version": newest.version, **more}
    return Remark(span, message, MappingProxyType(subject), at_most)


RULE = DeclarationRule("unsupported-python", Severity.ERROR, check, fixes)
