"""What was considered for a project's environment and why each was taken or not, for a person to read.

The JSON-able object of `venvls.explainEnvironment`; this is the only place that spells its keys.
"""

import os
from collections.abc import Mapping, Sequence

from venvls.environments.health import diagnose
from venvls.environments.inspection import inspect
from venvls.environments.locating import explain
from venvls.environments.repairs import repair_of
from venvls.environments.scripts import explain_script
from venvls.model.environment import MISSING, Defect


def explanation(
    root: str, workspace_folders: Sequence[str], environ: Mapping[str, str], choice: str | None = None
) -> dict[str, object]:
    """Return every place considered in order, the one taken, and what is wrong with what lies there.

    Reads as much as `find` and the checks of `health` do, so it is for a thread.
    """
    chosen = choice is not None and os.path.lexists(choice)
    of_script = explain_script(root, environ) if root.endswith(".py") and not chosen else None
    location = of_script or explain(root, workspace_folders, environ, choice)
    environment = inspect(location.taken.prefix) if location.taken else MISSING
    return {
        "root": root,
        "state": environment.state.value,
        "reason": environment.reason,
        "sysPrefix": environment.prefix,
        "considered": [
            {"why": one.why, "prefix": one.prefix, "taken": one is location.taken}
            for one in location.considered
        ],
        "defects": [defect_of(defect) for defect in diagnose(environment)],
    }


def defect_of(defect: Defect) -> dict[str, object]:
    """Return a defect with its repair as a JSON-able object."""
    return {
        "code": defect.code,
        "message": defect.message,
        "subjects": list(defect.subjects),
        "repair": repair_of(defect).value,
    }
