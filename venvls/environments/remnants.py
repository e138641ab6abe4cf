"""What interrupted installers leave in site-packages: half a distribution, or one twice.

Each remnant is a defect with the projects or paths that a repair needs. Does not repair.
"""

import os
from collections import Counter
from collections.abc import Iterator, Sequence

from venvls.environments.distributions import Installed, leftovers_in
from venvls.environments.search_path import SiteFolder
from venvls.model.environment import Defect


def remnants(site: SiteFolder, installed: Sequence[Installed]) -> Iterator[Defect]:
    """Yield the signs of interrupted work in one site-packages folder."""
    if leftovers := leftovers_in(site.names):
        listed = ", ".join(f"`{name}`" for name in leftovers)
        paths = tuple(os.path.join(site.path, name) for name in leftovers)
        yield Defect("interrupted-uninstall", f"an interrupted uninstallation left {listed} behind", paths)
    for one in installed:
        if not one.distribution.intact:
            yield _half_installed(one)
    counts = Counter(one.distribution.name for one in installed)
    for name, count in counts.items():
        if count > 1:
            yield _duplicate(name, installed)


def _half_installed(one: Installed) -> Defect:
    distribution = one.distribution
    return Defect(
        "interrupted-install",
        f"`{distribution.display_name}` {distribution.version} is installed only in part: "
        f"`{os.path.basename(distribution.folder)}` is incomplete",
        (distribution.name,),
    )


def _duplicate(name: str, installed: Sequence[Installed]) -> Defect:
    versions = [one.distribution.version for one in installed if one.distribution.name == name]
    return Defect(
        "duplicate-distribution", f"`{name}` is installed more than once: {', '.join(versions)}", (name,)
    )
