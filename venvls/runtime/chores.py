"""What the server does by itself, besides what it is asked: it watches, offers and recovers.

Knows when something is to be done, not how.
"""

import asyncio
from typing import TYPE_CHECKING, assert_never

from venvls.model.settings import DEFAULTS
from venvls.runtime.offering import offer_environment
from venvls.runtime.recovering import recover_interrupted
from venvls.runtime.signs import Places, signs
from venvls.session.effects import Chore, OfferEnvironment, Recover
from venvls.watch.polling import watch

if TYPE_CHECKING:
    from venvls.runtime.engine import Engine


async def do_chores(engine: "Engine", chores: asyncio.Queue[Chore], settings_known: asyncio.Event) -> None:
    """Do what comes, once the client has said what the user wants; returns never."""
    await settings_known.wait()
    while True:
        chore = await chores.get()
        match chore:
            case OfferEnvironment(root):
                # One question at a time, however many projects a workspace has.
                await offer_environment(engine, root)
            case Recover(root):
                engine.background(recover_interrupted(engine, root), f"recover {root}")
            case _:
                assert_never(chore)


async def keep_watch(engine: "Engine") -> None:
    """Tell the engine what changed on disk where the client does not; returns never."""
    places = Places()
    await watch(
        lambda: signs(engine.snapshot.scopes.values(), engine.surroundings, places),
        lambda: engine.snapshot.settings.poll_interval or DEFAULTS.poll_interval,
        engine.watched,
    )
