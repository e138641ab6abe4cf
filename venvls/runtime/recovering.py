"""Brings installs to an end that a killed server or machine left half-way."""

import asyncio
from typing import TYPE_CHECKING

from venvls.model.change import FailureReason
from venvls.model.names import Uri
from venvls.runtime.client import Loudness

if TYPE_CHECKING:
    from venvls.runtime.engine import Engine

PATIENCE = 2.0
"""Seconds between two looks while the installer of then is still at work."""


async def recover_interrupted(engine: "Engine", root: Uri) -> None:
    """Complete or undo what was interrupted in the environment of a scope, and say which."""
    scope = engine.snapshot.scopes.get(root)
    if scope is None or not scope.environment.prefix:
        return
    prefix = scope.environment.prefix
    # Loaded when there is something to recover: nearly never.
    from venvls.install.recovery import recover

    while True:
        async with engine.jobs.turn(prefix):
            outcome = await asyncio.to_thread(recover, prefix)
        if outcome is None:
            return
        if outcome.failure is None or outcome.failure.reason is not FailureReason.BUSY:
            break
        await asyncio.sleep(PATIENCE)
    if outcome.failure is None:
        engine.client.show(Loudness.INFO, f"an interrupted install was completed: `{prefix}`")
    else:
        engine.client.show(Loudness.WARNING, f"{outcome.failure.message}: `{prefix}`")
    await engine.inspect(root)
