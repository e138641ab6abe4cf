"""Environment markers of the active environment (PEP 508, "Environment Markers").

The environment runs on this machine, so the variables of the platform are those of this process;
those of the interpreter come from the environment's files. Without a known interpreter version no
marker is decided.
"""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from packaging.markers import Marker, UndefinedComparison, UndefinedEnvironmentName, default_environment
from packaging.requirements import Requirement
from packaging.version import Version

from venvls.model.environment import Environment
from venvls.model.names import ExtraName
from venvls.model.requirement import Declaration

_IMPLEMENTATIONS = {"cpython": "CPython", "pypy": "PyPy", "graalpy": "GraalVM"}


def variables(environment: Environment) -> Mapping[str, str] | None:
    """Return the marker variables of an environment, `None` when its interpreter is not known."""
    if not environment.is_ready or environment.version is None:
        return None
    return _variables(environment.version, environment.implementation)


def holds(declaration: Declaration, environment: Environment) -> bool | None:
    """Tell whether a requirement applies in an environment, `None` when that cannot be known."""
    if declaration.marker is None:
        return True
    if not environment.is_ready or environment.version is None:
        return None
    return _holds(str(declaration.marker), environment.version, environment.implementation)


def holds_for_extra(requirement: Requirement, extra: ExtraName, environment: Environment) -> bool:
    """Tell whether an environment needs a requirement for an extra, and not without it."""
    known = variables(environment)
    if requirement.marker is None or known is None:
        return False
    return _decided(requirement.marker, known, extra) and not _decided(requirement.marker, known, "")


def _decided(marker: Marker, known: Mapping[str, str], extra: str) -> bool:
    try:
        return marker.evaluate({**known, "extra": extra})
    except (UndefinedComparison, UndefinedEnvironmentName):
        return False


@lru_cache(maxsize=8192)
def _holds(marker: str, version: Version, implementation: str) -> bool | None:
    try:
        return Marker(marker).evaluate({**_variables(version, implementation), "extra": ""})
    except (UndefinedComparison, UndefinedEnvironmentName):
        return None


@lru_cache(maxsize=64)
def _variables(version: Version, implementation: str) -> Mapping[str, str]:
    here = {name: str(value) for name, value in default_environment().items()}
    return MappingProxyType(
        here
        | {
            "implementation_name": implementation,
            "implementation_version": str(version),
            "platform_python_implementation": _IMPLEMENTATIONS.get(implementation, implementation),
            "python_full_version": str(version),
            "python_version": f"{version.major}.{version.minor}",
        }
    )
