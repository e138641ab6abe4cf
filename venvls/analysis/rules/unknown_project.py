"""`unknown-project`: the index answered that it lists no project of this name.

Only that answer allows it: offline, unauthorised, private and quarantined are other answers.
"""

from collections.abc import Iterator
from types import MappingProxyType

from venvls.analysis.items import Action
from venvls.analysis.known_names import declared_names
from venvls.analysis.meant import meant
from venvls.analysis.rules.fixing import rewritten
from venvls.analysis.rules.rule import DeclarationRule, Place, Remark
from venvls.analysis.site import Site
from venvls.model.facts import Absent
from venvls.model.settings import Severity

_OFFERED = 3
_NAMED = 2


def check(site: Site) -> Iterator[Remark]:
    """Yield a remark when the project does not exist."""
    span = site.declaration.name_span
    if span is None or not isinstance(site.listed, Absent):
        return
    written = site.written_name
    named = " or ".join(f"`{name}`" for name in meant(site)[:_NAMED])
    hint = f", did you mean {named}?" if named else ""
    message = f"no project named `{written}` on the index{hint}"
    yield Remark(span, message, MappingProxyType({"name": written}))


def fixes(place: Place) -> Iterator[Action]:
    """Offer the names that were probably meant, those in use here first."""
    if place.site is None or place.site.declaration.name_span is None:
        return
    declared = declared_names(place.snapshot, place.document.uri)
    for name in meant(place.site, declared)[:_OFFERED]:
        yield from rewritten(place, f"Change to `{name}`", place.site.declaration.name_span, name)


RULE = DeclarationRule("unknown-project", Severity.ERROR, check, fixes)
