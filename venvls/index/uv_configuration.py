"""uv's configuration: `uv.toml` or `[tool.uv]`, the user's and the system's `uv.toml`, `UV_*`.

Follows uv's documentation, "Configuration files" and "Package indexes": the project's file before the
user's before the system's, variables before all; named indexes in their order, the default one last;
the first index that lists a project is the only one for it, unless the strategy says otherwise. In a
workspace the root's settings hold, and a member's sources come before the root's.
"""

import os
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from venvls.index.option import Option, ToolOptions
from venvls.index.toml_source import (
    TomlSource,
    read_toml,
    string,
    strings,
    table,
    tables,
    with_credentials,
)
from venvls.model.index_configuration import Manner, Setting
from venvls.model.names import project_name

_VARIABLES = {
    "UV_DEFAULT_INDEX": "index-url",
    "UV_FIND_LINKS": "find-links",
    "UV_NO_INDEX": "no-index",
    "UV_OFFLINE": "offline",
    "UV_INSECURE_HOST": "trusted-host",
    "UV_KEYRING_PROVIDER": "keyring-provider",
    "UV_EXCLUDE_NEWER": "exclude-newer",
}
_SHARED_VARIABLES = (
    ("SSL_CERT_FILE", "cert"),
    ("SSL_CLIENT_CERT", "client-cert"),
    ("HTTP_TIMEOUT", "timeout"),
    ("UV_REQUEST_TIMEOUT", "timeout"),
    ("UV_HTTP_TIMEOUT", "timeout"),
)
_KEYS = {
    "find-links": "find-links",
    "allow-insecure-host": "trusted-host",
    "keyring-provider": "keyring-provider",
    "exclude-newer": "exclude-newer",
    "http-proxy": "http-proxy",
    "https-proxy": "https-proxy",
    "no-proxy": "no-proxy",
}
_NO_KEYRING = Option("keyring-provider", "disabled", "the default of uv")
_FLAGS = {"no-index": "no-index", "offline": "offline"}
_FORMATS = {
    "no-binary": "no-binary",
    "no-binary-package": "no-binary",
    "only-binary": "only-binary",
    "no-build": "only-binary",
    "no-build-package": "only-binary",
}
_FORMAT_VARIABLES = {
    "UV_NO_BINARY": "no-binary",
    "UV_NO_BINARY_PACKAGE": "no-binary",
    "UV_NO_BUILD": "only-binary",
    "UV_NO_BUILD_PACKAGE": "only-binary",
}


def read(pyproject: TomlSource, workspace: TomlSource | None, environ: Mapping[str, str]) -> ToolOptions:
    """Read what uv would read beside `pyproject`; `workspace` is the file of the workspace above, if any."""
    problems: list[str] = []
    # Settings of a member are passed over; only its sources and the indexes they name count.
    main = workspace or pyproject
    sources = list(_sources(main.path.parent, main, environ, problems))
    strategy = environ.get("UV_INDEX_STRATEGY", "")
    indexes: dict[str, Setting] = {}
    # The lowest first: each option that only counts once is then overridden by the next.
    options: list[Option] = []
    for source, settings in reversed(sources):
        options = [*_options(source, settings, environ), *options]
        options += [*_single(source, settings), *_formats(source, settings)]
        indexes |= _named(source, settings, environ)
        strategy = strategy or string(settings, "index-strategy")
    indexes |= _named(pyproject, pyproject.table("tool", "uv"), environ)
    return ToolOptions(
        options=(_NO_KEYRING, *_variable_extras(environ), *_reversed_defaults(options), *_variables(environ)),
        dedicated=tuple(_dedicated(pyproject, indexes)) + tuple(_dedicated(main, indexes)),
        default_last=True,
        first_match=strategy in {"", "first-index"},
        settles=True,
        problems=tuple(problems),
    )


def _sources(
    folder: Path, pyproject: TomlSource, environ: Mapping[str, str], problems: list[str]
) -> Iterator[tuple[TomlSource, Mapping[str, object]]]:
    """Yield files with their settings, the strongest first."""
    chosen = environ.get("UV_CONFIG_FILE")
    if chosen:
        yield from _read([(Path(chosen), False)], problems)
        return
    if (folder / "uv.toml").is_file():
        yield from _read([(folder / "uv.toml", True)], problems)
    else:
        yield pyproject, pyproject.table("tool", "uv")
    if environ.get("UV_NO_CONFIG") not in {"1", "true"}:
        yield from _read([(path, False) for path in _user_files(environ)], problems)


def _read(
    paths: list[tuple[Path, bool]], problems: list[str]
) -> Iterator[tuple[TomlSource, Mapping[str, object]]]:
    for path, from_workspace in paths:
        try:
            source = read_toml(path, from_workspace=from_workspace)
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            problems.append(f"`{path}` could not be read: {error}")
            continue
        yield source, source.content


def _user_files(environ: Mapping[str, str]) -> Iterator[Path]:
    if sys.platform == "win32":
        yield Path(environ.get("APPDATA", "")) / "uv" / "uv.toml"
        yield Path(environ.get("PROGRAMDATA", "")) / "uv" / "uv.toml"
        return
    home = Path(environ.get("HOME") or Path.home())
    yield Path(environ.get("XDG_CONFIG_HOME") or home / ".config") / "uv" / "uv.toml"
    for folder in environ.get("XDG_CONFIG_DIRS", "/etc/xdg").split(os.pathsep):
        yield Path(folder) / "uv" / "uv.toml"
    yield Path("/etc/uv/uv.toml")


