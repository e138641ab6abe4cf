"""What activating an environment changes, as variables and as commands of six shells. Pure.

The variables are the exact difference that the environment's own `activate` script makes; nothing
is ever typed into a terminal from here. Does not know which shell anybody uses.
"""

import ntpath
import os
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType, ModuleType

from venvls.environments.quoting import cmd_word, fish_word, nu_word, posix_word, powershell_word
from venvls.model.environment import Environment, EnvironmentKind


@dataclass(frozen=True, slots=True)
class Variables:
    """`prepended` are whole path entries, to be put before what the variable holds, with a separator."""

    set: Mapping[str, str]
    prepended: Mapping[str, str]
    unset: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShellCommands:
    """One line each, to be run by the shell itself."""

    activate: str
    deactivate: str


NOTHING = Variables(MappingProxyType({}), MappingProxyType({}), ())


def variables(environment: Environment) -> Variables:
    """Return the difference that activation makes; nothing for an environment that cannot be used."""
    if not environment.is_ready:
        return NOTHING
    if environment.kind is EnvironmentKind.CONDA:
        return _of_conda(environment)
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

    The environment's own script is used where there is one for the shell.
    """
    if not environment.is_ready:
        return MappingProxyType({})
    scripts = {os.path.basename(path).lower(): path for path in environment.activation_scripts.paths}
    if environment.kind in {EnvironmentKind.CONDA, EnvironmentKind.SYSTEM}:
        scripts = {}
    change = variables(environment)
    return MappingProxyType(
        {
            "bash": _posix(scripts, change),
            "zsh": _posix(scripts, change),
            "fish": _fish(scripts, change),
            "powershell": _powershell(scripts, change, _paths(environment).pathsep),
            "cmd": _cmd(scripts, change),
            "nu": _nu(scripts, change),
        }
    )


def _of_conda(environment: Environment) -> Variables:
    name = _paths(environment).basename(environment.prefix)
    set_ = {"CONDA_PREFIX": environment.prefix, "CONDA_DEFAULT_ENV": name}
    return Variables(
        MappingProxyType(set_), MappingProxyType({"PATH": environment.scripts_folder}), ("PYTHONHOME",)
    )


def _paths(environment: Environment) -> ModuleType:
    return ntpath if environment.scripts_folder.endswith("Scripts") else posixpath


def _posix(scripts: Mapping[str, str], change: Variables) -> ShellCommands:
    if script := scripts.get("activate"):
        return ShellCommands(f"source {posix_word(script)}", "deactivate")
    activate = [f"export {name}={posix_word(value)}" for name, value in change.set.items()]
    activate += [
        f'export {name}={posix_word(value)}"${{{name}:+:${name}}}"'
        for name, value in change.prepended.items()
    ]
    activate += [f"unset {name}" for name in change.unset]
    deactivate = [f'{name}="${{{name}#{posix_word(value)}:}}"' for name, value in change.prepended.items()]
    return ShellCommands(
        "; ".join(activate), "; ".join([*deactivate, *(f"unset {name}" for name in change.set)])
    )


def _fish(scripts: Mapping[str, str], change: Variables) -> ShellCommands:
    if script := scripts.get("activate.fish"):
        return ShellCommands(f"source {fish_word(script)}", "deactivate")
    activate = [f"set -gx {name} {fish_word(value)}" for name, value in change.set.items()]
    activate += [f"set -gxp {name} {fish_word(value)}" for name, value in change.prepended.items()]
    activate += [f"set -e {name}" for name in change.unset]
    deactivate = [
        f"set -gx {name} (string match -v -- {fish_word(value)} ${name})"
        for name, value in change.prepended.items()
    ]
    return ShellCommands(
        "; ".join(activate), "; ".join([*deactivate, *(f"set -e {name}" for name in change.set)])
    )


def _powershell(scripts: Mapping[str, str], change: Variables, separator: str) -> ShellCommands:
    if script := scripts.get("activate.ps1"):
        return ShellCommands(f"& {powershell_word(script)}", "deactivate")
    activate = [f"$env:{name} = {powershell_word(value)}" for name, value in change.set.items()]
    activate += [
        f"$env:{name} = {powershell_word(value + separator)} + $env:{name}"
        for name, value in change.prepended.items()
    ]
    activate += [f"Remove-Item -ErrorAction Ignore env:{name}" for name in change.unset]
    deactivate = [
        f"if ($env:{name}.StartsWith({entry})) {{ $env:{name} = $env:{name}.Substring({entry}.Length) }}"
        for name, value in change.prepended.items()
        for entry in [powershell_word(value + separator)]
    ]
    deactivate += [f"Remove-Item -ErrorAction Ignore env:{name}" for name in change.set]
    return ShellCommands("; ".join(activate), "; ".join(deactivate))


def _cmd(scripts: Mapping[str, str], change: Variables) -> ShellCommands:
    if script := scripts.get("activate.bat"):
        return ShellCommands(cmd_word(script), "deactivate")
    activate = [f'set "{name}={value}"' for name, value in change.set.items()]
    activate += [f'set "{name}={value};%{name}%"' for name, value in change.prepended.items()]
    activate += [f'set "{name}="' for name in change.unset]
    deactivate = [f'call set "{name}=%{name}:{value};=%"' for name, value in change.prepended.items()]
    return ShellCommands(
        " & ".join(activate), " & ".join([*deactivate, *(f'set "{name}="' for name in change.set)])
    )


def _nu(scripts: Mapping[str, str], change: Variables) -> ShellCommands:
    if script := scripts.get("activate.nu"):
        return ShellCommands(f"overlay use {nu_word(script)}", "deactivate")
    activate = [f"$env.{name} = {nu_word(value)}" for name, value in change.set.items()]
    activate += [
        f"$env.{name} = ($env.{name} | prepend {nu_word(value)})" for name, value in change.prepended.items()
    ]
    activate += [f"hide-env --ignore-errors {name}" for name in change.unset]
    deactivate = [
        f"$env.{name} = ($env.{name} | where {{|entry| $entry != {nu_word(value)} }})"
        for name, value in change.prepended.items()
    ]
    deactivate += [f"hide-env --ignore-errors {name}" for name in change.set]
    return ShellCommands("; ".join(activate), "; ".join(deactivate))
