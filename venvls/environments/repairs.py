"""What mends a defect, and the mending that concerns the environment as a whole.

Recreating keeps the old environment until the new one stands, and puts it back otherwise. Installing
into it is another layer's: it comes as a function. Nothing here asks anybody.
"""

import asyncio
import os
import shutil
from collections.abc import Awaitable, Callable
from enum import StrEnum

from venvls.environments.creation import CreationRequest, Report, create
from venvls.environments.setting_aside import set_aside, take_over
from venvls.model.change import Failure, FailureReason
from venvls.model.environment import Defect, Environment

Fill = Callable[[Environment], Awaitable[Failure | None]]


class Repair(StrEnum):
    """What can be done about a defect."""

    RECREATE = "recreate"
    REINSTALL = "reinstall"
    REMOVE_LEFTOVERS = "remove-leftovers"
    INSTALL = "install"
    SEED_PIP = "seed-pip"
    RESTRICT = "restrict-permissions"
    UNTRACK = "untrack"
    PUT_BACK = "put-back"


_REPAIRS = {
    "broken-environment": Repair.RECREATE,
    "relocated-environment": Repair.RECREATE,
    "incompatible-distribution": Repair.REINSTALL,
    "interrupted-install": Repair.REINSTALL,
    "duplicate-distribution": Repair.REINSTALL,
    "interrupted-uninstall": Repair.REMOVE_LEFTOVERS,
    "unsatisfied-dependency": Repair.INSTALL,
    "missing-pip": Repair.SEED_PIP,
    "world-writable": Repair.RESTRICT,
    "tracked-environment": Repair.UNTRACK,
    "interrupted-recreation": Repair.PUT_BACK,
}


def repair_of(defect: Defect) -> Repair:
    """Return what mends a defect."""
    return _REPAIRS[defect.code]


async def recreate(
    request: CreationRequest, fill: Fill, report: Report, cancelled: asyncio.Event
) -> Environment | Failure:
    """Make the environment at `request.prefix` anew, filled by `fill`, in place of the one that is there.

    The old one waits beside it under another name until the new one is complete; on any failure or
    cancellation it is put back as it was. If we are killed it waits for `put_back`.
    """
    try:
        old = await asyncio.to_thread(set_aside, request.prefix)
    except OSError as error:
        message = f"`{request.prefix}` cannot be set aside, so nothing was changed"
        return Failure(FailureReason.PERMISSION, message, str(error))
    finished = False
    try:
        result = await _made_and_filled(request, fill, report, cancelled)
        finished = isinstance(result, Environment)
        return result
    finally:
        # Not in a thread: whoever is cancelled here must not leave before it is done.
        if finished:
            old.give_up()
        else:
            old.put_back()


def put_back(prefix: str) -> bool:
    """Bring back what a recreation that was killed left aside; false when there is nothing any more."""
    old = take_over(prefix)
    if old is None:
        return False
    old.put_back()
    return True


def remove_leftovers(environment: Environment, defect: Defect) -> tuple[str, ...]:
    """Delete what an interrupted uninstallation left in site-packages and return the paths deleted."""
    removable = tuple(path for path in defect.subjects if _is_leftover(path, environment))
    for path in removable:
        _remove(path)
    return removable


def restrict(defect: Defect) -> None:
    """Take away from everybody else the right to write into the folders of a `world-writable` defect."""
    for place in defect.subjects:
        os.chmod(place, os.stat(place).st_mode & ~0o002)


async def _made_and_filled(
    request: CreationRequest, fill: Fill, report: Report, cancelled: asyncio.Event
) -> Environment | Failure:
    environment = await create(request, report, cancelled)
    if isinstance(environment, Failure):
        return environment
    return await fill(environment) or environment


def _is_leftover(path: str, environment: Environment) -> bool:
    # The subjects come from a look that may be old, and deleting is for good.
    folder, name = os.path.split(path)
    return name.startswith("~") and folder in environment.site_packages


def _remove(path: str) -> None:
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path, ignore_errors=True)
    elif os.path.lexists(path):
        os.unlink(path)
