"""Which releases of a project a requirement allows, and which one an installer would take.

PEP 440 decides, in the words of `packaging`, among those releases that can be installed at all: a
pre-release counts only when it is asked for or when there is nothing else. As pip and uv have it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from venvls.model.release import Project, Release
from venvls.model.wheel_tags import has_wheel


@dataclass(frozen=True, slots=True)
class Terms:
    """What an installer goes by, apart from the requirement.

    Without `python` every release runs, without `tags` every wheel fits: they are not known then.
    `wheels` and `sources` tell what may be used of the project (`--no-binary`, `--only-binary`), and
    `minimum_age` is seconds, `now` seconds since the epoch, 0 where nobody looked at a clock.
    """

    python: Version | None = None
    tags: frozenset[str] = frozenset()
    wheels: bool = True
    sources: bool = True
    prereleases: bool = False
    minimum_age: float = 0.0
    now: float = 0.0


ANY = Terms()


class Obstacle(StrEnum):
    """Why an installer passes a release over, whatever the requirement says."""

    PYTHON = "python"
    FILES = "files"


def obstacle(release: Release, terms: Terms) -> Obstacle | None:
    """Return what keeps a release from being installed; that it is yanked or young does not."""
    if terms.python is not None and not release.supports(terms.python):
        return Obstacle.PYTHON
    if not release.wheels and not release.has_source:
        return None  # Its files are not known.
    if release.has_source and terms.sources:
        return None
    if terms.wheels and release.wheels and (not terms.tags or has_wheel(release, terms.tags)):
        return None
    return Obstacle.FILES


def is_installable(release: Release, terms: Terms) -> bool:
    """Tell whether there is no obstacle."""
    return obstacle(release, terms) is None


def allowed(
    releases: Iterable[Release], specifier: SpecifierSet, *, prereleases: bool = False
) -> Iterator[Release]:
    """Yield the releases that a specifier allows, in their order; yanked ones are among them."""
    # `prereleases=None` lets packaging apply PEP 440's rule for pre-releases.
    return specifier.filter(releases, prereleases=prereleases or None, key=lambda one: one.parsed)


def chosen(project: Project, specifier: SpecifierSet, terms: Terms) -> Release | None:
    """Return the release that an installer would take.

    One that is too young is only named when there is no other. A yanked one is only taken when the
    requirement pins it (PEP 592, "Installers", as pip and uv understand it). Looks no further than it
    must: the newest release usually is the answer.
    """
    young = yanked = None
    for release in _candidates(project, specifier, terms):
        if release.yanked is not None:
            yanked = yanked or release
        elif is_young(project, release, terms):
            young = young or release
        else:
            return release
    return young or (yanked if _is_pinned(specifier) else None)


def withdrawn(project: Project, specifier: SpecifierSet, terms: Terms) -> Release | None:
    """Return the newest release that could be installed if all that are allowed were not yanked."""
    candidates = list(_candidates(project, specifier, terms))
    return candidates[0] if candidates and all(one.yanked is not None for one in candidates) else None


def latest(project: Project) -> Release | None:
    """Return the newest release that is neither yanked nor a pre-release, else the newest at all."""
    for release in project.releases:
        if release.yanked is None and not release.is_prerelease:
            return release
    return project.releases[0] if project.releases else None


def newest(project: Project, terms: Terms) -> Release | None:
    """Return the newest release that an installer would take here, whatever a manifest says.

    A pre-release counts when it is wanted or when there is nothing else.
    """
    usable = [
        release
        for release in project.releases
        if release.yanked is None and is_installable(release, terms) and not is_young(project, release, terms)
    ]
    final = (release for release in usable if terms.prereleases or not release.is_prerelease)
    return next(final, usable[0] if usable else None)


def is_young(project: Project, release: Release, terms: Terms) -> bool:
    """Tell whether a release is younger than the terms allow, or was when the index was asked."""
    if not terms.minimum_age or release.uploaded is None:
        return False
    return (terms.now or project.fetched) - release.uploaded < terms.minimum_age


def nearest(project: Project, wanted: Version, terms: Terms = ANY) -> tuple[Release, ...]:
    """Return the releases a person who wrote `wanted` may have meant: around it, nearest first.

    Those that are too young are among them only when there are no others.
    """
    fitting = [
        release
        for release in project.releases
        if release.yanked is None and not release.is_prerelease and is_installable(release, terms)
    ]
    usable = [release for release in fitting if not is_young(project, release, terms)] or fitting
    below = [release for release in usable if release.parsed <= wanted]
    above = [release for release in reversed(usable) if release.parsed > wanted]
    return tuple(below[:1] + above[:1] + below[1:] + above[1:])


def _candidates(project: Project, specifier: SpecifierSet, terms: Terms) -> Iterator[Release]:
    # What cannot be installed does not count when pre-releases stand in for finals that are missing.
    installable = (release for release in project.releases if is_installable(release, terms))
    return allowed(installable, specifier, prereleases=terms.prereleases)


def _is_pinned(specifier: SpecifierSet) -> bool:
    return any(
        one.operator == "===" or (one.operator == "==" and not one.version.endswith(".*"))
        for one in specifier
    )
