"""`yanked-release`: every release that is allowed was withdrawn by its authors (PEP 592).

An installer takes a yanked release only when nothing else matches, so a range that also allows
others says nothing.
"""

from collections.abc import Iterator
from types import MappingProxyType

from venvls.analysis.rules.fixing import other_versions
from venvls.analysis.rules.rule import DeclarationRule, Remark
from venvls.analysis.site import Site
from venvls.model.settings import Severity

_LONGEST_REASON = 200


def check(site: Site) -> Iterator[Remark]:
    """Yield a remark when the release an installer would take is yanked."""
    chosen = site.chosen if site.applies is not False else None
    span = site.declaration.specifiers_span or site.declaration.name_span
    if chosen is None or chosen.yanked is None or span is None:
        return
    reason = " ".join(chosen.yanked.split())[:_LONGEST_REASON]
    message = f"`{site.written_name}` `{chosen.version}` is yanked" + (f": {reason}" if reason else "")
    yield Remark(span, message, MappingProxyType({"version": chosen.version}))


RULE = DeclarationRule("yanked-release", Severity.WARNING, check, other_versions)
