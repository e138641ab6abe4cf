"""PDM's sources: `[[tool.pdm.source]]` with packages to include, the user's configuration, `PDM_*`.

Follows PDM's documentation, "Configure the package indexes": sources are asked besides the default
index, one that is named `pypi` stands in for it, and releases of all are joined unless their order counts.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import platformdirs

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
from venvls.model.index_configuration import Setting

_DEFAULT = "pypi"
_VARIABLE = re.compile(r"\$\{(\w+)\}")


def read(pyproject: TomlSource, environ: Mapping[str, str]) -> ToolOptions:
    """Read the sources of a PDM project."""
    pdm = pyproject.table("tool", "pdm")
    sources = [source for source in tables(pdm.get("source")) if string(source, "url")]
    in_order = table(pdm, "resolution").get("respect-source-order") is True
    return ToolOptions(
        options=(
            *_user_options(environ),
            *(_option(pyproject, source, environ) for source in sources),
            *_insecure(pyproject, sources),
        ),
        dedicated=tuple(_dedicated(pyproject, sources, environ)),
        default_last=in_order,
        first_match=in_order,
    )


def _option(pyproject: TomlSource, source: Mapping[str, object], environ: Mapping[str, str]) -> Option:
    setting = _setting(pyproject, source, environ)
    if string(source, "type") == "find_links":
        name = "find-links"
    else:
        name = "index-url" if string(source, "name").lower() == _DEFAULT else "extra-index-url"
    return Option(name, setting.value, setting.origin, setting.from_workspace)


def _setting(pyproject: TomlSource, source: Mapping[str, object], environ: Mapping[str, str]) -> Setting:
    setting = pyproject.setting(string(source, "url"))
    address = _VARIABLE.sub(lambda match: environ.get(match[1], match[0]), setting.value)
    address = with_credentials(address, string(source, "username"), string(source, "password"))
    return replace(setting, value=address)


def _insecure(pyproject: TomlSource, sources: list[Mapping[str, object]]) -> Iterator[Option]:
    for source in sources:
        if source.get("verify_ssl") is False:
            host = string(source, "url").partition("://")[2].rpartition("@")[2].partition("/")[0]
            yield pyproject.option("trusted-host", host)


def _dedicated(
    pyproject: TomlSource, sources: list[Mapping[str, object]], environ: Mapping[str, str]
) -> Iterator[tuple[str, tuple[Setting, ...]]]:
    for source in sources:
        for pattern in strings(source.get("include_packages")):
            yield pattern.lower(), (_setting(pyproject, source, environ),)


def _user_options(environ: Mapping[str, str]) -> Iterator[Option]:
    chosen = environ.get("PDM_CONFIG_FILE")
    default = Path(platformdirs.user_config_dir("pdm", appauthor=False)) / "config.toml"
    with suppress(OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        written = read_toml(Path(chosen) if chosen else default, from_workspace=False)
        default_index = written.table(_DEFAULT)
        if address := string(default_index, "url"):
            user, password = string(default_index, "username"), string(default_index, "password")
            option = written.option("index-url", address)
            yield replace(option, value=with_credentials(address, user, password))
    if chosen_index := environ.get("PDM_PYPI_URL"):
        yield Option("index-url", chosen_index, "variable PDM_PYPI_URL")
