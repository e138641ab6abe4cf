"""`version-mismatch`: what is installed is outside of what the requirement allows.

An installed pre-release satisfies a specifier it lies within, as installers have it.
"""

from collections.abc import Iterator
from types import MappingProxyType

from venvls.analysis.rules.fixing import installed
from venvls.analysis.rules.rule import DeclarationRule, Remark
from venvls.analysis.site import Site
from venvls.model.release import is_version
from venvls.model.settings import Severity


def check(site: Site) -> Iterator[Remark]:
    """Yield a remark when the installed version does not satisfy the specifier."""
    there = site.installed() if site.concerns_environment else None
    span = site.declaration.specifiers_span
    if there is None or span is None or site.is_direct or not is_version(there.version):
        return
    specifier = site.declaration.specifier
    if specifier.contains(there.version, prereleases=True):
        return
    place = site.view.environment_name
    message = f"`{place}` holds `{there.display_name}` `{there.version}`, which `{specifier}` does not allow"
    yield Remark(span, message, MappingProxyType({"name": site.written_name, "version": there.version}))


RULE = DeclarationRule("version-mismatch", Severity.WARNING, check, installed)
