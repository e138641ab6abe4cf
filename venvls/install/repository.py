"""Which commit of which remote a folder holds, from git's own files.

Reads the layouts that git documents (gitrepository-layout: loose and packed references, worktrees);
does not start git, and does not look at other version control.
"""

import configparser
import re
from dataclasses import dataclass
from pathlib import Path

_HEX = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_SHELL_FORM = re.compile(r"(?P<user>[^@/\s]+@)?(?P<host>[\w.-]+):(?P<path>[^/\\].*)")


@dataclass(frozen=True, slots=True)
class Checkout:
    """`remote` is an address that pip understands after `git+`, or empty; so is `subdirectory`."""

    remote: str
    commit: str
    subdirectory: str = ""


def checkout_of(folder: Path) -> Checkout | None:
    """Return the commit that a folder's repository is at, or `None` when it is in none."""
    root = next((one for one in (folder, *folder.parents) if (one / ".git").exists()), None)
    if root is None:
        return None
    own, shared = _git_folders(root / ".git")
    commit = _commit(own, shared)
    if not commit:
        return None
    inside = folder.relative_to(root)
    return Checkout(_remote(shared), commit, inside.as_posix() if inside.parts else "")


def _git_folders(entry: Path) -> tuple[Path, Path]:
    """Return the folder of this worktree and the one that all worktrees share."""
    if entry.is_dir():
        return entry, entry
    own = entry.parent / _text(entry).removeprefix("gitdir:").strip()
    shared = _text(own / "commondir").strip()
    return own, (own / shared if shared else own)


def _commit(own: Path, shared: Path) -> str:
    head = _text(own / "HEAD").strip()
    if not head.startswith("ref:"):
        return head if _HEX.fullmatch(head) else ""
    reference = head.removeprefix("ref:").strip()
    return _text(shared / reference).strip() or _packed(shared, reference)


def _packed(shared: Path, reference: str) -> str:
    rows = (line.split(" ", 1) for line in _text(shared / "packed-refs").splitlines())
    return next((row[0] for row in rows if len(row) == 2 and row[1] == reference), "")


def _remote(shared: Path) -> str:
    """Return the address of `origin`, else of the first remote, in the form of a URL."""
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    try:
        parser.read_string("\n".join(line.strip() for line in _text(shared / "config").splitlines()))
    except configparser.Error:
        return ""
    remotes = [section for section in parser.sections() if section.startswith("remote ")]
    first = next((section for section in remotes if section == 'remote "origin"'), *remotes[:1] or [""])
    return _as_address(parser.get(first, "url", fallback="") or "") if first else ""


def _as_address(written: str) -> str:
    if "://" in written or not written:
        return written
    if Path(written).exists():
        return Path(written).absolute().as_uri()
    found = _SHELL_FORM.fullmatch(written)
    return f"ssh://{found['user'] or ''}{found['host']}/{found['path']}" if found else ""


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
