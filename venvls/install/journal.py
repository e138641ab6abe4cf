"""What an environment was like before a plan was applied, written down before anything changes.

The journal lies in `.venvls-journal` inside the environment: on the same file system, so that saving
is linking; found by whoever finds the environment, wherever it was moved to; gone with it. It
exists only while a plan is applied. A journal that nobody holds tells of a process that was killed.

    lock           held by whoever applies, and by the installer it started
    journal.json   missing until everything is saved, so until then nothing has changed
    saved/         the files that may be replaced or removed, under their own paths
    output.log     what the installer says

Does not know what the files mean, nor when to use them.
"""

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from venvls.locking import acquire, holder, leave_note
from venvls.model.change import Step, StepKind
from venvls.model.names import ProjectName

FOLDER = ".venvls-journal"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Marking:
    """What an installed distribution is to say of itself: asked for by a person, and from where."""

    name: ProjectName
    requested: bool
    direct_url: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """All that is needed to finish or to undo. Every path is relative to the prefix.

    `sites` and `scripts` are folders, `listing` holds what was in each of them. `writes` are files
    that the plan brings, `saved` those that were kept. `editables` are projects whose files are
    not known beforehand.
    """

    steps: tuple[Step, ...]
    sites: tuple[str, ...]
    scripts: str
    writes: tuple[str, ...] = ()
    saved: tuple[str, ...] = ()
    editables: tuple[ProjectName, ...] = ()
    markings: tuple[Marking, ...] = ()
    listing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Journal:
    """A journal whose lock we hold by `descriptor`; `close` gives it back."""

    prefix: Path
    descriptor: int

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self.prefix / FOLDER

    @property
    def saved(self) -> Path:
        """Where saved files lie."""
        return self.folder / "saved"


def exists(prefix: Path) -> bool:
    """Tell whether work in this environment is under way or was interrupted."""
    return (prefix / FOLDER).is_dir()


def hold(prefix: Path, work: str = "") -> Journal | None:
    """Return the environment's journal with its lock, or `None` when another process has it.

    `work` is told to those who wait for it. Raises `OSError` when nothing may be written there.
    """
    descriptor = acquire(prefix / FOLDER / "lock")
    if descriptor is None:
        return None
    leave_note(descriptor, f"{work} (process {os.getpid()})".strip())
    return Journal(prefix, descriptor)


def owner(prefix: Path) -> str | None:
    """Return who is at work in an environment, as far as that is known, or `None` when nobody is."""
    return holder(prefix / FOLDER / "lock")


def close(journal: Journal) -> None:
    """Remove the journal and give its lock back."""
    # Without its record the rest means nothing, so being killed half-way through this does no harm.
    (journal.folder / "journal.json").unlink(missing_ok=True)
    shutil.rmtree(journal.folder, ignore_errors=True)
    release(journal)


def release(journal: Journal) -> None:
    """Give the lock back and leave the journal for whoever repairs."""
    os.close(journal.descriptor)


def leave(journal: Journal) -> None:
    """Close a journal whose environment may have gone, or have been replaced by one that others work in."""
    try:
        ours = os.path.samestat(os.fstat(journal.descriptor), (journal.folder / "lock").stat())
    except OSError:
        ours = False
    if ours:
        close(journal)
    else:
        release(journal)


def begin(journal: Journal, record: Record, files: Iterable[Path], rewritten: Iterable[Path]) -> Record:
    """Save files and write the record; only then may the environment be changed.

    `files` are replaced or removed as a whole, so a second link keeps them; `rewritten` are changed
    in place and need copies. Raises `OSError`, and then nothing has been changed.
    """
    kept = [*_linked(journal, files), *_copied(journal, rewritten)]
    listing = {
        folder: tuple(sorted(os.listdir(journal.prefix / folder)))
        for folder in (*record.sites, record.scripts)
        if (journal.prefix / folder).is_dir()
    }
    whole = replace(record, saved=tuple(sorted(set(kept))), listing=listing)
    write(journal, whole)
    return whole


def write(journal: Journal, record: Record) -> None:
    """Write the record so that a reader finds all of it or none; raises `OSError`."""
    path, new = journal.folder / "journal.json", journal.folder / "journal.json.new"
    with new.open("w", encoding="utf-8") as file:
        json.dump({"format": _FORMAT, **asdict(record)}, file)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def read(journal: Journal) -> Record | None:
    """Return the record, or `None` when it was never written; raises `ValueError` on any other text."""
    try:
        text = (journal.folder / "journal.json").read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    stored = json.loads(text)
    if not isinstance(stored, dict) or stored.get("format") != _FORMAT:
        raise ValueError("a journal of another version of venvls")
    try:
        return _record(stored)
    except (KeyError, TypeError) as error:
        raise ValueError("a journal that makes no sense") from error


def _record(stored: Mapping[str, Any]) -> Record:
    return Record(
        steps=tuple(Step(**{**step, "kind": StepKind(step["kind"])}) for step in stored["steps"]),
        sites=tuple(stored["sites"]),
        scripts=stored["scripts"],
        writes=tuple(stored["writes"]),
        saved=tuple(stored["saved"]),
        editables=tuple(map(ProjectName, stored["editables"])),
        markings=tuple(Marking(**marking) for marking in stored["markings"]),
        listing={folder: tuple(names) for folder, names in stored["listing"].items()},
    )


def _linked(journal: Journal, files: Iterable[Path]) -> Iterable[str]:
    for path in files:
        place = _place(journal, path)
        try:
            os.link(path, place, follow_symlinks=False)
        except FileExistsError:
            pass
        except FileNotFoundError:
            continue
        except OSError:
            # Some file systems have no links, and some owners forbid them.
            shutil.copy2(path, place, follow_symlinks=False)
        yield str(path.relative_to(journal.prefix))


def _copied(journal: Journal, files: Iterable[Path]) -> Iterable[str]:
    for path in files:
        place = _place(journal, path)
        place.unlink(missing_ok=True)
        shutil.copy2(path, place, follow_symlinks=False)
        yield str(path.relative_to(journal.prefix))


def _place(journal: Journal, path: Path) -> Path:
    place = journal.saved / path.relative_to(journal.prefix)
    place.parent.mkdir(parents=True, exist_ok=True)
    return place
