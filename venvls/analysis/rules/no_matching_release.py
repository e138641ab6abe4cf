"""`no-matching-release`: the project exists, and none of its releases is allowed here.

Compared with every release the index lists. A project without any release says nothing about the
specifier, and a quarantined one is withheld by the index, so both stay silent.
"""

from collections.abc import Iterator
from types import MappingProxyType

from venvls.analysis import releases
from venvls.analysis.releases import Obstacle, obstacle
from venvls.analysis.rules.fixing import other_versions
from venvls.analysis.rules.rule import DeclarationRule, Remark
from venvls.analysis.site import Site
from venvls.analysis.specifier_edits import mentioned_version
from venvls.model.release import Project, ProjectStatus, Release
from venvls.model.settings import Severity

_NAMED = 2


def check(site: Site) -> Iterator[Remark]:
    """Yield a remark when an installer would find no release to take."""
    project = site.project
    if project is None or not project.releases or project.status is ProjectStatus.QUARANTINED:
        return
    # What no version can satisfy is `unsatisfiable-requirement`, without asking any index.
    if site.declaration.requirement is None or site.declaration.is_unsatisfiable:
        return
    if site.applies is False or site.chosen is not None:
        return
    span = site.declaration.specifiers_span or site.declaration.name_span or site.declaration.span
    subject = MappingProxyType({"name": project.name})
    prereleases = site.view.prereleases
    matching = list(releases.allowed(project.releases, site.declaration.specifier, prereleases=prereleases))
    if not matching:
        yield Remark(span, _message(site, project), subject)
    elif (passed_over := _without_files(site, matching)) is not None and site.installed() is None:
        # A machine may have ways of its own to take a wheel, so this is less certain.
        yield Remark(span, _no_files(site, project, passed_over), subject, at_most=Severity.WARNING)


def _without_files(site: Site, matching: list[Release]) -> Release | None:
    """Return the newest of those whose files keep an installer away, if these are all that this Python runs.

    Where no release supports the Python at all, that is `unsupported-python`.
    """
    running = [one for one in matching if obstacle(one, site.terms) is not Obstacle.PYTHON]
    if not running or any(obstacle(one, site.terms) is None for one in running):
        return None
    return running[0]


def _no_files(site: Site, project: Project, passed_over: Release) -> str:
    specifier = site.declaration.specifier
    condition = f" that `{specifier}` allows" if specifier else ""
    return (
        f"no release of `{project.display_name}`{condition} can be installed here: "
        f"`{passed_over.version}` has {_files(site, passed_over)}"
    )


def _files(site: Site, release: Release) -> str:
    if not site.terms.wheels:
        return "no source, and no wheel may be used (`no-binary`)"
    no_wheel = f"no wheel for Python {site.view.environment.version}"
    if release.has_source:
        return f"{no_wheel}, and may not be built (`only-binary`)"
    return f"{no_wheel} on this platform, and no source either"


def _message(site: Site, project: Project) -> str:
    wanted = mentioned_version(site.declaration, site.block.text)
    near = releases.nearest(project, wanted, site.terms) if wanted else ()
    named = " and ".join(f"`{one.version}`" for one in near[:_NAMED])
    hint = f", the nearest {'is' if len(near) == 1 else 'are'} {named}" if named else _newest(project)
    return f"no release of `{project.display_name}` matches `{site.declaration.specifier}`{hint}"


def _newest(project: Project) -> str:
    newest = releases.latest(project)
    return f", the newest is `{newest.version}`" if newest else ""


RULE = DeclarationRule("no-matching-release", Severity.ERROR, check, other_versions)
