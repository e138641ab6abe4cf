"""What `initialize` says besides capabilities: the folders, the settings, the client's process.

Tolerant like everything that reads this message: a part of the wrong type counts as absent.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from venvls.runtime.uris import path_of, uri_of

SECTION = "venvls"
"""The section of the client's configuration that holds our settings."""


class Opening(NamedTuple):
    """How a session begins.

    `folders` are paths. `settings` are `initializationOptions` as they are; their member `trusted`
    says what the client's own workspace trust says, `None` when it says nothing. `process_id` is
    that of the process whose end is ours too.
    """

    folders: tuple[str, ...] = ()
    settings: Mapping[str, object] = {}
    trusted: bool | None = None
    process_id: int | None = None


def read(params: Mapping[str, Any]) -> Opening:
    """Return what an `initialize` request says."""
    options = params.get("initializationOptions")
    settings = options if isinstance(options, dict) else {}
    trusted, process_id = settings.get("trusted"), params.get("processId")
    return Opening(
        folders=tuple(dict.fromkeys(filter(None, map(_path, _folders(params))))),
        settings=settings,
        trusted=trusted if isinstance(trusted, bool) else None,
        process_id=process_id if type(process_id) is int and process_id > 0 else None,
    )


def _folders(params: Mapping[str, Any]) -> list[Any]:
    folders = params.get("workspaceFolders")
    if isinstance(folders, list) and folders:
        return [folder.get("uri") for folder in folders if isinstance(folder, dict)]
    # The older two ways to say it; the last one is a path.
    return [params.get("rootUri") or params.get("rootPath")]


def _path(folder: object) -> str:
    if not isinstance(folder, str):
        return ""
    return path_of(folder if "://" in folder else uri_of(folder)) if folder else ""
