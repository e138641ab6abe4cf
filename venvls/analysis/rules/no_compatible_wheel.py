"""`no-compatible-wheel`: what would be installed has no wheel for this interpreter and platform (PEP 425).

It is built from its source then, which runs its code and may need a compiler. A release that has no
source either is one that an installer passes over, so `no-matching-release` speaks of it.
"""

from collections.abc import Iterator
from types import MappingProxyType

from venvls.analysis.rules.rule import DeclarationRule, Remark
from venvls.analysis.site import Site
from venvls.model.release import Release
from venvls.model.settings import Severity
from venvls.model.wheel_tags import must_be_built


def check(site: Site) -> Iterator[Remark]:
    """Yield a remark when the release to be installed has no wheel that fits."""
    tags = site.view.tags
    if not tags or site.applies is False or site.installed() is not None:
        return
    chosen, span = site.chosen, site.declaration.name_span
    if chosen is None or span is None:
        return
    # Where no wheel is wanted, to build it is what the configuration says.
    if must_be_built(chosen, tags) and site.terms.wheels:
        yield Remark(span, _message(site, chosen), MappingProxyType({"version": chosen.version}))


def _message(site: Site, chosen: Release) -> str:
    python = site.view.environment.version
    written = f"`{site.written_name}` `{chosen.version}`"
    return f"{written} has no wheel for Python {python} here, it would be built from source"


RULE = DeclarationRule("no-compatible-wheel", Severity.INFORMATION, check)
