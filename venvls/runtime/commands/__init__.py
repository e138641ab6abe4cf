"""The commands of `workspace/executeCommand`, one module each idea; docs/protocol.md lists their shapes.

A command takes one argument object and returns a JSON-able result. What a person should read is
raised as `CommandError`; a job that failed is a result with a `failure`.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from venvls.runtime.commands.arguments import CommandError
from venvls.runtime.commands.changing import install, sync, uninstall, upgrade, upgrade_installer
from venvls.runtime.commands.choosing import explain_environment, select_environment
from venvls.runtime.commands.creating import create_environment
from venvls.runtime.commands.listing import freeze
from venvls.runtime.commands.repairing import repair_environment
from venvls.runtime.commands.trusting import trust

if TYPE_CHECKING:
    from venvls.runtime.engine import Engine

Command: TypeAlias = Callable[["Engine", Mapping[str, object]], Awaitable[object]]

COMMANDS: Mapping[str, Command] = {
    "venvls.createEnvironment": create_environment,
    "venvls.explainEnvironment": explain_environment,
    "venvls.selectEnvironment": select_environment,
    "venvls.repairEnvironment": repair_environment,
    "venvls.install": install,
    "venvls.uninstall": uninstall,
    "venvls.upgrade": upgrade,
    "venvls.sync": sync,
    "venvls.freeze": freeze,
    "venvls.upgradeInstaller": upgrade_installer,
    "venvls.trust": trust,
}

__all__ = ["COMMANDS", "Command", "CommandError"]
