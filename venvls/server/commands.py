"""The names of the commands, spelled where announcing them loads nothing.

`initialize` names the commands before the engine that carries them out is imported; a test compares
the two lists.
"""

COMMANDS = (
    "venvls.createEnvironment",
    "venvls.install",
    "venvls.uninstall",
    "venvls.upgrade",
    "venvls.sync",
    "venvls.freeze",
    "venvls.upgradeInstaller",
    "venvls.trust",
)
