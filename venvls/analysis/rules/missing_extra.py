"""`missing-extra`: a requirement asks for an extra whose own requirements are not installed.

Nothing records which extras were installed, so what the extra needs is compared with what is there.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from types import MappingProxyType

from packaging.requirements import InvalidRequirement, Requirement

from venvls.analysis import markers
from venvls.analysis.rules.fixing import installed
from venvls.analysis.rules.rule import DeclarationRule, Remark
from venvls.analysis.site import Site
from venvls.model.environment import Distribution
from venvls.model.names import ExtraName, ProjectName, project_name
from venvls.model.requirement import Section
from venvls.model.settings import Severity


def check(site: Site) -> Iterator[Remark]:
    """Yield a remark for every extra that is incomplete in a ready environment."""
    if not site.declaration.extras or site.declaration.section is not Section.MAIN:
        return
    there = site.installed() if site.concerns_environment else None
    if there is None:
        return
    for extra in site.declaration.extras:
        absent = [name for name in _needed(there, extra.name, site) if not _is_there(name, site)]
        if absent:
            yield Remark(
                extra.span, _message(extra.name, absent, site), MappingProxyType({"extra": extra.name})
            )


def _message(extra: ExtraName, absent: Sequence[ProjectName], site: Site) -> str:
    names = ", ".join(f"`{name}`" for name in absent)
    verb = "is" if len(absent) == 1 else "are"
    place = site.view.environment_name
    return f"the extra `{extra}` needs {names}, which {verb} not installed in `{place}`"


def _is_there(name: ProjectName, site: Site) -> bool:
    return name in site.view.environment.distributions


def _needed(there: Distribution, extra: ExtraName, site: Site) -> Iterator[ProjectName]:
    for written in there.extra_requirements:
        requirement = _read(written)
        if requirement is not None and markers.holds_for_extra(requirement, extra, site.view.environment):
            yield project_name(requirement.name)


@lru_cache(maxsize=4096)
def _read(written: str) -> Requirement | None:
    try:
        return Requirement(written)
    except InvalidRequirement:
        return None


RULE = DeclarationRule("missing-extra", Severity.WARNING, check, installed)
