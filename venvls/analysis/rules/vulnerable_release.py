"""`vulnerable-release`: an advisory names the release that is installed, or that would be.

Nothing is said of what nobody scanned: that a release is clean and that it was not looked at are two
things, and hovers tell them apart.
"""

from collections.abc import Iterator
from types import MappingProxyType

from venvls.analysis.items import Action
from venvls.analysis.markdown import cut
from venvls.analysis.rules.fixing import installation, rewritten
from venvls.analysis.rules.rule import DeclarationRule, Place, Remark
from venvls.analysis.scanned import advisories, first_fix, release_in_use, smallest_unaffected
from venvls.analysis.site import Site
from venvls.analysis.upgrading import ways_to
from venvls.model.release import Release
from venvls.model.settings import Severity
from venvls.model.vulnerability import Vulnerability

_NAMED = 3
_LONGEST_SUMMARY = 120


def check(site: Site) -> Iterator[Remark]:
    """Yield a remark when the release in use has known vulnerabilities."""
    release, span = release_in_use(site), site.declaration.specifiers_span or site.declaration.name_span
    found = advisories(site, release) if release is not None else ()
    if release is None or span is None or not found:
        return
    better = smallest_unaffected(site, release, found)
    message = (
        f"`{site.written_name}` `{release.version}` has {_named(found)}; {_way_out(release, better, found)}"
    )
    yield Remark(span, message, MappingProxyType({"version": release.version}))


def fixes(place: Place) -> Iterator[Action]:
    """Offer the smallest release that is not affected: in the requirement, and in the environment."""
    if place.site is None or (release := release_in_use(place.site)) is None:
        return
    better = smallest_unaffected(place.site, release, advisories(place.site, release))
    if better is None:
        return
    if place.site.concerns_environment and place.site.declaration.specifier.contains(better.version):
        yield from installation(place, better.version)
    for way in ways_to(place.site, better):
        yield from rewritten(place, way.title, way.span, way.text)


def _named(found: tuple[Vulnerability, ...]) -> str:
    names = ", ".join(map(_name, found[:_NAMED]))
    if len(found) == 1:
        summary = cut(found[0].summary, _LONGEST_SUMMARY)
        return f"a known vulnerability: {names}" + (f", {summary}" if summary else "")
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    return f"{len(found)} known vulnerabilities: {names}{more}"


def _name(one: Vulnerability) -> str:
    aliases = ", ".join(f"`{alias}`" for alias in one.aliases[:2])
    return f"`{one.identifier}`" + (f" ({aliases})" if aliases else "")


def _way_out(release: Release, better: Release | None, found: tuple[Vulnerability, ...]) -> str:
    if better is not None:
        return f"the smallest release without: `{better.version}`"
    fix = first_fix(release.parsed, found)
    return f"fixed in `{fix}`" if fix is not None else "no fix is known"


RULE = DeclarationRule("vulnerable-release", Severity.WARNING, check, fixes)
