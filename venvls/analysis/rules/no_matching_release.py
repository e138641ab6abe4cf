"""`no-matching-release`: the project exists, and none of its releases is allowed here.

Compared with every release the index lists. A project without any release says nothing about the
specifier, and a quarantined one is withheld by the index, so both stay silent.
"""

from collections.abc import Iterator
from types import MappingProxyType

from venvls.analysis import releases
from venvls.analysis.rules.fixing import other_versions
from venvls.analysis.rules.rule import DeclarationRule, Remark
from venvls.analysis.site import Site
from venvls.analysis.specifier_edits import mentioned_version
from venvls.model.release import Project, ProjectStatus
from venvls.model.settings import Severity

_NAMED = 2


def check(site: Site) -> Iterator[Remark]:
    """Yield a remark when an installer would find no release to take."""
    project = site.project
    if project is None or not project.releases or project.status is ProjectStatus.QUARANTINED:
        return
    # What no version can satisfy is `unsatisfiable-requirement`, without asking any index.
    if site.declaration.requirement is None or site.declaration.specifier.is_unsatisfiable():
        return
    if site.applies is False or site.chosen is not None:
        return
    # Releases that match and do not support this Python are `unsupported-python`.
    prereleases = site.view.prereleases
    if any(releases.allowed(project, site.declaration.specifier, prereleases=prereleases)):
        return
    span = site.declaration.specifiers_span or site.declaration.name_span or site.declaration.span
    yield Remark(span, _message(site, project), MappingProxyType({"name": project.name}))


def _message(site: Site, project: Project) -> str:
    wanted = mentioned_version(site.declaration, site.block.text)
    near = [one for one in releases.nearest(project, wanted, 2 * _NAMED) if site.runs(one)] if wanted else []
    named = " and ".join(f"`{one.version}`" for one in near[:_NAMED])
    hint = f", the nearest {'is' if len(near) == 1 else 'are'} {named}" if named else _newest(project)
    return f"no release of `{project.display_name}` matches `{site.declaration.specifier}`{hint}"


def _newest(project: Project) -> str:
    newest = releases.latest(project)
    return f", the newest is `{newest.version}`" if newest else ""


RULE = DeclarationRule("no-matching-release", Severity.ERROR, check, other_versions)
