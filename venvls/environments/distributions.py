"""The distributions of one site-packages folder by their own files, each read once while unchanged.

Reads dist-info (PEP 376, 427, 610, 627), egg-info as setuptools and Debian leave them, and whole eggs.
Does not know what else is on `sys.path`, nor whether the distributions go together.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from venvls.environments.metadata_headers import headers_in
from venvls.environments.reading import is_folder, read_bytes, read_text
from venvls.environments.records import Provided, provided_by
from venvls.model.environment import Distribution
from venvls.model.names import extra_name, project_name

INFO_SUFFIX = ".dist-info"
EGG_SUFFIX = ".egg-info"
_EGG = ".egg"
_HEADERS_LIMIT = 1 << 20
_RECORD_LIMIT = 32 << 20


@dataclass(frozen=True, slots=True)
class Installed:
    """A distribution and what it provides."""

    distribution: Distribution
    provided: Provided


def read_distributions(folder: str) -> tuple[Installed, ...]:
    """Return the distributions whose dist-info or egg-info lies directly in `folder`, by name.

    A folder on `sys.path` may also be an egg, zipped or not: a distribution itself.
    """
    if folder.endswith(_EGG):
        egg = _read(folder, _changed(folder))
        return (egg,) if egg else ()
    try:
        with os.scandir(folder) as entries:
            infos = [(entry.path, _stamp(entry)) for entry in entries if _is_info(entry.name)]
    except OSError:
        return ()
    return tuple(one for path, stamp in sorted(infos) if (one := _read(path, stamp)))


def forget() -> None:
    """Read every distribution again when it is asked for: for what was edited where no folder shows it."""
    _read.cache_clear()


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


def _changed(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=1 << 15)
def _read(path: str, stamp: int) -> Installed | None:  # noqa: ARG001 -- the stamp is part of the cache's key
    if path.endswith(INFO_SUFFIX):
        return _read_info(path)
    if not path.endswith(_EGG):
        return _read_egg_info(path)
    inside = os.path.join(path, "EGG-INFO")
    return _read_egg_info(inside) if is_folder(inside) else _read_zipped(path)


def _read_info(path: str) -> Installed:
    record = _read_lines(path, "RECORD", _RECORD_LIMIT)
    metadata = read_bytes(f"{path}{os.sep}METADATA", _HEADERS_LIMIT)
    intact = record is not None and metadata is not None
    distribution = _described(path, metadata or b"", intact=intact)
    # Nearly none has an origin: asking is a third of the cost of failing to open.
    if os.access(f"{path}{os.sep}direct_url.json", os.F_OK):
        distribution = _with_origin(distribution)
    return Installed(distribution, provided_by(record or "", _declared_namespaces(path)))


def _read_zipped(path: str) -> Installed | None:
    # Hardly anybody has one left, and what reads archives is slow to load.
    from venvls.environments.zipped_eggs import read_zipped_egg

    egg = read_zipped_egg(path, _HEADERS_LIMIT)
    if egg is None:
        return None
    files = "".join(f"{name},\n" for name in egg.names if not name.startswith("EGG-INFO/"))
    return Installed(_described(path, egg.metadata), provided_by(files))


def _read_egg_info(path: str) -> Installed:
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


def _described(path: str, metadata: bytes, *, intact: bool = True) -> Distribution:
    headers = headers_in(metadata)
    # What the metadata says is what counts; the folder's name is only made from it.
    display_name = headers.name or _words_of(path)[0]
    of_extras = tuple([line for line in headers.requirements if "extra" in line])
    return Distribution(
        name=project_name(display_name),
        display_name=display_name,
        version=headers.version or _words_of(path)[1],
        folder=path,
        intact=intact,
        extras=frozenset(map(extra_name, headers.extras)),
        extra_requirements=of_extras,
        requirements=tuple([line for line in headers.requirements if "extra" not in line])
        if of_extras
        else headers.requirements,
    )


def _words_of(path: str) -> tuple[str, str]:
    """Return what the name of a dist-info or egg-info says of the project's name and its version."""
    name, _, rest = os.path.splitext(os.path.basename(path))[0].partition("-")
    return name, rest.partition("-")[0]


def _with_origin(distribution: Distribution) -> Distribution:
    try:
        origin = json.loads(_read_lines(distribution.folder, "direct_url.json") or "null")
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
    # Setuptools alone has written this, and only for `pkg_resources`.
    if not os.access(f"{path}{os.sep}namespace_packages.txt", os.F_OK):
        return frozenset()
    return frozenset((_read_lines(path, "namespace_packages.txt") or "").split())


def _read_lines(folder: str, name: str, limit: int = _HEADERS_LIMIT) -> str | None:
    return read_text(f"{folder}{os.sep}{name}", limit)
