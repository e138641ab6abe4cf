"""The difference between two sets of variables as one line of each shell, and the line that undoes it.

Pure and nearly without imports: the shell hook writes these lines between two prompts. `prepended` are
whole path entries, put before what a variable holds with the separator of paths.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from venvls.environments.quoting import fish_word, nu_word, posix_word, powershell_word

Activation = Callable[[Mapping[str, str], Mapping[str, str], Iterable[str]], str]
"""From what is set, what is prepended and what is unset."""

Deactivation = Callable[[Iterable[str], Mapping[str, str]], str]
"""From the names that were set and what was prepended."""


def _activate_posix(set_: Mapping[str, str], prepended: Mapping[str, str], unset: Iterable[str]) -> str:
    lines = [f"export {name}={posix_word(value)}" for name, value in set_.items()]
    lines += [
        f'export {name}={posix_word(value)}"${{{name}:+:${name}}}"' for name, value in prepended.items()
    ]
    return "; ".join([*lines, *(f"unset {name}" for name in unset)])


def _deactivate_posix(set_: Iterable[str], prepended: Mapping[str, str]) -> str:
    # The first such entry goes, wherever it is by now: something may have been put before it since,
    # and one of the user's own may come after it.
    lines = [
        f'_entry={posix_word(value)}; {name}=":${name}:"; {name}="${{{name}/":$_entry:"/:}}"; '
        f'{name}="${{{name}#:}}"; {name}="${{{name}%:}}"; unset _entry'
        for name, value in prepended.items()
    ]
    return "; ".join([*lines, *(f"unset {name}" for name in set_)])


def _activate_fish(set_: Mapping[str, str], prepended: Mapping[str, str], unset: Iterable[str]) -> str:
    # `PATH` and its like are lists in fish.
    lines = [f"set -gx {name} {fish_word(value)}" for name, value in set_.items()]
    lines += [f"set -gx --path {name} {fish_word(value)} ${name}" for name, value in prepended.items()]
    return "; ".join([*lines, *(f"set -e {name}" for name in unset)])


def _deactivate_fish(set_: Iterable[str], prepended: Mapping[str, str]) -> str:
    lines = [
        f"if set -l _place (contains -i -- {fish_word(value)} ${name}); set -e {name}[$_place]; end"
        for name, value in prepended.items()
    ]
    return "; ".join([*lines, *(f"set -e {name}" for name in set_)])


def _activate_powershell(set_: Mapping[str, str], prepended: Mapping[str, str], unset: Iterable[str]) -> str:
    lines = [f"$env:{name} = {powershell_word(value)}" for name, value in set_.items()]
    lines += [
        f"$env:{name} = {powershell_word(value)} + [IO.Path]::PathSeparator + $env:{name}"
        for name, value in prepended.items()
    ]
    return "; ".join([*lines, *(f"Remove-Item -ErrorAction Ignore env:{name}" for name in unset)])


def _deactivate_powershell(set_: Iterable[str], prepended: Mapping[str, str]) -> str:
    separator = "[IO.Path]::PathSeparator"
    lines = [
        f"$env:{name} = ($env:{name} -split {separator} -cne {powershell_word(value)}) -join {separator}"
        for name, value in prepended.items()
    ]
    return "; ".join([*lines, *(f"Remove-Item -ErrorAction Ignore env:{name}" for name in set_)])


def _activate_cmd(set_: Mapping[str, str], prepended: Mapping[str, str], unset: Iterable[str]) -> str:
    # There is no quoting inside of cmd's `set`.
    lines = [f'set "{name}={value}"' for name, value in set_.items()]
    lines += [f'set "{name}={value};%{name}%"' for name, value in prepended.items()]
    return " & ".join([*lines, *(f'set "{name}="' for name in unset)])


def _deactivate_cmd(set_: Iterable[str], prepended: Mapping[str, str]) -> str:
    lines = [f'call set "{name}=%{name}:{value};=%"' for name, value in prepended.items()]
    return " & ".join([*lines, *(f'set "{name}="' for name in set_)])


def _activate_nu(set_: Mapping[str, str], prepended: Mapping[str, str], unset: Iterable[str]) -> str:
    lines = [f"$env.{name} = {nu_word(value)}" for name, value in set_.items()]
    lines += [
        f"$env.{name} = ($env | get --ignore-errors {name} | default [] | prepend {nu_word(value)})"
        for name, value in prepended.items()
    ]
    return "; ".join([*lines, *(f"hide-env --ignore-errors {name}" for name in unset)])


def _deactivate_nu(set_: Iterable[str], prepended: Mapping[str, str]) -> str:
    lines = [
        f"$env.{name} = ($env.{name} | where {{|entry| $entry != {nu_word(value)} }})"
        for name, value in prepended.items()
    ]
    return "; ".join([*lines, *(f"hide-env --ignore-errors {name}" for name in set_)])


LINES: Mapping[str, tuple[Activation, Deactivation]] = MappingProxyType(
    {
        "bash": (_activate_posix, _deactivate_posix),
        "zsh": (_activate_posix, _deactivate_posix),
        "fish": (_activate_fish, _deactivate_fish),
        "powershell": (_activate_powershell, _deactivate_powershell),
        "cmd": (_activate_cmd, _deactivate_cmd),
        "nu": (_activate_nu, _deactivate_nu),
    }
)
"""For each shell how a difference is made and how it is undone."""
