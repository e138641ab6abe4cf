"""What an installed distribution says of its own origin, set right after an installer worked from files.

Installing staged files by name makes every one look requested and none look like it came from a
repository or an address. REQUESTED (PEP 376), direct_url.json (PEP 610) and their rows in RECORD
(PEP 627) are put to what a direct install would have written.
"""

import base64
import hashlib
from pathlib import Path

from venvls.install.journal import Marking, Record
from venvls.install.target import Found, present, same_version


def settle(record: Record, prefix: Path) -> None:
    """Apply the markings of a record; doing it again changes nothing. Raises `OSError`.

    Only what the plan brought is marked: what is still the old version belongs to what may be undone.
    """
    there = present(tuple(prefix / site for site in record.sites))
    planned = {step.name: step.after for step in record.steps}
    for marking in record.markings:
        for found in there.get(marking.name, ()):
            if found.complete and same_version(found.version, planned.get(marking.name, "")):
                _mark(found, marking)


def _mark(found: Found, marking: Marking) -> None:
    wanted = {"REQUESTED": b"" if marking.requested else None}
    if marking.direct_url:
        wanted["direct_url.json"] = marking.direct_url.encode()
    changed = {name: content for name, content in wanted.items() if _content(found.folder / name) != content}
    if not changed:
        return
    # RECORD goes first: a name in it without a file is noticed, a file without a name is not.
    _rewrite_record(found, changed)
    for name, content in changed.items():
        if content is None:
            (found.folder / name).unlink()
        else:
            _replace(found.folder / name, content)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _rewrite_record(found: Found, changed: dict[str, bytes | None]) -> None:
    record = found.folder / "RECORD"
    names = {f"{found.folder.name}/{name}": content for name, content in changed.items()}
    rows = record.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    kept = [row for row in rows if row.partition(",")[0] not in names]
    added = [_row(name, content) for name, content in names.items() if content is not None]
    text = "".join(f"{row}\n" for row in sorted([*kept, *added]))
    _replace(record, text.encode("utf-8", "surrogateescape"))


def _row(name: str, content: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(content)}"


def _replace(path: Path, content: bytes) -> None:
    """Write a new file in place of the old: what is saved may be a link to the old one."""
    new = path.with_name(f"{path.name}.venvls-new")
    new.write_bytes(content)
    new.replace(path)
