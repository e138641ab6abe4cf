"""Poetry's sources: `[[tool.poetry.source]]`, dependencies with a `source`, `POETRY_HTTP_BASIC_*`.

Follows Poetry's documentation, "Repositories": what all primary sources list is joined, and one of them
turns the default index off unless that is listed by its name; supplemental ones are asked one after the
other where those know nothing; explicit ones only for who names them.
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
    sources = [source for source in tables(pyproject.table("tool", "poetry").get("source")) if _name(source)]
    credentials = _credentials(environ)
    named = {_name(source): _setting(pyproject, source, credentials) for source in sources}
    primary = [named[_name(source)] for source in sources if _priority(source) in _PRIMARY]
    later = [named[_name(source)] for source in sources if _priority(source) not in {*_PRIMARY, "explicit"}]
    placed = any(_name(source) == _DEFAULT for source in sources)
    return ToolOptions(
        options=tuple(
            Option("extra-index-url", setting.value, setting.origin, setting.from_workspace)
            for setting in primary
            if setting.value
        ),
        dedicated=tuple(_dedicated(pyproject, named)),
        fallbacks=tuple(later),
        no_default=bool(primary or placed) and not any(not setting.value for setting in primary),
    )


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
    if not string(source, "url"):
        # Poetry knows the default index by its name alone.
        return Setting("", "the default index")
    setting = pyproject.setting(string(source, "url"))
    user, password = credentials.get(_variable_name(string(source, "name")), ("", ""))
    return replace(setting, value=with_credentials(setting.value, user, password))


def _name(source: Mapping[str, object]) -> str:
    """Return the name of a source that can be asked, else nothing."""
    name = string(source, "name").lower()
    return name if string(source, "url") or name == _DEFAULT else ""


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
