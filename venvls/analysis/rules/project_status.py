"""`project-status`: the index marks the project as archived, deprecated or quarantined (PEP 792)."""

from collections.abc import Iterator
from types import MappingProxyType
from typing import assert_never

from venvls.analysis.markdown import cut
from venvls.analysis.rules.rule import DeclarationRule, Remark
from venvls.analysis.site import Site
from venvls.model.release import ProjectStatus
from venvls.model.settings import Severity

_LONGEST_REASON = 200


def check(site: Site) -> Iterator[Remark]:
    """Yield a remark for a project that is not simply active."""
    project, span = site.project, site.declaration.name_span
    if project is None or span is None or project.status is ProjectStatus.ACTIVE or site.applies is False:
        return
    reason = cut(project.status_reason, _LONGEST_REASON)
    yield Remark(
        span,
        f"`{site.written_name}` is {_meaning(project.status)}" + (f": {reason}" if reason else ""),
        MappingProxyType({"name": project.name, "status": project.status}),
        # An archived project still works; it only gets no more releases.
        at_most=Severity.INFORMATION if project.status is ProjectStatus.ARCHIVED else None,
        deprecated=project.status is ProjectStatus.DEPRECATED,
    )


def _meaning(status: ProjectStatus) -> str:
    match status:
        case ProjectStatus.ACTIVE:
            return "active"
        case ProjectStatus.ARCHIVED:
            return "archived, no further releases are to be expected"
        case ProjectStatus.DEPRECATED:
            return "deprecated by its authors"
        case ProjectStatus.QUARANTINED:
            return "quarantined by the index as probably harmful"
        case _:
            assert_never(status)


RULE = DeclarationRule("project-status", Severity.WARNING, check)
