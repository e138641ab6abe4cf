"""`unknown-extra`: the release that would be installed does not provide the extra (PEP 685).

Installers only warn about it, and what the extra was to bring is silently missing.
"""

from collections.abc import Iterator
from difflib import get_close_matches
from types import MappingProxyType

from venvls.analysis.items import Action
from venvls.analysis.rules.fixing import rewritten
from venvls.analysis.rules.rule import DeclarationRule, Place, Remark
from venvls.analysis.site import Site
from venvls.model.facts import Known
from venvls.model.names import extra_name
from venvls.model.settings import Severity

_OFFERED = 3


def check(site: Site) -> Iterator[Remark]:
    """Yield a remark for every extra that the metadata of the chosen release does not name."""
    if not site.declaration.extras or site.name is None or site.applies is False:
        return
    chosen = site.chosen
    fact = site.view.facts.metadata(site.name, chosen.version) if chosen else None
    if chosen is None or not isinstance(fact, Known):
        return
    provided = {extra_name(extra) for extra in fact.value.extras}
    for extra in site.declaration.extras:
        if extra.name not in provided:
            message = f"`{site.written_name}` `{chosen.version}` has no extra `{extra.name}`"
            yield Remark(extra.span, message, MappingProxyType({"extra": extra.name}))


def fixes(place: Place) -> Iterator[Action]:
    """Offer the extras that were probably meant."""
    if place.site is None or place.site.name is None:
        return
    chosen, wanted = place.site.chosen, place.subject["extra"]
    fact = place.facts.metadata(place.site.name, chosen.version) if chosen else None
    extras = fact.value.extras if isinstance(fact, Known) else ()
    span = next((extra.span for extra in place.site.declaration.extras if extra.name == wanted), None)
    if span is None:
        return
    for meant in get_close_matches(wanted, extras, n=_OFFERED):
        yield from rewritten(place, f"Change to `{meant}`", span, meant)


RULE = DeclarationRule("unknown-extra", Severity.WARNING, check, fixes)
