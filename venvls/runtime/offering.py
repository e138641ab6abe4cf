"""Offers to create an environment where a project has none: once, and never again after "not now"."""

from typing import TYPE_CHECKING

from venvls.environments.roots import workspace_folder
from venvls.model.environment import EnvironmentState
from venvls.model.names import Uri
from venvls.runtime import commands
from venvls.runtime.client import Loudness

if TYPE_CHECKING:
    from venvls.runtime.engine import Engine

DECLINED = "environment-declined"
CREATE = "Create `.venv`"
NOT_NOW = "Not now"


async def offer_environment(engine: "Engine", root: Uri) -> None:
    """Ask, and do what is answered; a message that is only closed is asked again another day."""
    scope = engine.snapshot.scopes.get(root)
    if scope is None or not scope.trusted or not engine.snapshot.settings.offer_environment:
        return
    if scope.is_script:
        # Whoever opens a script wants to read it first.
        return
    if _is_elsewhere(engine, scope.path) or engine.memory.recall(DECLINED, scope.path):
        return
    answer = await engine.client.ask(f"no environment was found for `{scope.path}`", (CREATE, NOT_NOW))
    if answer == NOT_NOW:
        engine.memory.remember(DECLINED, scope.path, "not now")
    now = engine.snapshot.scopes.get(root)
    if answer != CREATE or now is None or now.environment.state is not EnvironmentState.MISSING:
        return
    try:
        await commands.run(engine, "venvls.createEnvironment", {"uri": root})
    except commands.CommandError as error:
        # What fails while it works is shown by the job; this is why there was none.
        engine.client.show(Loudness.ERROR, str(error))


def _is_elsewhere(engine: "Engine", path: str) -> bool:
    """Tell whether a project is none of the editor's: a definition in a library led there, mostly."""
    folders = engine.surroundings.folders
    return bool(folders) and workspace_folder(path, folders) is None
