"""`newer-release`: there is a newer release than the one a requirement means; said on request.

`venvls.checkUpgrades` asks for it and `venvls.clearUpgrades` ends it, for one document at a time.
"""

from collections.abc import Iterator
from types import MappingProxyType

from venvls.analysis.items import Action
from venvls.analysis.rules.fixing import installation, rewritten
from venvls.analysis.rules.rule import DeclarationRule, Place, Remark
from venvls.analysis.site import Site
from venvls.analysis.upgrading import Upgrade, upgrade, ways_to
from venvls.model.settings import Severity


def check(site: Site) -> Iterator[Remark]:
    """Yield a remark when somebody wants to know and there is a newer release."""
    found = upgrade(site) if site.view.shows_upgrades else None
    span = site.declaration.specifiers_span or site.declaration.name_span
    if found is not None and span is not None:
        yield Remark(span, _message(site, found), MappingProxyType({"version": found.release.version}))


def fixes(place: Place) -> Iterator[Action]:
    """Offer to raise the floor, to widen and to pin, each apart, and to upgrade what is installed."""
    found = upgrade(place.site) if place.site is not None else None
    if place.site is None or found is None:
        return
    for way in ways_to(place.site, found.release):
        yield from rewritten(place, way.title, way.span, way.text)
    if found.installed and found.allowed:
        yield from installation(place, found.release.version)


def _message(site: Site, found: Upgrade) -> str:
    newer = f"`{site.written_name}` `{found.release.version}` is out"
    if not found.allowed:
        return f"{newer}, `{site.declaration.specifier}` does not allow it"
    if found.installed:
        return f"{newer}, `{site.view.environment_name}` holds `{found.installed}`"
    return newer


RULE = DeclarationRule("newer-release", Severity.INFORMATION, check, fixes)
