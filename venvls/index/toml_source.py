"""A TOML file as a source of settings: values with the line they stand on, wrong types passed over.

Positions are found by looking for the value's text, which is right wherever an address stands once.
Not for editing; `syntax` has a parser that keeps every position.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

from venvls.index.option import Option
from venvls.model.index_configuration import Setting


@dataclass(frozen=True, slots=True)
class TomlSource:
    """A parsed file; empty where there is none."""

    path: Path
    from_workspace: bool
    content: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    lines: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    def table(self, *keys: str) -> Mapping[str, object]:
        """Return the table at these keys, empty where there is none."""
        return table(self.content, *keys)

    def origin(self, value: str) -> str:
        """Return the file and line where a value stands."""
        found = (number for number, line in enumerate(self.lines, 1) if value in line)
        return f"{self.path}:{next(found, 1)}"

    def setting(self, value: str) -> Setting:
        """Return a value of this file as a setting."""
        return Setting(value, self.origin(value), self.from_workspace)

    def option(self, name: str, value: str) -> Option:
        """Return a value of this file as an option."""
        return Option(name, value, self.origin(value), self.from_workspace)


def read_toml(path: Path, *, from_workspace: bool) -> TomlSource:
    """Read a file, empty where there is none; raises `OSError`, `UnicodeDecodeError`, `TOMLDecodeError`."""
    if not path.is_file():
        return TomlSource(path, from_workspace)
    text = path.read_text("utf-8")
    try:
        content = tomllib.loads(text)
    except RecursionError as error:
        raise tomllib.TOMLDecodeError("nested too deep to be read") from error
    return TomlSource(path, from_workspace, content, tuple(text.splitlines()))


def table(content: Mapping[str, object], *keys: str) -> Mapping[str, object]:
    """Return the table at these keys, empty where there is none or something else."""
    for key in keys:
        inner = content.get(key)
        if not isinstance(inner, dict):
            return {}
        content = inner
    return content


def tables(value: object) -> Iterator[Mapping[str, object]]:
    """Yield the tables of an array of tables."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        yield from (entry for entry in value if isinstance(entry, dict))


def strings(value: object) -> tuple[str, ...]:
    """Return a string, or an array of strings, as a tuple."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, Sequence):
        return tuple(entry for entry in value if isinstance(entry, str))
    return ()


def string(content: Mapping[str, object], key: str) -> str:
    """Return a string, empty where there is none."""
    value = content.get(key)
    return value if isinstance(value, str) else ""


def with_credentials(address: str, user: str, password: str) -> str:
    """Return an address with credentials in it, unless it has some or there are none."""
    scheme, separator, rest = address.partition("://")
    if not separator or "@" in rest.partition("/")[0] or not (user or password):
        return address
    return f"{scheme}://{quote(user, safe='')}:{quote(password, safe='')}@{rest}"
