"""`private-name-on-public-index`: a project of a private index is also on a public one that is asked.

An installer then takes the highest version of either, so whoever registers the name in public decides
what is installed. Both indexes were asked by the configuration itself; nobody is asked to find out.
"""

from collections.abc import Iterator
from types import MappingProxyType

from venvls.analysis.addresses import name_of_place
from venvls.analysis.rules.rule import DeclarationRule, Remark
from venvls.analysis.site import Site
from venvls.model.settings import Severity


def check(site: Site) -> Iterator[Remark]:
    """Yield a remark when a private index has releases of its own, and a public one lists the name."""
    project, span = site.project, site.declaration.name_span
    if project is None or span is None or len(project.listings) < 2 or site.applies is False:
        return
    private = next((one for one in project.listings if one.is_private and one.own_releases), None)
    public = next((one for one in project.listings if not one.is_private), None)
    if private is None or public is None:
        return
    here, there = name_of_place(private.source), name_of_place(public.source)
    message = (
        f"`{site.written_name}` is on the private index `{here}` and also on `{there}`: "
        "the highest version of either is taken"
    )
    yield Remark(span, message, MappingProxyType({"name": project.name}))


RULE = DeclarationRule("private-name-on-public-index", Severity.WARNING, check)
