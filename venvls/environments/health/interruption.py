"""An environment that was being made anew when whoever did so was killed: the old one waits beside it."""

import os
from collections.abc import Iterator

from venvls.environments.setting_aside import left_aside
from venvls.model.environment import Defect, Environment


def interrupted_recreation(environment: Environment) -> Iterator[Defect]:
    """Say where the old one is; what stands in its place may be half of an environment."""
    if aside := left_aside(os.path.realpath(environment.prefix)):
        message = f"it was being made anew when that was interrupted: the one before is kept in `{aside}`"
        yield Defect("interrupted-recreation", message, (aside,))
