"""Whether installing a project makes a module importable: by evidence, never by its name.

Two kinds of evidence count: what the metadata lists (`Import-Name`, PEP 794) and the files of a wheel.
Pure; somebody else fetches them.
"""

from typing import TypeAlias

from packaging.version import Version

from venvls.index.summary import Summary
from venvls.index.wheel_modules import WheelModules
from venvls.model.facts import Unavailable
from venvls.model.names import ModuleName, parents
from venvls.model.release import Project, Provider, Release, ReleaseMetadata

Verdict: TypeAlias = Provider | Unavailable | None
"""Proved, could not be checked, or not provided."""


def release_to_check(summary: Summary, python: Version) -> Release | None:
    """Return the newest release with a wheel that an installer would take for this interpreter."""
    usable = [
        release
        for release in summary.project.releases
        if release.version in summary.sources and release.yanked is None and release.supports(python)
    ]
    final = (release for release in usable if not release.is_prerelease)
    return next(final, usable[0] if usable else None)


def proved_by_metadata(module: ModuleName, metadata: ReleaseMetadata) -> Provider | None:
    """Return the proof, if the release says that it provides the module or a package above it."""
    if not set(parents(module)) & set(metadata.import_names):
        return None
    return Provider(
        metadata.project,
        metadata.display_name,
        metadata.version,
        f"the import names that {metadata.version} lists",
    )


def proved_by_wheel(
    module: ModuleName, project: Project, version: str, contents: WheelModules
) -> Provider | None:
    """Return the proof, if a file in the wheel provides the module."""
    if not contents.provides(module):
        return None
    return Provider(project.name, project.display_name, version, f"the file list of its wheel {version}")
