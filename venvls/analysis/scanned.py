"""What advisories say about the release that a requirement has or would get.

As a fact there are three states: clean, affected, and not scanned. Only the second is a finding.
"""

from packaging.version import Version

from venvls.analysis.releases import is_installable, is_young
from venvls.analysis.site import Site
from venvls.model.facts import Known
from venvls.model.release import Release, is_version, parsed_version
from venvls.model.vulnerability import Vulnerability

_MOST_TRIES = 5


def release_in_use(site: Site) -> Release | None:
    """Return the listed release that is installed and allowed, else the one an installer would take."""
    project = site.project
    if project is None or site.applies is False:
        return None
    there = site.installed() if site.concerns_environment else None
    if there is not None and is_version(there.version):
        version = parsed_version(there.version)
        if site.declaration.specifier.contains(version, prereleases=True):
            return next((one for one in project.releases if one.parsed == version), None)
    return site.chosen


def advisories(site: Site, release: Release) -> tuple[Vulnerability, ...]:
    """Return what is known against a release, nothing where nobody scanned it."""
    if site.name is None:
        return ()
    fact = site.view.facts.vulnerabilities(site.name, release.version)
    return fact.value if isinstance(fact, Known) else ()


def smallest_unaffected(site: Site, release: Release, found: tuple[Vulnerability, ...]) -> Release | None:
    """Return the smallest newer release that was scanned and found clean, if that is known.

    Where fixes are said to be is only a hint where to look; each candidate is scanned itself. One that is
    too young counts when no other is said to be mended: it is better known than passed over in silence.
    """
    project = site.project
    if project is None or site.name is None:
        return None
    newer = [one for one in reversed(project.releases) if _is_choice(site, one, release)]
    fix = first_fix(release.parsed, found)
    old_enough = [one for one in newer if not is_young(project, one, site.terms)]
    if any(fix is not None and one.parsed >= fix for one in old_enough):
        newer = old_enough
    for _ in range(_MOST_TRIES):
        candidate = next((one for one in newer if fix is not None and one.parsed >= fix), None)
        fact = site.view.facts.vulnerabilities(site.name, candidate.version) if candidate else None
        if candidate is None or not isinstance(fact, Known):
            return None
        if not fact.value:
            return candidate
        fix = first_fix(candidate.parsed, fact.value)
    return None


def first_fix(version: Version, found: tuple[Vulnerability, ...]) -> Version | None:
    """Return the smallest version after `version` in which everything found is said to be mended."""
    fixes = []
    for one in found:
        later = [fix for written in one.fixed_in if (fix := parsed_version(written)) > version]
        if not later:
            return None
        fixes.append(min(later))
    return max(fixes, default=None)


def _is_choice(site: Site, one: Release, release: Release) -> bool:
    if one.parsed <= release.parsed or one.yanked is not None or not is_installable(one, site.terms):
        return False
    return release.is_prerelease or not one.is_prerelease
