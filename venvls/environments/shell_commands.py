"""The difference that activation makes, and the commands of a shell that make and undo it. Pure.

Used where an environment has no script of its own for a shell.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from venvls.environments.shell_lines import LINES


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


SHELLS = tuple(LINES)
"""The shells that commands can be written for."""


def can_say(shell: str, change: Variables) -> bool:
    """Tell whether a shell has any way to write a difference: cmd replaces what is between percent signs."""
    return shell != "cmd" or not any(
        "%" in value for value in (*change.set.values(), *change.prepended.values())
    )


def commands_of(shell: str, change: Variables) -> ShellCommands:
    """Write a difference for one of `SHELLS`."""
    activate, deactivate = LINES[shell]
    return ShellCommands(
        activate(change.set, change.prepended, change.unset),
        deactivate(change.set, change.prepended, change.unset),
    )
