"""What is wrong with an environment that can be used, or why it cannot: one module for each question.

`diagnose` is what `venvls doctor` prints and what is shown on the project's manifest. Looks at files
only; `repairs` says what would mend what was found, and nothing here mends it by itself.
"""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from venvls.environments.health.compatibility import built_for_another_python
from venvls.environments.health.dependencies import unsatisfied_dependencies
from venvls.environments.health.installer import missing_installer
from venvls.environments.health.interruption import interrupted_recreation
from venvls.environments.health.permissions import writable_by_everybody
from venvls.environments.health.relocation import made_elsewhere
from venvls.environments.health.version_control import tracked_by_version_control
from venvls.model.environment import Defect, Environment, EnvironmentKind, EnvironmentState

Check: TypeAlias = Callable[[Environment], Iterator[Defect]]

CHECKS: tuple[Check, ...] = (
    interrupted_recreation,
    made_elsewhere,
    built_for_another_python,
    unsatisfied_dependencies,
    writable_by_everybody,
    tracked_by_version_control,
    missing_installer,
)


def diagnose(environment: Environment) -> tuple[Defect, ...]:
    """Return everything that is wrong, the worst first; nothing for an environment that is missing.

    Of a broken environment only the reason and what interrupted work left is told: further
    findings would be about something that has to be made anew.
    """
    if environment.state is EnvironmentState.MISSING or environment.kind is EnvironmentKind.SYSTEM:
        return ()
    if environment.state is EnvironmentState.BROKEN:
        broken = Defect("broken-environment", environment.reason, (environment.prefix,))
        return (*interrupted_recreation(environment), broken, *environment.defects)
    found = (defect for check in CHECKS for defect in check(environment))
    return (*environment.defects, *found)
