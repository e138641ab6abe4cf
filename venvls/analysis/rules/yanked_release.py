"""`yanked-release`: every release that is allowed was withdrawn by its authors (PEP 592).

An installer passes over a yanked release where others match, so a range that also allows those says
nothing; it takes one that is pinned, and fails where a range leaves nothing else.
"""

from collections.abc import Iterator
from types import MappingProxyType

from venvls.analysis.markdown import cut
from venvls.analysis.releases import withdrawn
from venvls.analysis.rules.fixing import other_versions
from venvls.analysis.rules.rule import DeclarationRule, Remark
from venvls.analysis.site import Site
from venvls.model.settings import Severity

_LONGEST_REASON = 200


def check(site: Site) -> Iterator[Remark]:
    """Yield a remark when the release an installer would take is yanked."""
    if site.applies is False or (project := site.project) is None:
        return
    release = site.chosen or withdrawn(project, site.declaration.specifier, site.terms)
    span = site.declaration.specifiers_span or site.declaration.name_span
    if release is None or release.yanked is None or span is None:
        return
    reason = cut(release.yanked, _LONGEST_REASON)
    message = f"{_subject(site)}`{release.version}` is yanked" + (f": {reason}" if reason else "")
    yield Remark(span, message, MappingProxyType({"version": release.version}))


def _subject(site: Site) -> str:
    if site.chosen is not None:
        return f"`{site.written_name}` "
    # Installers take a yanked release only where it is pinned, so this requirement cannot be met.
    specifier = site.declaration.specifier
    condition = f" that `{specifier}` allows" if specifier else ""
    return f"no release of `{site.written_name}`{condition} can be taken, "


RULE = DeclarationRule("yanked-release", Severity.WARNING, check, other_versions)
