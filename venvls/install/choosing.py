"""Which installer serves an environment, and which environments none may touch.

Reads the environment's own files and looks for uv; starts nothing.
"""

import importlib.util
import shutil
from dataclasses import dataclass
from pathlib import Path

from packaging.version import InvalidVersion, Version

from venvls.install.pip import our_pip, own_pip
from venvls.install.plan import Installer
from venvls.install.uv import Uv
from venvls.model.change import Failure, FailureReason, LockOwner
from venvls.model.environment import Environment, EnvironmentKind
from venvls.model.names import ProjectName
from venvls.model.settings import InstallerChoice

_OLDEST_FOR_OUR_PIP = Version("3.10")
_OLDEST_PIP_WITH_REPORT = Version("22.2")
_OLDEST_PIP_THAT_KNOWS_AGES = Version("26.0")

_ADD_WITH = {
    LockOwner.UV: "uv add",
    LockOwner.POETRY: "poetry add",
    LockOwner.PDM: "pdm add",
}


def refusal(environment: Environment, owner: LockOwner | None) -> Failure | None:
    """Return why nothing may be installed here, if so (PEP 668; locks of other tools)."""
    if not environment.is_ready:
        reason = environment.reason or "it cannot be used as it is"
        return Failure(FailureReason.NO_ENVIRONMENT, f"There is no environment to install into: {reason}")
    if not _is_virtual(environment):
        return Failure(
            FailureReason.NO_ENVIRONMENT,
            f"Not a virtual environment: `{environment.prefix}` is left alone (PEP 668)",
        )
    if owner is not None:
        return Failure(
            FailureReason.LOCK_OWNED,
            f"The lock of this project belongs to {owner.value}: use `{_ADD_WITH[owner]}` instead",
        )
    return None


@dataclass(frozen=True, slots=True)
class Needs:
    """What an installer must be able to do beyond installing.

    With `ages` it leaves out what was uploaded lately. `apart` is a name or pattern that has indexes of
    its own in a way that only pip can be told, or empty.
    """

    ages: bool = False
    apart: str = ""


def choose(
    environment: Environment, choice: InstallerChoice, needs: Needs | None = None
) -> Installer | Failure:
    """Return the installer for an environment: the chosen one, else the one that fits and is there."""
    needs, uv = needs or Needs(), find_uv()
    if choice is InstallerChoice.UV and not uv:
        return _missing("uv was chosen as installer and cannot be found")
    if uv and not needs.apart and _prefers_uv(environment, choice):
        return Uv(uv)
    if choice is InstallerChoice.UV:
        return _missing(f"uv cannot be told of the indexes for `{needs.apart}`: choose pip as installer")
    return _a_pip(environment, needs) or _instead_of_pip(environment, uv, choice, needs)


def find_uv() -> str:
    """Return the path of uv, from PATH or from the distribution of that name; empty when there is none."""
    if found := shutil.which("uv"):
        return found
    spec = importlib.util.find_spec("uv")
    if spec is None:
        return ""
    from uv import find_uv_bin

    try:
        return str(find_uv_bin())
    except FileNotFoundError:
        return ""


def _prefers_uv(environment: Environment, choice: InstallerChoice) -> bool:
    of_uv = environment.kind is EnvironmentKind.UV
    return choice is InstallerChoice.UV or (choice is InstallerChoice.AUTO and of_uv)


def _a_pip(environment: Environment, needs: Needs) -> Installer | None:
    if environment.version is None or environment.version >= _OLDEST_FOR_OUR_PIP:
        return our_pip()
    own = environment.distributions.get(ProjectName("pip"))
    if own is None:
        return None
    try:
        return own_pip() if Version(own.version) >= _oldest_pip(needs) else None
    except InvalidVersion:
        return None


def _instead_of_pip(
    environment: Environment, uv: str, choice: InstallerChoice, needs: Needs
) -> Installer | Failure:
    if uv and choice is InstallerChoice.AUTO and not needs.apart:
        return Uv(uv)
    reason = ", since `index.minimumReleaseAge` is set" if needs.ages else ""
    return _missing(
        f"No pip serves Python {environment.version} here: install uv, or a pip of at least "
        f"{_oldest_pip(needs)} into the environment{reason}"
    )


def _oldest_pip(needs: Needs) -> Version:
    return _OLDEST_PIP_THAT_KNOWS_AGES if needs.ages else _OLDEST_PIP_WITH_REPORT


def _is_virtual(environment: Environment) -> bool:
    prefix = Path(environment.prefix)
    if (prefix / "pyvenv.cfg").is_file():
        return True
    conda = environment.kind is EnvironmentKind.CONDA and (prefix / "conda-meta" / "history").is_file()
    return conda and not any(prefix.glob("lib/python3*/EXTERNALLY-MANAGED"))


def _missing(message: str) -> Failure:
    return Failure(FailureReason.FAILED, message)
