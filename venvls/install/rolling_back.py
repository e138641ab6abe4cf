"""Putting an environment back to what its journal says it was.

Every action may be repeated: a second process that was killed during a first one's repair begins
again. Touches only what the journal names or what an installer leaves behind for its projects.
"""

import contextlib
import filecmp
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from venvls.install.journal import Journal, Record
from venvls.model.names import ProjectName, project_name

_METADATA = (".dist-info", ".egg-info")
_IN_BETWEEN = ("~", ".tmp")


def roll_back(journal: Journal, record: Record) -> tuple[str, ...]:
    """Undo whatever was done, and return what could not be undone: one short text each."""
    prefix = journal.prefix
    problems: list[str] = []
    for path in (*_arrived(prefix, record), *_left_behind(prefix, record)):
        problems += _attempted(_remove, path)
    for relative in record.saved:
        problems += _attempted(_put_back, prefix / relative, journal.saved / relative)
    _prune(journal.prefix, record)
    return tuple(problems)


def clean_up(prefix: Path, record: Record) -> None:
    """Remove the backups that an installer had no time to remove after a change that succeeded."""
    for path in _backups(prefix, record):
        with contextlib.suppress(OSError):
            _remove(path)


def _arrived(prefix: Path, record: Record) -> Iterator[Path]:
    """Yield files that the plan brought and that were not there before, with their bytecode."""
    saved = frozenset(record.saved)
    for relative in record.writes:
        if relative in saved:
            continue
        path = prefix / relative
        if path.is_symlink() or path.is_file():
            yield path
        if path.suffix == ".py":
            yield from (path.parent / "__pycache__").glob(f"{path.stem}.*.pyc")


def _left_behind(prefix: Path, record: Record) -> Iterator[Path]:
    """Yield what an installer made under names that nobody could know beforehand."""
    yield from _backups(prefix, record)
    names = frozenset(step.name for step in record.steps)
    for site in record.sites:
        for entry in _new_entries(prefix, site, record):
            if _is_metadata_of(entry, names) or _is_trace_of(entry, record.editables):
                yield prefix / site / entry
    for entry in _new_entries(prefix, record.scripts, record):
        if any(entry.startswith(str(name)) for name in names):
            yield prefix / record.scripts / entry


def _backups(prefix: Path, record: Record) -> Iterator[Path]:
    """Yield what pip moves things to while it replaces them, and what uv writes before it is in its place."""
    for folder in (*record.sites, record.scripts):
        new = _new_entries(prefix, folder, record)
        yield from (prefix / folder / entry for entry in new if entry.startswith(_IN_BETWEEN))


def _new_entries(prefix: Path, folder: str, record: Record) -> list[str]:
    before = frozenset(record.listing.get(folder, ()))
    try:
        return sorted(set(os.listdir(prefix / folder)) - before)
    except OSError:
        return []


def _is_metadata_of(entry: str, names: frozenset[ProjectName]) -> bool:
    return entry.endswith(_METADATA) and project_name(entry.partition("-")[0]) in names


def _is_trace_of(entry: str, editables: Iterable[ProjectName]) -> bool:
    plain = _plain(entry)
    is_link = entry.endswith((".pth", ".egg-link", ".py"))
    return is_link and any(_plain(name) in plain for name in editables)


def _plain(text: str) -> str:
    return text.lower().replace("-", "_").replace(".", "_")


def _put_back(path: Path, kept: Path) -> None:
    if _is_the_same(kept, path):
        return
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.venvls-new")
    new.unlink(missing_ok=True)
    try:
        os.link(kept, new, follow_symlinks=False)
    except OSError:
        shutil.copy2(kept, new, follow_symlinks=False)
    new.replace(path)


def _is_the_same(kept: Path, path: Path) -> bool:
    try:
        if os.path.samestat(kept.lstat(), path.lstat()):
            return True
        return path.is_file() and not path.is_symlink() and filecmp.cmp(kept, path, shallow=False)
    except OSError:
        return False


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _prune(prefix: Path, record: Record) -> None:
    """Remove folders that hold nothing any more after what arrived in them is gone."""
    lasting = {Path(folder) for folder in (*record.sites, record.scripts)}
    lasting |= {parent for folder in lasting for parent in folder.parents}
    folders = {parent for relative in record.writes for parent in Path(relative).parents} - lasting
    for folder in sorted(folders, key=lambda one: len(one.parts), reverse=True):
        with contextlib.suppress(OSError):
            (prefix / folder / "__pycache__").rmdir()
        with contextlib.suppress(OSError):
            (prefix / folder).rmdir()


def _attempted(action: Callable[..., None], path: Path, *others: Path) -> list[str]:
    try:
        action(path, *others)
    except OSError as error:
        return [f"{path.name}: {error.strerror or error}"]
    return []
