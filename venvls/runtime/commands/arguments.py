"""Reads the argument object of a command; what does not fit is said in one sentence."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from venvls.analysis.snapshot import Scope
from venvls.runtime.commands import BadArgumentError, CommandError
from venvls.runtime.uris import path_of

if TYPE_CHECKING:
    from venvls.runtime.engine import Engine


def text(argument: Mapping[str, object], key: str) -> str:
    """Return a string that must be there."""
    value = argument.get(key)
    if not isinstance(value, str) or not value:
        raise BadArgumentError(f"the command needs a string: `{key}`")
    return value


def optional_text(argument: Mapping[str, object], key: str) -> str | None:
    """Return a string that may be left out."""
    return text(argument, key) if argument.get(key) is not None else None


def number(argument: Mapping[str, object], key: str) -> int:
    """Return a whole number that must be there and is not negative."""
    value = argument.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise BadArgumentError(f"the command needs a number: `{key}`")
    return value


def texts(argument: Mapping[str, object], key: str) -> tuple[str, ...]:
    """Return a list of at least one string; one string alone counts as a list."""
    value = argument.get(key)
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list | tuple) or not items:
        raise BadArgumentError(f"the command needs a list of strings: `{key}`")
    if not all(isinstance(item, str) and item.strip() for item in items):
        raise BadArgumentError(f"the command needs a list of strings: `{key}`")
    return tuple(items)


def flag(argument: Mapping[str, object], key: str) -> bool:
    """Return a boolean that is false when it is left out."""
    value = argument.get(key)
    if value is not None and not isinstance(value, bool):
        raise BadArgumentError(f"the command needs `true` or `false`: `{key}`")
    return value is True


async def scope(engine: "Engine", argument: Mapping[str, object]) -> Scope:
    """Return the scope of the document or folder that the command is about."""
    uri = text(argument, "uri")
    path = path_of(uri)
    if not path:
        raise CommandError(f"this document lies in no folder, so it has no environment: `{uri}`")
    found = await engine.scope_of_path(path)
    if found is None:
        raise CommandError(f"the project could not be read: `{path}`")
    return found


async def trusted_scope(engine: "Engine", argument: Mapping[str, object]) -> Scope:
    """Return the scope, unless the editor keeps its folder in restricted mode."""
    found = await scope(engine, argument)
    if not found.trusted:
        raise CommandError(
            f"the editor says that this folder is not trusted, so nothing runs: `{found.path}`"
        )
    return found
