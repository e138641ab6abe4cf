"""`workspace/executeCommand`: the engine's commands, each with one argument object.

Cancelling the request cancels the command; what must not be interrupted half-way is the engine's to
shield. A command that a person should read about fails with its sentence, not with a traceback.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from lsprotocol import types

from venvls.runtime.commands import BadArgumentError, CommandError
from venvls.server.context import Context
from venvls.server.errors import InvalidParameters, RequestFailed
from venvls.server.spelling import canonical

_log = logging.getLogger(__name__)


async def execute_command(context: Context, params: types.ExecuteCommandParams) -> object:
    """Run a command and return its result."""
    if params.command not in context.engine.commands:
        raise InvalidParameters(f"no such command: `{params.command}`")
    _log.info("the command `%s` was given", params.command)
    try:
        with context.client.displays_in(params.work_done_token):
            return await context.engine.execute(params.command, argument_of(params.arguments))
    except BadArgumentError as error:
        raise InvalidParameters(str(error)) from None
    except CommandError as error:
        raise RequestFailed(str(error)) from None


def argument_of(arguments: Sequence[Any] | None) -> Mapping[str, object]:
    """Return the one argument object, with our name of its document; without any it is empty."""
    match arguments:
        case None | () | []:
            return {}
        case [dict(argument)]:
            uri = argument.get("uri")
            return {**argument, "uri": canonical(uri)} if isinstance(uri, str) else argument
        case _:
            raise InvalidParameters("a command takes one argument, which is an object")
