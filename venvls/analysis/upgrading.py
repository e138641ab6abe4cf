"""Whether there is a newer release than the one a requirement means, and how to take it.

A release counts when an installer would take it here: not yanked, for this Python, old enough for
the setting `index.minimumReleaseAge`, and final unless pre-releases are wanted.
"""

from dataclasses import dataclass

from venvls.analysis import releases
from venvls.analysis.site import Site
from venvls.analysis.specifier_edits import Rewriting, mentioned_version, rewritings
from venvls.model.release import Release, is_version, parsed_version


@dataclass(frozen=True, slots=True)
class Upgrade:
    """A release that is newer. `allowed` tells whether the requirement lets it in as it stands.

    `installed` is the version that the environment holds, empty where there is none.
    """

    release: Release
    allowed: bool
    installed: str = ""


def upgrade(site: Site) -> Upgrade | None:
    """Return the newest release if it is newer than what a requirement has or means."""
    project = site.project
    if project is None or site.declaration.requirement is None or site.applies is False:
        return None
    newest = releases.newest(project, site.terms)
    if newest is None:
        return None
    there = site.installed() if site.concerns_environment else None
    installed = there.version if there is not None and is_version(there.version) else ""
    allowed = site.declaration.specifier.contains(newest.version, prereleases=True)
    means = mentioned_version(site.declaration, site.block.text)
    # Of a range that lets the newest in, what is installed counts, else where it begins.
    current = parsed_version(installed) if installed and allowed else means
    if newest.parsed <= current if current is not None else allowed:
        return None
    return Upgrade(newest, allowed, installed)


def ways_to(site: Site, release: Release) -> tuple[Rewriting, ...]:
    """Return the changes of a requirement that let it take a release."""
    project = site.project
    if project is None:
        return ()
    within = next(
        (
            one
            for one in releases.allowed(project.releases, site.declaration.specifier)
            if one.yanked is None
            and one.parsed <= release.parsed
            and releases.is_installable(one, site.terms)
            and not releases.is_young(project, one, site.terms)
        ),
        None,
    )
    written = site.block.text
    return rewritings(site.declaration, written, release.version, within.version if within else None)
