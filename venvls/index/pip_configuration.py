"""pip's own configuration: its files and its variables, in the order in which they override each other.

Follows pip's documentation, "Configuration" (files: global, user, site, `PIP_CONFIG_FILE`; sections:
`[global]`, then the command's; variables last). Knows nothing of what an option means.
"""

import configparser
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import platformdirs

from venvls.index.option import Option, ToolOptions

_COMMANDS = ("global", "install")


def read(environ: Mapping[str, str], prefix: str, workspace: Sequence[str]) -> ToolOptions:
    """Read what pip would read for the environment at `prefix` (empty: none yet).

    A file below a folder of the `workspace` counts as written by it: a clone can bring its own.
    """
    sections: dict[str, dict[str, Option]] = {command: {} for command in _COMMANDS}
    problems: list[str] = []
    for path in _files(environ, prefix):
        try:
            written = list(_options(path, from_workspace=_is_below(path, workspace)))
        except (OSError, UnicodeDecodeError, configparser.Error) as error:
            problems.append(f"`{path}` could not be read: {str(error).splitlines()[0]}")
            continue
        for section, option in written:
            if section in sections:
                sections[section][option.name] = option
    sections["variables"] = {option.name: option for option in _variables(environ)}
    in_force: dict[str, Option] = {}
    for options in sections.values():
        in_force |= {name: option for name, option in options.items() if option.value}
    return ToolOptions(tuple(in_force.values()), problems=tuple(problems))


def _files(environ: Mapping[str, str], prefix: str) -> Iterator[Path]:
    chosen = environ.get("PIP_CONFIG_FILE")
    if chosen == os.devnull:
        return
    yield from _global_files(environ)
    # The file a variable names takes the place of the user's.
    if not (chosen and Path(chosen).exists()):
        yield from _user_files(environ)
    if prefix:
        yield Path(prefix) / _basename()
    if chosen:
        yield Path(chosen)


def _global_files(environ: Mapping[str, str]) -> Iterator[Path]:
    if sys.platform in {"win32", "darwin"}:
        yield Path(platformdirs.site_data_dir("pip", appauthor=False)) / _basename()
        return
    for folder in environ.get("XDG_CONFIG_DIRS", "/etc/xdg").split(os.pathsep):
        yield Path(folder) / "pip" / "pip.conf"
    yield Path("/etc/pip.conf")


def _user_files(environ: Mapping[str, str]) -> Iterator[Path]:
    home = Path(environ.get("HOME") or Path.home())
    if sys.platform == "win32":
        yield home / "pip" / "pip.ini"
        yield Path(platformdirs.user_config_dir("pip", appauthor=False, roaming=True)) / "pip.ini"
        return
    yield home / ".pip" / "pip.conf"
    application_support = home / "Library" / "Application Support" / "pip"
    if sys.platform == "darwin" and application_support.is_dir():
        yield application_support / "pip.conf"
    else:
        yield Path(environ.get("XDG_CONFIG_HOME") or home / ".config") / "pip" / "pip.conf"


def _basename() -> str:
    return "pip.ini" if sys.platform == "win32" else "pip.conf"


def _options(path: Path, *, from_workspace: bool) -> Iterator[tuple[str, Option]]:
    if not path.is_file():
        return
    text = path.read_text("utf-8")
    parser = configparser.RawConfigParser()
    parser.read_string(text, str(path))
    for section in parser.sections():
        for key, value in parser.items(section):
            origin = f"{path}:{_line_of(text, section, key)}"
            yield section, Option(_normal(key), value.strip(), origin, from_workspace)


def _line_of(text: str, section: str, key: str) -> int:
    current = ""
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if stripped.startswith("["):
            current = stripped.strip("[]")
        elif current == section and stripped.partition("=")[0].partition(":")[0].strip().lower() == key:
            return number
    return 1


def _variables(environ: Mapping[str, str]) -> Iterator[Option]:
    for name, value in environ.items():
        if name.startswith("PIP_"):
            yield Option(_normal(name[4:]), value, f"variable {name}")


def _normal(key: str) -> str:
    name = key.lower().replace("_", "-").removeprefix("--")
    return "index-url" if name == "pypi-url" else name


def _is_below(path: Path, workspace: Sequence[str]) -> bool:
    # By its name or by where it really lies: a clone can bring links as well.
    return any(
        path.is_relative_to(folder) or path.resolve().is_relative_to(Path(folder).resolve())
        for folder in workspace
    )
