"""Whether what is installed has what it requires: the question of `pip check`, answered from files.

Takes the dependencies that distributions state (core metadata, `Requires-Dist`) and evaluates their
markers for the environment's interpreter. Does not look for releases that would help.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from packaging.markers import Marker, UndefinedComparison, UndefinedEnvironmentName, default_environment
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet

from venvls.model.environment import Defect, Distribution, Environment
from venvls.model.names import ProjectName, project_name

_ORDINARY = re.compile(
    r"(?P<name>[A-Za-z0-9][\w.-]*)\s*(?:\[[\w\s,.-]*\])?\s*\(?(?P<specifier>[^;()@\[\]]*)\)?\s*(?P<marker>;.*)?",
    re.ASCII,
)
_OF_ONE_EXTRA = re.compile(r"""\bextra\s*==\s*["'][^"']+["']|["'][^"']+["']\s*==\s*extra\b""")
_OR = re.compile(r"\bor\b")


def unsatisfied_dependencies(environment: Environment) -> Iterator[Defect]:
    """Compare every stated dependency that applies here with what is installed."""
    variables = marker_variables(environment)
    for distribution in environment.distributions.values():
        for written in (*distribution.requirements, *distribution.extra_requirements):
            if _is_harmless(written, environment) or (requirement := _parsed(written)) is None:
                continue
            if _applies(requirement.marker, variables) and (problem := _problem(requirement, environment)):
                yield _defect(distribution, requirement, problem)


def marker_variables(environment: Environment) -> dict[str, str]:
    """Return the values of marker variables for the environment (PEP 508), as far as files tell them.

    Platform variables are this machine's: an environment of another machine cannot be used here.
    """
    variables = {name: str(value) for name, value in default_environment().items()}
    if environment.version is not None:
        variables["python_version"] = f"{environment.version.major}.{environment.version.minor}"
        variables["python_full_version"] = str(environment.version)
        variables["implementation_version"] = str(environment.version)
    variables["implementation_name"] = environment.implementation
    names = {"cpython": "CPython", "pypy": "PyPy", "graalpy": "GraalVM"}
    variables["platform_python_implementation"] = names.get(environment.implementation, "CPython")
    return variables


def _is_harmless(written: str, environment: Environment) -> bool:
    """Tell whether a dependency is met for sure, or asked for by an extra alone; false when in doubt.

    Nearly all are one of the two, which shows without parsing a marker: most of the work of `pip check`.
    """
    ordinary = _ORDINARY.fullmatch(written)
    if ordinary is None:
        return False
    marker = ordinary["marker"]
    if marker and _OF_ONE_EXTRA.search(marker) and not _OR.search(marker):
        return True
    installed = environment.distributions.get(project_name(ordinary["name"]))
    return installed is not None and _is_met(ordinary["specifier"].strip(), installed.version)


@lru_cache(maxsize=1 << 15)
def _is_met(specifier: str, version: str) -> bool:
    try:
        return not specifier or SpecifierSet(specifier).contains(version, prereleases=True)
    except (InvalidSpecifier, ValueError):
        return False


@lru_cache(maxsize=1 << 15)
def _parsed(text: str) -> Requirement | None:
    try:
        return Requirement(text)
    except InvalidRequirement:
        return None


def _defect(distribution: Distribution, requirement: Requirement, problem: str) -> Defect:
    who = f"`{distribution.display_name}` {distribution.version}"
    subjects = (distribution.name, project_name(requirement.name))
    return Defect("unsatisfied-dependency", f"{who} requires `{requirement}`, {problem}", subjects)


def _applies(marker: Marker | None, variables: Mapping[str, str]) -> bool:
    # Which extras were asked for stands nowhere: as for pip, they do not count.
    try:
        return marker is None or marker.evaluate({**variables, "extra": ""})
    except (UndefinedComparison, UndefinedEnvironmentName):
        return False


def _problem(requirement: Requirement, environment: Environment) -> str:
    installed = environment.distributions.get(ProjectName(project_name(requirement.name)))
    if installed is None:
        return "which is not installed"
    if requirement.url is None and not _contains(requirement, installed.version):
        return f"but {installed.version} is installed"
    return ""


def _contains(requirement: Requirement, version: str) -> bool:
    try:
        return requirement.specifier.contains(version, prereleases=True)
    except ValueError:
        return True
