"""Which function carries out which command. Loaded with the first command, and all of them with it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from venvls.runtime.commands.changing import install, sync, uninstall, upgrade, upgrade_installer
from venvls.runtime.commands.choosing import explain_environment, select_environment
from venvls.runtime.commands.creating import create_environment
from venvls.runtime.commands.listing import freeze
from venvls.runtime.commands.repairing import repair_environment
from venvls.runtime.commands.trusting import trust
from venvls.runtime.commands.upgrading import apply_upgrade, check_upgrades, clear_upgrades

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
    "venvls.checkUpgrades": check_upgrades,
    "venvls.clearUpgrades": clear_upgrades,
    "venvls.applyUpgrade": apply_upgrade,
}
