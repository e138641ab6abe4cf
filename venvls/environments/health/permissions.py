"""An environment that every user of the machine could change: whoever does runs code as its owner."""

import os
import stat
from collections.abc import Iterator

from venvls.model.environment import Defect, Environment


def writable_by_everybody(environment: Environment) -> Iterator[Defect]:
    """Look at the folders that code is run from."""
    if os.name != "posix":
        return
    places = (environment.prefix, environment.scripts_folder, *environment.site_packages)
    if open_places := tuple(place for place in dict.fromkeys(places) if _is_open(place)):
        listed = ", ".join(f"`{place}`" for place in open_places)
        yield Defect("world-writable", f"every user of this machine can change {listed}", open_places)


def _is_open(place: str) -> bool:
    try:
        mode = os.stat(place).st_mode
    except OSError:
        return False
    # The sticky bit lets everybody add but not replace; for code, adding is enough harm.
    return bool(mode & stat.S_IWOTH)
