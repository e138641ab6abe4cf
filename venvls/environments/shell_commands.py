"""The difference between two sets of variables as one line of each shell, and its reverse. Pure.

Used where an environment has no script of its own for a shell, and by the shell hook, which wants
neither a changed prompt nor functions that a nested shell does not inherit.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from venvls.environments.quoting import fish_word, nu_word, posix_word, powershell_word


@dataclass(frozen=True, slots=True)
class Variables:
    """`prepended` are whole path entries, to be put before what the variable holds, with a separator."""

    set: Mapping[str, str]
    prepended: Mapping[str, str]
    unset: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShellCommands:
    """One line each, to be run by the shell itself."""

    activate: str
    deactivate: str


def posix(change: Variables) -> ShellCommands:
    """Write for bash and zsh."""
    activate = [f"export {name}={posix_word(value)}" for name, value in change.set.items()]
    activate += [
        f'export {name}={posix_word(value)}"${{{name}:+:${name}}}"'
        for name, value in change.prepended.items()
    ]
    activate += [f"unset {name}" for name in change.unset]
    # The entry is taken out wherever it is by now: something may have been put before it since.
    deactivate = [
        f'_entry={posix_word(value)}; {name}=":${name}:"; {name}="${{{name}//":$_entry:"/:}}"; '
        f'{name}="${{{name}#:}}"; {name}="${{{name}%:}}"; unset _entry'
        for name, value in change.prepended.items()
    ]
    return ShellCommands(
        "; ".join(activate), "; ".join([*deactivate, *(f"unset {name}" for name in change.set)])
    )


def fish(change: Variables) -> ShellCommands:
    """Write for fish, where `PATH` and its like are lists."""
    activate = [f"set -gx {name} {fish_word(value)}" for name, value in change.set.items()]
    activate += [
        f"set -gx --path {name} {fish_word(value)} ${name}" for name, value in change.prepended.items()
    ]
    activate += [f"set -e {name}" for name in change.unset]
    deactivate = [
        f"set -gx --path {name} (string match -v -- {fish_word(value)} ${name})"
        for name, value in change.prepended.items()
    ]
    return ShellCommands(
        "; ".join(activate), "; ".join([*deactivate, *(f"set -e {name}" for name in change.set)])
    )


def powershell(change: Variables) -> ShellCommands:
    """Write for PowerShell on any system."""
    separator = "[IO.Path]::PathSeparator"
    activate = [f"$env:{name} = {powershell_word(value)}" for name, value in change.set.items()]
    activate += [
        f"$env:{name} = {powershell_word(value)} + {separator} + $env:{name}"
        for name, value in change.prepended.items()
    ]
    activate += [f"Remove-Item -ErrorAction Ignore env:{name}" for name in change.unset]
    deactivate = [
        f"$env:{name} = ($env:{name} -split {separator} -cne {powershell_word(value)}) -join {separator}"
        for name, value in change.prepended.items()
    ]
    deactivate += [f"Remove-Item -ErrorAction Ignore env:{name}" for name in change.set]
    return ShellCommands("; ".join(activate), "; ".join(deactivate))


def cmd(change: Variables) -> ShellCommands:
    """Write for cmd.exe, which has no quoting inside of `set`."""
    activate = [f'set "{name}={value}"' for name, value in change.set.items()]
    activate += [f'set "{name}={value};%{name}%"' for name, value in change.prepended.items()]
    activate += [f'set "{name}="' for name in change.unset]
    deactivate = [f'call set "{name}=%{name}:{value};=%"' for name, value in change.prepended.items()]
    deactivate += [f'set "{name}="' for name in change.set]
    return ShellCommands(" & ".join(activate), " & ".join(deactivate))


def nu(change: Variables) -> ShellCommands:
    """Write for Nushell, where `PATH` is a list."""
    activate = [f"$env.{name} = {nu_word(value)}" for name, value in change.set.items()]
    activate += [
        f"$env.{name} = ($env | get --ignore-errors {name} | default [] | prepend {nu_word(value)})"
        for name, value in change.prepended.items()
    ]
    activate += [f"hide-env --ignore-errors {name}" for name in change.unset]
    deactivate = [
        f"$env.{name} = ($env.{name} | where {{|entry| $entry != {nu_word(value)} }})"
        for name, value in change.prepended.items()
    ]
    deactivate += [f"hide-env --ignore-errors {name}" for name in change.set]
    return ShellCommands("; ".join(activate), "; ".join(deactivate))


SHELLS: Mapping[str, Callable[[Variables], ShellCommands]] = MappingProxyType(
    {"bash": posix, "zsh": posix, "fish": fish, "powershell": powershell, "cmd": cmd, "nu": nu}
)
