"""What activating an environment changes, as variables and as commands of six shells. Pure.

The variables are the exact difference that the environment's own `activate` script makes; nothing
is ever typed into a terminal from here. Does not know which shell anybody uses.
"""

import ntpath
import posixpath
from collections.abc import Mapping
from types import MappingProxyType, ModuleType

from venvls.environments.quoting import cmd_word, fish_word, nu_word, posix_word, powershell_word
from venvls.environments.shell_commands import SHELLS, ShellCommands, Variables, can_say, commands_of
from venvls.model.environment import Environment, EnvironmentKind

NOTHING = Variables(MappingProxyType({}), MappingProxyType({}))

_SCRIPTS = {
    "bash": "activate",
    "zsh": "activate",
    "fish": "activate.fish",
    "powershell": "activate.ps1",
    "cmd": "activate.bat",
    "nu": "activate.nu",
}


def variables(environment: Environment) -> Variables:
    """Return the difference that activation makes; nothing for an environment that cannot be used."""
    if not environment.is_ready:
        return NOTHING
    if environment.kind is EnvironmentKind.CONDA:
        return _of_conda(environment)
    if environment.kind is EnvironmentKind.SYSTEM:
        return Variables(MappingProxyType({}), MappingProxyType({"PATH": environment.scripts_folder}))
    prompt = (
        environment.activation_scripts.prompt
        or environment.prompt
        or _paths(environment).basename(environment.prefix)
    )
    prepended = {"PATH": environment.scripts_folder}
    if environment.activation_scripts.pkg_config:
        prepended["PKG_CONFIG_PATH"] = _paths(environment).join(environment.prefix, "lib", "pkgconfig")
    set_ = {"VIRTUAL_ENV": environment.prefix, "VIRTUAL_ENV_PROMPT": prompt}
    return Variables(MappingProxyType(set_), MappingProxyType(prepended), ("PYTHONHOME",))


def shells(environment: Environment) -> Mapping[str, ShellCommands]:
    """Return for each shell how to activate and how to undo that; empty when it cannot be used.

    The environment's own script is used where there is one for the shell. Without one, cmd is left out
    where a path has a percent sign in it.
    """
    if not environment.is_ready:
        return MappingProxyType({})
    scripts = _scripts_of(environment)
    change = variables(environment)
    return MappingProxyType(
        {
            shell: _by_script(shell, scripts[name])
            if (name := _SCRIPTS[shell]) in scripts
            else commands_of(shell, change)
            for shell in SHELLS
            if _SCRIPTS[shell] in scripts or can_say(shell, change)
        }
    )


def _scripts_of(environment: Environment) -> Mapping[str, str]:
    # conda activates by a program of its own, and a system's Python is not activated by any script.
    if environment.kind in {EnvironmentKind.CONDA, EnvironmentKind.SYSTEM}:
        return {}
    basename = _paths(environment).basename
    return {basename(path).lower(): path for path in environment.activation_scripts.paths}


def _by_script(shell: str, path: str) -> ShellCommands:
    match shell:
        case "fish":
            return ShellCommands(f"source {fish_word(path)}", "deactivate")
        case "powershell":
            return ShellCommands(f"& {powershell_word(path)}", "deactivate")
        case "cmd":
            return ShellCommands(cmd_word(path), "deactivate")
        case "nu":
            return ShellCommands(f"overlay use {nu_word(path)}", "deactivate")
        case _:
            return ShellCommands(f"source {posix_word(path)}", "deactivate")


def _of_conda(environment: Environment) -> Variables:
    name = _paths(environment).basename(environment.prefix)
    set_ = {"CONDA_PREFIX": environment.prefix, "CONDA_DEFAULT_ENV": name}
    return Variables(
        MappingProxyType(set_), MappingProxyType({"PATH": environment.scripts_folder}), ("PYTHONHOME",)
    )


def _paths(environment: Environment) -> ModuleType:
    return ntpath if environment.scripts_folder.endswith("Scripts") else posixpath
