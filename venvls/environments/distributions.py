"""The distributions of one site-packages folder by their own files, each read once while unchanged.

Reads dist-info (PEP 376, 427, 610, 627) and egg-info as setuptools and Debian leave them. Does not
know what else is on `sys.path`, nor whether the distributions go together.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from venvls.environments.reading import is_folder, names_in, read_bytes, read_text
from venvls.environments.records import Provided, provided_by
from venvls.model.environment import Distribution
from venvls.model.names import extra_name, project_name

INFO_SUFFIX = ".dist-info"
EGG_SUFFIX = ".egg-info"
_HEADERS_LIMIT = 1 << 20
_RECORD_LIMIT = 32 << 20
_HEADERS = frozenset({"Name", "Version", "Provides-Extra", "Requires-Dist"})


@dataclass(frozen=True, slots=True)
class Installed:
    """A distribution and what it provides."""

    distribution: Distribution
    provided: Provided


def read_distributions(folder: str) -> tuple[Installed, ...]:
    """Return the distributions whose dist-info or egg-info lies directly in `folder`, by name."""
    try:
        with os.scandir(folder) as entries:
            infos = [(entry.path, _stamp(entry)) for entry in entries if _is_info(entry.name)]
    except OSError:
        return ()
    return tuple(_read(path, stamp) for path, stamp in sorted(infos))


def leftovers_in(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names that an interrupted uninstallation leaves behind (pip's `~` folders)."""
    return tuple(name for name in names if name.startswith("~") and len(name) > 1)


def _is_info(name: str) -> bool:
    return name.endswith((INFO_SUFFIX, EGG_SUFFIX)) and not name.startswith("~")


def _stamp(entry: os.DirEntry[str]) -> int:
    # Installers write into a dist-info by creating or replacing files, which touches the folder.
    try:
        return entry.stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=1 << 15)
def _read(path: str, stamp: int) -> Installed:  # noqa: ARG001 -- the stamp is part of the cache's key
    return _read_info(path) if path.endswith(INFO_SUFFIX) else _read_egg(path)


def _read_info(path: str) -> Installed:
    present = frozenset(names_in(path))
    record = _read_lines(path, "RECORD", _RECORD_LIMIT) if "RECORD" in present else None
    distribution = _described(
        path,
        read_bytes(f"{path}{os.sep}METADATA", _HEADERS_LIMIT) or b"",
        installer=(_read_lines(path, "INSTALLER") or "").strip() if "INSTALLER" in present else "",
        requested="REQUESTED" in present,
        intact=record is not None and "METADATA" in present,
    )
    if "direct_url.json" in present:
        distribution = _with_origin(distribution, _read_lines(path, "direct_url.json") or "")
    namespaces = _declared_namespaces(path) if "namespace_packages.txt" in present else frozenset()
    return Installed(distribution, provided_by(record or "", namespaces))


def _read_egg(path: str) -> Installed:
    if not is_folder(path):
        return Installed(_described(path, read_bytes(path, _HEADERS_LIMIT) or b""), Provided())
    metadata = read_bytes(os.path.join(path, "PKG-INFO"), _HEADERS_LIMIT) or b""
    files = _read_lines(path, "installed-files.txt")
    namespaces = _declared_namespaces(path)
    if files is not None:
        inside = (line.removeprefix("../") for line in files.splitlines() if line.startswith("../"))
        return Installed(_described(path, metadata), provided_by("\n".join(inside), namespaces))
    tops = (_read_lines(path, "top_level.txt") or "").split()
    regular = tuple(top for top in tops if top.isidentifier() and top not in namespaces)
    provided = Provided(regular, tuple(sorted(namespaces)), frozenset(tops))
    return Installed(_described(path, metadata), provided)


def _described(
    path: str, metadata: bytes, *, installer: str = "", requested: bool = False, intact: bool = True
) -> Distribution:
    headers = _headers(metadata)
    names, versions = headers.get("Name", ()), headers.get("Version", ())
    needs = headers.get("Requires-Dist", ())
    name_part, _, version_part = os.path.splitext(os.path.basename(path))[0].partition("-")
    display_name = names[0] if names else name_part
    return Distribution(
        name=project_name(display_name),
        display_name=display_name,
        version=versions[0] if versions else version_part.partition("-")[0],
        folder=path,
        installer=installer,
        requested=requested,
        intact=intact,
        extras=frozenset(map(extra_name, headers.get("Provides-Extra", ()))),
        extra_requirements=tuple(line for line in needs if "extra" in line),
        requirements=tuple(line for line in needs if "extra" not in line),
    )


def _headers(metadata: bytes) -> dict[str, list[str]]:
    """Return the values of the headers that matter here, by the header's name."""
    head = metadata.replace(b"\r\n", b"\n").partition(b"\n\n")[0].decode("utf-8", errors="replace")
    found: dict[str, list[str]] = {}
    for line in head.split("\n"):
        name, colon, value = line.partition(":")
        if colon and name in _HEADERS:
            found.setdefault(name, []).append(value.strip())
    return found


def _with_origin(distribution: Distribution, text: str) -> Distribution:
    try:
        origin = json.loads(text)
    except ValueError:
        return distribution
    if not isinstance(origin, dict) or not isinstance(url := origin.get("url"), str):
        return distribution
    folder = origin.get("dir_info")
    editable = isinstance(folder, dict) and folder.get("editable") is True
    return replace(distribution, direct_url=url, editable=_path_of(url) if editable else None)


def _path_of(url: str) -> str:
    path = unquote(urlsplit(url).path)
    # `file:///C:/project` has a slash before the drive.
    return path[1:] if path[2:3] == ":" else path


def _declared_namespaces(path: str) -> frozenset[str]:
    return frozenset((_read_lines(path, "namespace_packages.txt") or "").split())


def _read_lines(folder: str, name: str, limit: int = _HEADERS_LIMIT) -> str | None:
    return read_text(f"{folder}{os.sep}{name}", limit)
