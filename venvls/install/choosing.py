"""Which installer serves an environment, and which environments none may touch.

Reads the environment's own files and looks for uv; starts nothing.
"""

import importlib.util
import shutil
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


def choose(environment: Environment, choice: InstallerChoice) -> Installer | Failure:
    """Return the installer for an environment: the chosen one, else the one that fits and is there."""
    uv = find_uv()
    match choice:
        case InstallerChoice.UV:
            return Uv(uv) if uv else _missing("uv was chosen as installer and cannot be found")
        case InstallerChoice.AUTO if uv and environment.kind is EnvironmentKind.UV:
            return Uv(uv)
        case _:
            return _a_pip(environment) or _instead_of_pip(environment, uv, choice)


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


def _a_pip(environment: Environment) -> Installer | None:
    if environment.version is None or environment.version >= _OLDEST_FOR_OUR_PIP:
        return our_pip()
    own = environment.distributions.get(ProjectName("pip"))
    if own is None:
        return None
    try:
        return own_pip() if Version(own.version) >= _OLDEST_PIP_WITH_REPORT else None
    except InvalidVersion:
        return None


def _instead_of_pip(environment: Environment, uv: str, choice: InstallerChoice) -> Installer | Failure:
    if uv and choice is InstallerChoice.AUTO:
        return Uv(uv)
    return _missing(
        f"No pip serves Python {environment.version} here: install uv, or a pip of at least "
        f"{_OLDEST_PIP_WITH_REPORT} into the environment"
    )


def _is_virtual(environment: Environment) -> bool:
    prefix = Path(environment.prefix)
    if (prefix / "pyvenv.cfg").is_file():
        return True
    conda = environment.kind is EnvironmentKind.CONDA and (prefix / "conda-meta" / "history").is_file()
    return conda and not any(prefix.glob("lib/python3*/EXTERNALLY-MANAGED"))


def _missing(message: str) -> Failure:
    return Failure(FailureReason.FAILED, message)