def _options(
    source: TomlSource, settings: Mapping[str, object], environ: Mapping[str, str]
) -> Iterator[Option]:
    """Yield the indexes of one file."""
    for entry in tables(settings.get("index")):
        if entry.get("explicit") is not True and string(entry, "url"):
            yield _index_option(source, entry, environ)
    for group in (settings, table(settings, "pip")):
        for address in strings(group.get("extra-index-url")):
            yield source.option("extra-index-url", address)
        if address := string(group, "index-url"):
            yield source.option("index-url", address)


def _single(source: TomlSource, settings: Mapping[str, object]) -> Iterator[Option]:
    for group in (settings, table(settings, "pip")):
        for key, name in _KEYS.items():
            for value in strings(group.get(key)):
                yield source.option(name, value)
        if prerelease := string(group, "prerelease"):
            option = source.option("pre", prerelease)
            yield replace(option, value=str(prerelease == "allow").lower())
        for key, name in _FLAGS.items():
            if isinstance(group.get(key), bool):
                yield replace(source.option(name, key), value=str(group[key]).lower())


def _formats(source: TomlSource, settings: Mapping[str, object]) -> Iterator[Option]:
    """Yield of which projects no wheels or no sources are used; what is said of one counts before flags."""
    for group in (settings, table(settings, "pip")):
        flags = [key for key in _FORMATS if group.get(key) is True]
        yield from (replace(source.option(_FORMATS[key], key), value=":all:") for key in flags)
        for key, name in _FORMATS.items():
            yield from (source.option(name, value) for value in strings(group.get(key)))


def _index_option(source: TomlSource, entry: Mapping[str, object], environ: Mapping[str, str]) -> Option:
    written = string(entry, "url")
    address = _with_variables(string(entry, "name"), written, environ)
    codes = entry.get("ignore-error-codes")
    return replace(
        source.option("index-url" if entry.get("default") is True else "extra-index-url", written),
        value=address if "://" in address else (source.path.parent / address).absolute().as_uri(),
        manner=Manner(
            flat=string(entry, "format") == "flat",
            anonymous=string(entry, "authenticate") == "never",
            passed_over=frozenset(code for code in codes if isinstance(code, int))
            if isinstance(codes, list)
            else frozenset(),
        ),
    )


def _with_variables(name: str, address: str, environ: Mapping[str, str]) -> str:
    prefix = f"UV_INDEX_{re.sub(r'[^A-Za-z0-9]', '_', name).upper()}"
    user, password = environ.get(f"{prefix}_USERNAME", ""), environ.get(f"{prefix}_PASSWORD", "")
    return with_credentials(address, user, password) if name else address


def _named(
    source: TomlSource, settings: Mapping[str, object], environ: Mapping[str, str]
) -> dict[str, Setting]:
    return {
        string(entry, "name"): _index_option(source, entry, environ).setting()
        for entry in tables(settings.get("index"))
        if string(entry, "name") and string(entry, "url")
    }


def _variable_extras(environ: Mapping[str, str]) -> Iterator[Option]:
    for variable in ("UV_INDEX", "UV_EXTRA_INDEX_URL"):
        for word in environ.get(variable, "").split():
            name, address = _unnamed(word)
            yield Option("extra-index-url", _with_variables(name, address, environ), f"variable {variable}")


def _unnamed(written: str) -> tuple[str, str]:
    """Split `name=address`; without a name it is empty."""
    name, equals, address = written.partition("=")
    return (name, address) if equals and "://" not in name else ("", written)


def _variables(environ: Mapping[str, str]) -> Iterator[Option]:
    legacy = {} if environ.get("UV_DEFAULT_INDEX") else {"UV_INDEX_URL": "index-url"}
    for variable, name in (legacy | _VARIABLES).items():
        if value := environ.get(variable):
            is_index = name == "index-url"
            plain = _with_variables(*_unnamed(value), environ) if is_index else value.replace(",", " ")
            yield Option(name, plain, f"variable {variable}")
    if (value := environ.get("UV_PRERELEASE")) is not None:
        yield Option("pre", str(value == "allow").lower(), "variable UV_PRERELEASE")
    formats = [
        Option(name, environ.get(variable, ""), f"variable {variable}")
        for variable, name in _FORMAT_VARIABLES.items()
    ]
    yield from (replace(option, value=":all:") for option in formats if option.is_on)
    yield from (option for option in formats if option.value and option.origin.endswith("_PACKAGE"))
    # The last of a kind counts.
    for variable, name in _SHARED_VARIABLES:
        if value := environ.get(variable):
            yield Option(name, value, f"variable {variable}")


def _reversed_defaults(options: list[Option]) -> Iterator[Option]:
    """Put default indexes in an order in which the strongest comes last, as the last one counts."""
    yield from reversed([option for option in options if option.name == "index-url"])
    yield from (option for option in options if option.name != "index-url")


def _dedicated(
    pyproject: TomlSource, indexes: Mapping[str, Setting]
) -> Iterator[tuple[str, tuple[Setting, ...]]]:
    for name, source in pyproject.table("tool", "uv", "sources").items():
        choices = [source] if isinstance(source, dict) else list(tables(source))
        named = [indexes[string(choice, "index")] for choice in choices if string(choice, "index") in indexes]
        if named:
            yield project_name(name), tuple(named)
