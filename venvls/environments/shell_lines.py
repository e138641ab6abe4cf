"""The difference between two sets of variables as one line of each shell, and the line that undoes it.

Pure and nearly without imports: the shell hook writes these lines between two prompts. `prepended` are
whole path entries, put before what a variable holds with the separator of paths. What a variable held
before is kept in another, and given back. The lines hold for shells with `set -eu` too.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from types import MappingProxyType

from venvls.environments.quoting import fish_word, nu_word, posix_word, powershell_word

Activation = Callable[[Mapping[str, str], Mapping[str, str], Iterable[str]], str]
"""From what is set, what is prepended and what is unset."""

Deactivation = Callable[[Collection[str], Mapping[str, str], Iterable[str]], str]
"""From the names that were set, what was prepended and the names that were unset."""

KEPT = "VENVLS_OLD_"
"""Before the name of a variable: where its value is kept, for nested shells too.

A value that is set already is not kept: who activates twice deactivates once.
"""


def _activate_posix(set_: Mapping[str, str], prepended: Mapping[str, str], unset: Iterable[str]) -> str:
    lines = [
        f'[ -z "${{{name}+x}}" ] || [ "${name}" = {(word := posix_word(value))} ] '
        f'|| export {KEPT}{name}="${name}"; export {name}={word}'
        for name, value in set_.items()
    ]
    lines += [
        f'export {name}={posix_word(value)}"${{{name}:+:${name}}}"' for name, value in prepended.items()
    ]
    lines += [
        f'[ -z "${{{name}+x}}" ] || {{ export {KEPT}{name}="${name}"; unset {name}; }}' for name in unset
    ]
    return "; ".join(lines)


def _deactivate_posix(set_: Collection[str], prepended: Mapping[str, str], unset: Iterable[str]) -> str:
    # The first such entry goes, wherever it is by now: something may have been put before it since,
    # and one of the user's own may come after it.
    lines = [
        f'_entry={posix_word(value)}; {name}=":${{{name}-}}:"; {name}="${{{name}/":$_entry:"/:}}"; '
        f'{name}="${{{name}#:}}"; {name}="${{{name}%:}}"; [ -n "${name}" ] || unset {name}; unset _entry'
        for name, value in prepended.items()
    ]
    lines += [f"unset {name}" for name in set_]
    lines += [
        f'[ -z "${{{KEPT}{name}+x}}" ] || {{ export {name}="${KEPT}{name}"; unset {KEPT}{name}; }}'
        for name in (*set_, *unset)
    ]
    return "; ".join(lines)


def _activate_fish(set_: Mapping[str, str], prepended: Mapping[str, str], unset: Iterable[str]) -> str:
    # `PATH` and its like are lists in fish.
    lines = [
        f'set -q {name}; and test "${name}" != {(word := fish_word(value))}; '
        f"and set -gx {KEPT}{name} ${name}; set -gx {name} {word}"
        for name, value in set_.items()
    ]
    lines += [f"set -gx --path {name} {fish_word(value)} ${name}" for name, value in prepended.items()]
    lines += [f"set -q {name}; and set -gx {KEPT}{name} ${name}; set -e {name}" for name in unset]
    return "; ".join(lines)


def _deactivate_fish(set_: Collection[str], prepended: Mapping[str, str], unset: Iterable[str]) -> str:
    lines = [
        f"if set -l _place (contains -i -- {fish_word(value)} ${name}); set -e {name}[$_place]; end; "
        f'test -n "${name}"; or set -e {name}'
        for name, value in prepended.items()
    ]
    lines += [f"set -e {name}" for name in set_]
    lines += [
        f"set -q {KEPT}{name}; and set -gx {name} ${KEPT}{name}; set -e {KEPT}{name}"
        for name in (*set_, *unset)
    ]
    return "; ".join(lines)


def _activate_powershell(set_: Mapping[str, str], prepended: Mapping[str, str], unset: Iterable[str]) -> str:
    lines = [
        f"if ($env:{name} -and $env:{name} -cne {(word := powershell_word(value))}) "
        f"{{ $env:{KEPT}{name} = $env:{name} }}; $env:{name} = {word}"
        for name, value in set_.items()
    ]
    lines += [
        f"$env:{name} = (@({powershell_word(value)}) + @($env:{name} | Where-Object {{ $_ }})) "
        "-join [IO.Path]::PathSeparator"
        for name, value in prepended.items()
    ]
    lines += [
        f"if ($env:{name}) {{ $env:{KEPT}{name} = $env:{name}; $env:{name} = $null }}" for name in unset
    ]
    return "; ".join(lines)


def _deactivate_powershell(set_: Collection[str], prepended: Mapping[str, str], unset: Iterable[str]) -> str:
    # In a scope of its own, so that no variable is left; `Remove` takes the first equal entry.
    lines = [
        f"& {{ $entries = [Collections.ArrayList]@($env:{name} -split [IO.Path]::PathSeparator); "
        f"$entries.Remove({powershell_word(value)}); "
        f"$env:{name} = $entries -join [IO.Path]::PathSeparator }}; "
        f"if (-not $env:{name}) {{ $env:{name} = $null }}"
        for name, value in prepended.items()
    ]
    lines += [f"$env:{name} = $null" for name in set_]
    lines += [
        f"if ($env:{KEPT}{name}) {{ $env:{name} = $env:{KEPT}{name}; $env:{KEPT}{name} = $null }}"
        for name in (*set_, *unset)
    ]
    return "; ".join(lines)


def _activate_cmd(set_: Mapping[str, str], prepended: Mapping[str, str], unset: Iterable[str]) -> str:
    # There is no quoting inside of cmd's `set`, and a variable is replaced before the line is read.
    lines = [
        f'if defined {name} if not "%{name}%"=="{value}" set "{KEPT}{name}=%{name}%"'
        for name, value in set_.items()
    ]
    lines += [f'set "{name}={value}"' for name, value in set_.items()]
    lines += [
        f'if defined {name} (set "{name}={value};%{name}%") else set "{name}={value}"'
        for name, value in prepended.items()
    ]
    lines += [f'if defined {name} (set "{KEPT}{name}=%{name}%" & set "{name}=")' for name in unset]
    return _one_after_the_other(lines)


def _deactivate_cmd(set_: Collection[str], prepended: Mapping[str, str], unset: Iterable[str]) -> str:
    lines = [_without_entry(name, value) for name, value in prepended.items()]
    lines += [f'set "{name}="' for name in set_]
    lines += [
        f'if defined {KEPT}{name} (set "{name}=%{KEPT}{name}%" & set "{KEPT}{name}=")'
        for name in (*set_, *unset)
    ]
    return _one_after_the_other(lines)


def _without_entry(name: str, value: str) -> str:
    # cmd replaces all or none: only where something was put before it do later equal entries go too.
    length = len(f"{value};".encode("utf-16-le")) // 2
    return (
        f'if "%{name}%"=="{value}" (set "{name}=") '
        f'else if "%{name}:~0,{length}%"=="{value};" (set "{name}=%{name}:~{length}%") '
        f'else set "{name}=%{name}:{value};=%"'
    )


def _one_after_the_other(lines: Iterable[str]) -> str:
    # What follows a bare `if` on the same line would belong to it.
    return " & ".join(f"({line})" for line in lines)


def _activate_nu(set_: Mapping[str, str], prepended: Mapping[str, str], unset: Iterable[str]) -> str:
    lines = [
        f"if ($env.{name}? | default {(word := nu_word(value))}) != {word} "
        f"{{ $env.{KEPT}{name} = $env.{name} }}; $env.{name} = {word}"
        for name, value in set_.items()
    ]
    lines += [
        f"$env.{name} = ({_entries_in_nu(name)} | prepend {nu_word(value)}{_as_held_in_nu(name)})"
        for name, value in prepended.items()
    ]
    lines += [f"if {name} in $env {{ $env.{KEPT}{name} = $env.{name}; hide-env {name} }}" for name in unset]
    return "; ".join(lines)


def _deactivate_nu(set_: Collection[str], prepended: Mapping[str, str], unset: Iterable[str]) -> str:
    lines = [
        f"$env.{name} = ({(entries := _entries_in_nu(name))} "
        f"| take until {(is_it := f'{{|entry| $entry == {nu_word(value)} }}')} "
        f"| append ({entries} | skip until {is_it} | skip 1){_as_held_in_nu(name)}); "
        f"if ($env.{name} | is-empty) {{ hide-env {name} }}"
        for name, value in prepended.items()
    ]
    lines += [f"hide-env --ignore-errors {name}" for name in set_]
    lines += [
        f"if {KEPT}{name} in $env {{ $env.{name} = $env.{KEPT}{name}; hide-env {KEPT}{name} }}"
        for name in (*set_, *unset)
    ]
    return "; ".join(lines)


def _entries_in_nu(name: str) -> str:
    return f"$env.{name}? | default [] | split row (char esep)"


def _as_held_in_nu(name: str) -> str:
    # Only `PATH` is a list there, and no other list is passed on to programs.
    return "" if name == "PATH" else " | str join (char esep)"


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
