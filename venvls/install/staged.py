"""What staged files are going to write into an environment.

A wheel says where its files go (PEP 427, "The .data directory"), and its entry points say which
scripts are made for it (entry points specification). Does not unpack anything.
"""

import configparser
import hashlib
import os
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename

from venvls.install.target import Found, Target, recorded
from venvls.model.names import ProjectName

_CHUNK = 1 << 20
_GENERATED = ("INSTALLER", "REQUESTED", "RECORD", "direct_url.json", "uv_cache.json", "uv_build.json")
"""What installers add to a metadata folder."""


def wheels(folder: Path) -> dict[ProjectName, Path]:
    """Return the wheels in a folder by project."""
    found: dict[ProjectName, Path] = {}
    for path in folder.glob("*.whl"):
        try:
            name = parse_wheel_filename(path.name)[0]
        except InvalidWheelFilename:
            continue
        found[ProjectName(canonicalize_name(name))] = path
    return found


def digest(path: Path) -> str:
    """Return a file's SHA-256 as `sha256:hex`."""
    sum_ = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            sum_.update(chunk)
    return f"sha256:{sum_.hexdigest()}"


def written_by_wheel(wheel: Path, target: Target) -> tuple[str, ...]:
    """Return the paths below the prefix that a wheel's files and scripts will have.

    Where pure and platform-specific site-packages differ, both are named: only one will be written.
    """
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/")]
        points = next((name for name in names if name.endswith(".dist-info/entry_points.txt")), None)
        scripts = _entry_points(archive.read(points).decode("utf-8", "replace")) if points else ()
    names += _generated(names)
    paths = {path for name in names for path in _destinations(name, target)}
    paths |= {path for script in scripts for path in _script_files(target.scripts / script)}
    return _below(paths, target)


def written_by_tree(found: Found, tree: Path, target: Target) -> tuple[str, ...]:
    """Return the paths below the prefix for a distribution unpacked into a folder of its own."""
    # As strings, because there are thousands of them.
    inside = f"{tree}{os.sep}"
    scripts = str(target.scripts)
    sites = tuple(map(str, target.sites))
    paths: set[str] = set()
    for path in recorded(found):
        if not path.startswith(inside):
            continue
        relative = path.removeprefix(inside)
        if relative.partition(os.sep)[0] in ("bin", "Scripts"):
            paths.add(os.path.join(scripts, os.path.basename(relative)))
        else:
            paths.update(os.path.join(site, relative) for site in sites)
    return _below(paths, target)


def _generated(names: list[str]) -> list[str]:
    folder = next((name.partition("/")[0] for name in names if name.endswith(".dist-info/METADATA")), None)
    return [f"{folder}/{name}" for name in _GENERATED] if folder else []


def _destinations(name: str, target: Target) -> Iterator[Path]:
    parts = PurePosixPath(name).parts
    if not parts[0].endswith(".data") or len(parts) < 3:
        yield from (site / name for site in target.sites)
        return
    rest = Path(*parts[2:])
    match parts[1]:
        case "purelib" | "platlib":
            yield from (site / rest for site in target.sites)
        case "scripts":
            yield from _script_files(target.scripts / rest)
        case "data":
            yield target.prefix / rest
        case "headers":
            version = target.sites[0].parent.name if target.sites else ""
            yield target.prefix / "include" / "site" / version / parts[0].partition("-")[0] / rest
        case _:
            return


def _entry_points(text: str) -> tuple[str, ...]:
    parser = configparser.RawConfigParser(delimiters=("=",), strict=False)
    parser.optionxform = str  # type: ignore[method-assign, assignment]  # script names keep their case
    try:
        parser.read_string(text)
    except configparser.Error:
        return ()
    sections = ("console_scripts", "gui_scripts")
    return tuple(name for section in sections if parser.has_section(section) for name in parser[section])


def _script_files(path: Path) -> tuple[Path, ...]:
    if os.name != "nt":
        return (path,)
    return (path, path.with_name(f"{path.name}.exe"), path.with_name(f"{path.name}-script.py"))


def _below(paths: Iterable[str | Path], target: Target) -> tuple[str, ...]:
    """Return paths relative to the prefix; a wheel that points outside of it is none of our business."""
    inside = f"{target.prefix}{os.sep}"
    normal = map(os.path.normpath, paths)
    return tuple(sorted({str(path).removeprefix(inside) for path in normal if str(path).startswith(inside)}))
