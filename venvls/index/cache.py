"""What indexes said, kept in the user's cache folder and shared by any number of servers.

Two kinds of entries: *pages* grow old (`fetched`, `fresh_until`: seconds since the epoch) and are asked
for again with their validator; *derived* facts belong to one file of an index, which never changes.
Values are bytes with a digest, so half-written or rotten ones are never returned. Addresses come
without credentials. A cache that cannot be used is rebuilt or done without: no method raises.
"""

import hashlib
import logging
import os
import shutil
import sqlite3
import time
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias, TypeVar

import platformdirs

_log = logging.getLogger("venvls.index")
_T = TypeVar("_T")
_Row: TypeAlias = tuple[bytes | None, bytes, str, str, float, float, float, str]

_GENERATION = "index-3"
"""Part of the path. Whoever changes the tables or the values changes this."""

_FILE = "cache.sqlite"

_DAY = 86_400.0
_MONTH = 30 * _DAY
_DEFAULT_SIZE = 256 << 20
_BROKEN = frozenset(
    {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_ERROR}
)

_TABLES = """
create table if not exists pages (
    address text primary key, value blob, sources blob, etag text, modified text,
    fetched real, fresh_until real, used real, status text
);
create table if not exists derived (name text primary key, value blob, used real);
"""


@dataclass(frozen=True, slots=True)
class CachedPage:
    """A page as last seen; `value` is `None` when the index said that there is none.

    `value` and `sources` are kept as they come; what is long comes compressed. `status` is that of a
    project (PEP 792), for `recent`.
    """

    value: bytes | None
    sources: bytes
    etag: str
    modified: str
    fetched: float
    fresh_until: float
    status: str = ""


def folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of all caches; `VENVLS_CACHE_DIR` moves it."""
    chosen = environ.get("VENVLS_CACHE_DIR")
    return Path(chosen) if chosen else Path(platformdirs.user_cache_dir("venvls", appauthor=False))


class Cache:
    """One connection to the shared file. Not for use from several threads."""

    def __init__(self, parent: Path, *, size: int = _DEFAULT_SIZE) -> None:
        self._folder = parent / _GENERATION
        self._size = size
        self._has_complained = False
        # Zero while there is no file, but only memory.
        self._identity = 0
        self._connection = self._opened()
        _remove_leftovers(self._folder)

    def page(self, address: str) -> CachedPage | None:
        """Return what was last seen at an address."""
        row = self._do(lambda connection: _row(connection, address))
        if row is None:
            return None
        value, sources, etag, modified, fetched, fresh_until, used, status = row
        page, files = _unsealed(value), _unsealed(sources)
        if (value is not None and page is None) or files is None:
            return None
        if time.time() - used > _DAY:
            self._write("update pages set used = ? where address = ?", (time.time(), address))
        return CachedPage(page, files, etag, modified, fetched, fresh_until, status)

    def recent(self, beginning: str, limit: int) -> list[tuple[str, str]]:
        """Return the addresses that begin so and were used last, with their status, the latest first."""
        rows: list[tuple[str, str]] | None = self._do(
            lambda connection: connection.execute(
                "select address, status from pages where address >= ? and address < ? "
                "and value is not null order by used desc limit ?",
                (beginning, f"{beginning}\U0010ffff", limit),
            ).fetchall()
        )
        return rows or []

    def store_page(self, address: str, page: CachedPage) -> None:
        """Keep a page, unless a newer one is there already."""
        self._write(
            "insert into pages values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (address) do update set "
            "value = excluded.value, sources = excluded.sources, etag = excluded.etag, "
            "modified = excluded.modified, fetched = excluded.fetched, "
            "fresh_until = excluded.fresh_until, used = excluded.used, status = excluded.status "
            "where excluded.fetched >= pages.fetched",
            (
                address,
                None if page.value is None else _sealed(page.value),
                _sealed(page.sources),
                page.etag,
                page.modified,
                page.fetched,
                page.fresh_until,
                time.time(),
                page.status,
            ),
        )

    def still_valid(self, address: str, fetched: float, fresh_until: float) -> None:
        """Note that the index confirmed a page (304)."""
        self._write(
            "update pages set fetched = ?, fresh_until = ? where address = ?", (fetched, fresh_until, address)
        )

    def derived(self, name: str) -> bytes | None:
        """Return a fact that belongs to a file."""
        row = self._do(
            lambda connection: connection.execute(
                "select value, used from derived where name = ?", (name,)
            ).fetchone()
        )
        if row is None:
            return None
        if time.time() - row[1] > _DAY:
            self._write("update derived set used = ? where name = ?", (time.time(), name))
        return _unpacked(row[0])

    def store_derived(self, name: str, value: bytes) -> None:
        """Keep a fact that belongs to a file."""
        self._write("insert or replace into derived values (?, ?, ?)", (name, _packed(value), time.time()))

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _write(self, statement: str, values: tuple[object, ...]) -> None:
        def write(connection: sqlite3.Connection) -> None:
            connection.execute(statement, values)
            if _used_bytes(connection) > self._size:
                _drop_oldest(connection)

        self._do(write)

    def _do(self, action: Callable[[sqlite3.Connection], _T]) -> _T | None:
        self._follow()
        try:
            return action(self._connection)
        except sqlite3.DatabaseError as error:
            if _is_broken(error):
                self._rebuild(error)
            else:
                self._leave_alone(error)
        return None

    def _leave_alone(self, error: sqlite3.DatabaseError) -> None:
        """Go on without keeping it: others have locked the file for too long, or the disk is full."""
        is_busy = _code(error) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
        is_news = not is_busy and not self._has_complained
        _log.log(
            logging.WARNING if is_news else logging.DEBUG, "the index could not be cached on disk: %s", error
        )
        self._has_complained = self._has_complained or is_news

    def _follow(self) -> None:
        """Open the file anew when somebody removed it, or found it broken and made a new one."""
        if self._identity and _identity(self._folder) != self._identity:
            self._connection.close()
            self._connection = self._opened()

    def _opened(self) -> sqlite3.Connection:
        if _is_obstructed(self._folder):
            self._identity = _identity(self._folder)
            self._put_away("something else lies in its place")
        try:
            return self._open()
        except sqlite3.DatabaseError as error:
            if not _is_broken(error):
                return self._without_file(error)
            self._put_away(str(error))
        except OSError as error:
            return self._without_file(error)
        try:
            return self._open()
        except (sqlite3.DatabaseError, OSError) as error:
            return self._without_file(error)

    def _open(self) -> sqlite3.Connection:
        self._folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder.mkdir(mode=0o700, exist_ok=True)
        _make_private(self._folder)
        self._identity = _identity(self._folder)
        path = self._folder / _FILE
        # sqlite gives its companion files the permissions of the main one.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        connection = sqlite3.connect(path, timeout=5.0, isolation_level=None)
        try:
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = normal")
            connection.execute("pragma auto_vacuum = incremental")
            connection.executescript(_TABLES)
        except sqlite3.DatabaseError:
            connection.close()
            raise
        return connection

    def _without_file(self, error: Exception) -> sqlite3.Connection:
        _log.warning("the index is not cached on disk: %s", error)
        self._identity = 0
        connection = sqlite3.connect(":memory:", isolation_level=None)
        connection.executescript(_TABLES)
        return connection

    def _rebuild(self, error: sqlite3.DatabaseError) -> None:
        with suppress(sqlite3.Error):
            self._connection.close()
        self._put_away(str(error))
        self._connection = self._opened()

    def _put_away(self, reason: str) -> None:
        """Move the broken files away in one step, unless somebody else did it meanwhile."""
        _log.warning("the cache of the index was broken and is rebuilt: %s", reason)
        grave = self._folder.with_name(f"{_GENERATION}.broken-{os.getpid()}-{time.time_ns()}")
        with suppress(OSError):
            if _identity(self._folder) == self._identity:
                self._folder.rename(grave)
        if grave.is_dir():
            shutil.rmtree(grave, ignore_errors=True)
        else:
            grave.unlink(missing_ok=True)


def _identity(folder: Path) -> int:
    try:
        return folder.stat().st_ino
    except OSError:
        return -1


def _is_obstructed(folder: Path) -> bool:
    """Tell whether something lies there that is neither ours nor anything a cache could be made of."""
    if not os.path.isdir(folder):
        return os.path.lexists(folder)
    return any(os.path.isdir(folder / f"{_FILE}{ending}") for ending in ("", "-wal", "-shm"))


def _make_private(folder: Path) -> None:
    # Somebody may have made or copied it with other permissions.
    if os.name == "posix" and folder.stat().st_mode & 0o077:
        folder.chmod(0o700)


def _remove_leftovers(folder: Path) -> None:
    """Remove what other versions of venvls, and one that was killed while it tidied up, left behind."""
    with suppress(OSError):
        for path in folder.parent.glob("index-*"):
            # Another version may still be in use: what it writes lies in the folder.
            newest = max(entry.stat().st_mtime for entry in (path, *path.glob("*")))
            if path != folder and time.time() - newest > _MONTH:
                shutil.rmtree(path, ignore_errors=True)


def _row(connection: sqlite3.Connection, address: str) -> _Row | None:
    row: _Row | None = connection.execute(
        "select value, sources, etag, modified, fetched, fresh_until, used, status from pages "
        "where address = ?",
        (address,),
    ).fetchone()
    return row


def _is_broken(error: sqlite3.DatabaseError) -> bool:
    return _code(error) in _BROKEN


def _code(error: sqlite3.DatabaseError) -> int:
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    return code & 0xFF


def _used_bytes(connection: sqlite3.Connection) -> int:
    (pages,) = connection.execute("pragma page_count").fetchone()
    (free,) = connection.execute("pragma freelist_count").fetchone()
    (size,) = connection.execute("pragma page_size").fetchone()
    return int((pages - free) * size)


def _drop_oldest(connection: sqlite3.Connection) -> None:
    """Forget the fifth that was not used for longest."""
    for table in ("pages", "derived"):
        connection.execute(
            f"delete from {table} where rowid in (select rowid from {table} order by used "  # noqa: S608
            f"limit (select count(*) / 5 + 1 from {table}))"
        )
    connection.execute("pragma incremental_vacuum")


def _packed(value: bytes) -> bytes:
    return _sealed(zlib.compress(value, 1))


def _unpacked(stored: object) -> bytes | None:
    compressed = _unsealed(stored)
    return None if compressed is None else zlib.decompress(compressed)


def _sealed(value: bytes) -> bytes:
    return hashlib.blake2b(value, digest_size=8).digest() + value


def _unsealed(stored: object) -> bytes | None:
    if not isinstance(stored, bytes):
        return None
    digest, value = stored[:8], stored[8:]
    return value if hashlib.blake2b(value, digest_size=8).digest() == digest else None
