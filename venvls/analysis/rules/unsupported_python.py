"""`unsupported-python`: releases match the specifier, and none of them supports the environment's Python.

`Requires-Python` decides, as it does for installers; what cannot be read lets every Python in.
"""

from collections.abc import Iterator
from types import MappingProxyType

from venvls.analysis import releases
from venvls.analysis.rules.fixing import other_versions
from venvls.analysis.rules.rule import DeclarationRule, Remark
from venvls.analysis.site import Site
from venvls.model.release import Project
from venvls.model.settings import Severity


def check(site: Site) -> Iterator[Remark]:
    """Yield a remark when Python alone keeps an installer from finding a release."""
    project = site.project
    python = site.view.environment.version
    if project is None or python is None or site.chosen is not None or site.applies is False:
        return
    specifier = site.declaration.specifier
    if site.declaration.requirement is None or specifier.is_unsatisfiable():
        return
    matching = list(releases.allowed(project.releases, specifier, prereleases=site.view.prereleases))
    if not matching or any(one.supports(python) for one in matching):
        return
    nearest = matching[0]
    span = site.declaration.specifiers_span or site.declaration.name_span or site.declaration.span
    subject = {"name": project.name, "version": nearest.version}
    message = f"{_message(site, project)}: `{nearest.version}` needs `{nearest.requires_python}`"
    yield Remark(span, message, MappingProxyType(subject))


def _message(site: Site, project: Project) -> str:
    specifier = site.declaration.specifier
    condition = f" that `{specifier}` allows" if specifier else ""
    python = site.view.environment.version
    return f"no release of `{project.display_name}`{condition} supports Python {python}"


RULE = DeclarationRule("unsupported-python", Severity.ERROR, check, other_versions)
