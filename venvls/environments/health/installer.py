"""An environment that should have pip and has not.

Environments of uv and of the project managers have none by design; venvls serves them all the same.
"""

from collections.abc import Iterator

from venvls.model.environment import Defect, Environment, EnvironmentKind

_MADE_WITH_PIP = frozenset({EnvironmentKind.VENV, EnvironmentKind.VIRTUALENV, EnvironmentKind.CONDA})


def missing_installer(environment: Environment) -> Iterator[Defect]:
    """Say that `pip` in a terminal would be another environment's."""
    if environment.kind in _MADE_WITH_PIP and not environment.has_pip:
        yield Defect("missing-pip", "it has no pip: `pip` in its terminals is that of some other Python")
