"""`not-installed`: a requirement of the project is not in its environment.

Only for what is needed always: optional dependencies and groups may legitimately be absent, build
requirements are installed elsewhere, and a constraint requires nothing.
"""

from collections.abc import Iterator
from types import MappingProxyType

from venvls.analysis.rules.fixing import installed
from venvls.analysis.rules.rule import DeclarationRule, Remark
from venvls.analysis.site import Site
from venvls.model.facts import Absent
from venvls.model.requirement import Section
from venvls.model.settings import Severity


def check(site: Site) -> Iterator[Remark]:
    """Yield a remark when the project is absent from a ready environment."""
    span = site.declaration.name_span
    if span is None or site.declaration.section is not Section.MAIN or not site.concerns_environment:
        return
    # What cannot be installed has a finding of its own already.
    if isinstance(site.listed, Absent) or site.declaration.is_unsatisfiable:
        return
    if site.installed() is not None:
        return
    message = f"`{site.written_name}` is not installed in `{site.view.environment_name}`"
    yield Remark(span, message, MappingProxyType({"name": site.written_name}))


RULE = DeclarationRule("not-installed", Severity.WARNING, check, installed)
