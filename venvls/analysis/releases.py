"""Which releases of a project a requirement allows, and which one an installer would take.

PEP 440 decides, in the words of `packaging`; a pre-release counts only when it is asked for or when
there is nothing else. Platform tags are left to the installer.
"""

from collections.abc import Iterator

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from venvls.model.release import Project, Release


def allowed(project: Project, specifier: SpecifierSet, *, prereleases: bool = False) -> Iterator[Release]:
    """Yield the releases that a specifier allows, newest first; yanked ones are among them."""
    # `prereleases=None` lets packaging apply PEP 440's rule for pre-releases.
    return specifier.filter(project.releases, prereleases=prereleases or None, key=lambda one: one.parsed)


def chosen(
    project: Project, specifier: SpecifierSet, python: Version | None, *, prereleases: bool = False
) -> Release | None:
    """Return the release that an installer would take.

    A yanked one is only taken when nothing else matches (PEP 592, "Installers"). Looks no further
    than it must: the newest release usually is the answer.
    """
    yanked: Release | None = None
    for release in allowed(project, specifier, prereleases=prereleases):
        if python is not None and not release.supports(python):
            continue
        if release.yanked is None:
            return release
        yanked = yanked or release
    return yanked


def latest(project: Project) -> Release | None:
    """Return the newest release that is neither yanked nor a pre-release, else the newest at all."""
    for release in project.releases:
        if release.yanked is None and not release.is_prerelease:
            return release
    return project.releases[0] if project.releases else None


def newest(
    project: Project, python: Version | None, minimum_age: float = 0.0, *, prereleases: bool = False
) -> Release | None:
    """Return the newest release that an installer would take here, whatever a manifest says.

    `minimum_age` is seconds; a pre-release counts when it is wanted or when there is nothing else.
    """
    usable = [
        release
        for release in project.releases
        if release.yanked is None
        and (python is None or release.supports(python))
        and not is_young(project, release, minimum_age)
    ]
    final = (release for release in usable if prereleases or not release.is_prerelease)
    return next(final, usable[0] if usable else None)


def is_young(project: Project, release: Release, minimum_age: float) -> bool:
    """Tell whether a release was younger than `minimum_age` seconds when the index was asked."""
    if not minimum_age or release.uploaded is None:
        return False
    return project.fetched - release.uploaded < minimum_age


def nearest(project: Project, wanted: Version, count: int) -> tuple[Release, ...]:
    """Return the releases a person who wrote `wanted` may have meant: around it, nearest first."""
    usable = [release for release in project.releases if release.yanked is None and not release.is_prerelease]
    below = [release for release in usable if release.parsed <= wanted]
    above = [release for release in reversed(usable) if release.parsed > wanted]
    return tuple((below[:1] + above[:1] + below[1:] + above[1:])[:count])
