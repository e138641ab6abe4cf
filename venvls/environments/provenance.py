"""Who installed a distribution, and whether a person asked for it (PEP 376: INSTALLER, REQUESTED).

Read when somebody wants to know, since next to nobody does: opening a thousand more files would be a
third of what it takes to understand an environment.
"""

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from venvls.environments.reading import read_text
from venvls.model.environment import Distribution

_LIMIT = 4096


@dataclass(frozen=True, slots=True)
class Provenance:
    """`installer` is the program's name as it wrote it, empty when it did not."""

    installer: str
    requested: bool


def provenance_of(distribution: Distribution) -> Provenance:
    """Return what the installer wrote down about itself and about the wish."""
    name, wish = (os.path.join(distribution.folder, file) for file in ("INSTALLER", "REQUESTED"))
    written = (read_text(name, _LIMIT) or "").split()
    return Provenance(written[0] if written else "", os.path.exists(wish))


def installers_of(distributions: Iterable[Distribution]) -> tuple[tuple[str, int], ...]:
    """Return each installer with how many of the distributions it installed, most first."""
    found = Counter(provenance_of(one).installer for one in distributions)
    return tuple((name, count) for name, count in found.most_common() if name)
