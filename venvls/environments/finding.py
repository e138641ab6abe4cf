"""The environment of a project: located by evidence, inspected by its files, with the reasons.

Does not start anything, and does not remember anything: a user's choice is handed in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from venvls.environments.inspection import inspect
from venvls.environments.locating import locate
from venvls.model.environment import MISSING, Environment, EnvironmentKind


def find(
    root: str, workspace_folders: Sequence[str], environ: Mapping[str, str], choice: str | None = None
) -> Environment:
    """Return the environment of the project at `root`, with the ordered reasons in `why`.

    `choice` is the prefix the user has chosen for this root: it beats all evidence. A sibling
    project's environment is never taken.
    """
    taken = locate(root, workspace_folders, environ, choice).taken
    if taken is None:
        return replace(MISSING, why=(f"`{root}` is the nearest project",))
    environment = inspect(taken.prefix)
    why = (f"`{root}` is the nearest project", taken.why)
    kind = EnvironmentKind(taken.kind) if taken.kind else environment.kind
    return replace(environment, why=why, kind=kind)
