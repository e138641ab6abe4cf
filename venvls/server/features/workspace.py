"""What happens to the workspace: `initialized`, its configuration, its files and its folders.

Also `window/workDoneProgress/cancel`, which is about a job of the workspace.
"""

import asyncio
import logging
from collections.abc import Awaitable

from lsprotocol import types

from venvls.runtime.uris import path_of
from venvls.server.context import Context
from venvls.server.errors import NoAnswer
from venvls.server.offering import offered
from venvls.server.opening import SECTION
from venvls.server.watching import registrations

_log = logging.getLogger(__name__)


def initialized(context: Context, _params: object) -> Awaitable[None]:
    """Begin to serve the workspace; then ask the client for settings, and tell it what to watch."""
    opening = context.opening
    follow = context.capabilities.configuration
    context.engine.start(opening.folders, opening.settings, trusted=opening.trusted, settings_follow=follow)
    return _introduce(context)


def configured(context: Context, params: types.DidChangeConfigurationParams) -> Awaitable[None] | None:
    """Take over settings. A client that can be asked need not send any: it is asked."""
    if context.capabilities.configuration:
        return _pull_settings(context)
    if isinstance(params.settings, dict):
        context.engine.configured(params.settings)
    return None


def watched(context: Context, params: types.DidChangeWatchedFilesParams) -> None:
    """Files changed on disk."""
    context.engine.watched([path_of(change.uri) for change in params.changes])


def folders_changed(context: Context, params: types.DidChangeWorkspaceFoldersParams) -> None:
    """Folders were added to the workspace or removed."""
    added, removed = params.event.added, params.event.removed
    context.engine.folders_changed(
        [path_of(folder.uri) for folder in added], [path_of(folder.uri) for folder in removed]
    )


def progress_cancelled(context: Context, params: types.WorkDoneProgressCancelParams) -> None:
    """The user asked to stop a job."""
    context.client.cancel_job(params.token)


async def _introduce(context: Context) -> None:
    await asyncio.gather(_learn_settings(context), _register(context))


async def _learn_settings(context: Context) -> None:
    if context.capabilities.configuration:
        await _pull_settings(context)
        context.engine.settings_known()


async def _register(context: Context) -> None:
    wanted = (*registrations(context.capabilities), *offered(context.capabilities))
    if not wanted:
        return
    try:
        await context.client.register(wanted)
    except NoAnswer as error:
        _log.warning("nothing is formatted, and files are watched by our own poll only: %s", error)


async def _pull_settings(context: Context) -> None:
    try:
        settings = await context.client.configuration(SECTION)
    except NoAnswer as error:
        _log.warning("the settings stay as they are: %s", error)
        return
    if isinstance(settings, dict):
        context.engine.configured(settings)
