"""`name-not-normalised`: the name is not spelled in normal form (PEP 503). Off unless it is asked for.

Every spelling means the same project; some teams want one.
"""

from collections.abc import Iterator
from types import MappingProxyType

from venvls.analysis.items import Action
from venvls.analysis.rules.fixing import rewritten
from venvls.analysis.rules.rule import DeclarationRule, Place, Remark
from venvls.analysis.site import Site
from venvls.analysis.walking import is_named_in_address
from venvls.model.settings import Severity


def check(site: Site) -> Iterator[Remark]:
    """Yield a remark when the written name differs from its normal form."""
    span, name = site.declaration.name_span, site.name
    # In a URL the name is part of a file name or a fragment.
    if (
        span is not None
        and name is not None
        and site.written_name != name
        and not is_named_in_address(site.declaration)
    ):
        yield Remark(span, f"the normal form of this name is `{name}`", MappingProxyType({"name": name}))


def fixes(place: Place) -> Iterator[Action]:
    """Offer the normal form."""
    if place.site is not None and place.site.declaration.name_span is not None:
        name = place.subject["name"]
        span = place.site.declaration.name_span
        yield from rewritten(place, f"Change to `{name}`", span, name, preferred=True)


RULE = DeclarationRule("name-not-normalised", Severity.OFF, check, fixes)
