"""`no-compatible-wheel`: what would be installed has no wheel for this interpreter and platform (PEP 425).

With a source distribution it is built, which runs its code and may need a compiler; without one an
installer passes the release over.
"""

from collections.abc import Iterator
from types import MappingProxyType

from venvls.analysis.rules.rule import DeclarationRule, Remark
from venvls.analysis.site import Site
from venvls.model.release import Release
from venvls.model.settings import Severity
from venvls.model.wheel_tags import cannot_be_installed, must_be_built


def check(site: Site) -> Iterator[Remark]:
    """Yield a remark when the release to be installed has no wheel that fits."""
    tags = site.view.tags
    if not tags or site.applies is False or site.installed() is not None:
        return
    chosen, span = site.chosen, site.declaration.name_span
    if chosen is None or span is None:
        return
    if must_be_built(chosen, tags):
        consequence = "it would be built from source"
    elif cannot_be_installed(chosen, tags):
        consequence = "and no source either"
    else:
        return
    yield Remark(span, _message(site, chosen, consequence), MappingProxyType({"version": chosen.version}))


def _message(site: Site, chosen: Release, consequence: str) -> str:
    python = site.view.environment.version
    return f"`{site.written_name}` `{chosen.version}` has no wheel for Python {python} here, {consequence}"


RULE = DeclarationRule("no-compatible-wheel", Severity.INFORMATION, check)
