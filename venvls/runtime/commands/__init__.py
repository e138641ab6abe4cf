"""The commands of `workspace/executeCommand`, one module each idea; docs/protocol.md lists their shapes.

A command takes one argument object and returns a JSON-able result. What a person should read is
raised as `CommandError`; a job that failed is a result with a `failure`.

Importing this package costs nothing: the names are told in the answer to `initialize`, long before
anybody wants a command carried out.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from venvls.runtime.engine import Engine

NAMES = (
    "venvls.createEnvironment",
    "venvls.explainEnvironment",
    "venvls.selectEnvironment",
    "venvls.repairEnvironment",
    "venvls.install",
    "venvls.uninstall",
    "venvls.upgrade",
    "venvls.sync",
    "venvls.freeze",
    "venvls.upgradeInstaller",
    "venvls.trust",
    "venvls.checkUpgrades",
    "venvls.clearUpgrades",
    "venvls.applyUpgrade",
)
"""All commands, in the order of `table.COMMANDS`."""


class CommandError(Exception):
    """A command could not be run; the message is a sentence for a person."""


class BadArgumentError(CommandError):
    """The argument object does not have the shape that the command asks for."""


async def run(engine: "Engine", command: str, argument: Mapping[str, object]) -> object:
    """Carry out a command and return its result."""
    from venvls.runtime.commands.table import COMMANDS

    carry_out = COMMANDS.get(command)
    if carry_out is None:
        raise CommandError(f"unknown command: `{command}`")
    return await carry_out(engine, argument)
