"""`deprecated-form`: `#egg=` names the project in a fragment; `name @ url` says the same by standard.

PEP 508 direct references replaced the fragment. For editable installs pip still wants it, so those
are left alone.
"""

from collections.abc import Iterator
from types import MappingProxyType

from venvls.analysis.items import Action
from venvls.analysis.rules.fixing import rewritten
from venvls.analysis.rules.rule import DeclarationRule, Place, Remark
from venvls.analysis.site import Site
from venvls.analysis.walking import is_named_in_address
from venvls.model.settings import Severity

_FRAGMENT = "#egg="


def check(site: Site) -> Iterator[Remark]:
    """Yield a remark for the address of a requirement that is named by its fragment."""
    span = site.declaration.url_span
    if span is None or not is_named_in_address(site.declaration) or site.declaration.editable:
        return
    if _FRAGMENT in site.declaration.location:
        new = f"{site.written_name} @ {site.declaration.location.partition(_FRAGMENT)[0]}"
        message = f"`#egg=` is deprecated, a direct reference names the project first: `{new}`"
        yield Remark(span, message, MappingProxyType({"requirement": new}), deprecated=True)


def fixes(place: Place) -> Iterator[Action]:
    """Offer the direct reference, unless the fragment says more than a name."""
    if place.site is None or place.site.declaration.url_span is None:
        return
    location = place.site.declaration.location
    if "&" not in location.partition(_FRAGMENT)[2]:
        new = place.subject["requirement"]
        yield from rewritten(
            place, f"Change to `{new}`", place.site.declaration.url_span, new, preferred=True
        )


RULE = DeclarationRule("deprecated-form", Severity.HINT, check, fixes)
