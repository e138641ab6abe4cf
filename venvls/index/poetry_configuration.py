"""Poetry's sources: `[[tool.poetry.source]]`, dependencies with a `source`, `POETRY_HTTP_BASIC_*`.

Follows Poetry's documentation, "Repositories": a primary source turns the default index off, unless it
is listed by its name; supplemental ones are asked after those; explicit ones only for who names them.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import platformdirs

from venvls.index.option import Option, ToolOptions
from venvls.index.toml_source import TomlSource, read_toml, string, table, tables, with_credentials
from venvls.model.index_configuration import Setting
from venvls.model.names import project_name

_DEFAULT = "pypi"
_PRIMARY = frozenset({"", "primary", "default"})


def read(pyproject: TomlSource, environ: Mapping[str, str]) -> ToolOptions:
    """Read the sources of a Poetry project."""
    sources = list(tables(pyproject.table("tool", "poetry").get("source")))
    credentials = _credentials(environ)
    named = {
        string(source, "name").lower(): _setting(pyproject, source, credentials)
        for source in sources
        if string(source, "url")
    }
    primary = [source for source in sources if _priority(source) in _PRIMARY]
    listed = any(string(source, "name").lower() == _DEFAULT for source in primary)
    return ToolOptions(
        options=tuple(_options(sources, named)),
        dedicated=tuple(_dedicated(pyproject, named)),
        no_default=bool(primary) and not listed,
        first_match=len(primary) <= 1,
    )


def _options(sources: list[Mapping[str, object]], named: Mapping[str, Setting]) -> Iterator[Option]:
    ordered = sorted(sources, key=lambda source: _priority(source) not in _PRIMARY)
    for source in ordered:
        setting = named.get(string(source, "name").lower())
        if setting is not None and _priority(source) != "explicit":
            yield Option("extra-index-url", setting.value, setting.origin, setting.from_workspace)


def _dedicated(
    pyproject: TomlSource, named: Mapping[str, Setting]
) -> Iterator[tuple[str, tuple[Setting, ...]]]:
    poetry = pyproject.table("tool", "poetry")
    groups = [table(poetry, "dependencies"), table(poetry, "dev-dependencies")]
    groups += [table(poetry, "group", group, "dependencies") for group in table(poetry, "group")]
    for group in groups:
        for name, dependency in group.items():
            choices = [dependency] if isinstance(dependency, dict) else list(tables(dependency))
            settings = [
                named[key] for choice in choices if (key := string(choice, "source").lower()) in named
            ]
            if settings:
                yield project_name(name), tuple(settings)


def _setting(
    pyproject: TomlSource, source: Mapping[str, object], credentials: Mapping[str, tuple[str, str]]
) -> Setting:
    setting = pyproject.setting(string(source, "url"))
    user, password = credentials.get(_variable_name(string(source, "name")), ("", ""))
    return replace(setting, value=with_credentials(setting.value, user, password))


def _priority(source: Mapping[str, object]) -> str:
    return string(source, "priority").lower()


def _credentials(environ: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Return user and password by the name of their source, as variables spell it."""
    found: dict[str, tuple[str, str]] = {}
    home = environ.get("POETRY_CONFIG_DIR") or platformdirs.user_config_dir("pypoetry", appauthor=False)
    with suppress(OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        written = read_toml(Path(home) / "auth.toml", from_workspace=False).table("http-basic")
        for name in written:
            entry = table(written, name)
            found[_variable_name(name)] = (string(entry, "username"), string(entry, "password"))
    for variable, value in environ.items():
        if match := re.fullmatch(r"POETRY_HTTP_BASIC_(\w+)_USERNAME", variable):
            found[match[1]] = (value, environ.get(f"POETRY_HTTP_BASIC_{match[1]}_PASSWORD", ""))
    return found


def _variable_name(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "_", name).upper()
