"""The lists of all project names that indexes offer: fetched at most once a day, kept as files.

An index without such a list (or too large a one) is passed over, and asked again after an hour: names
are a convenience. Only called when the user's settings allow it. Which names were asked about lately the
cache knows: every project that some manifest declares has its page there. Does not search.
"""

import asyncio
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from mmap import ACCESS_READ, mmap
from pathlib import Path

from venvls.index import local, name_builder, name_file
from venvls.index.address import without_credentials
from venvls.index.cache import Cache, CachedPage
from venvls.index.client import Client, Limits
from venvls.index.failures import IndexFailureError
from venvls.index.name_builder import Kind
from venvls.index.names import Listed
from venvls.index.page import MalformedAnswerError
from venvls.index.pages import ACCEPT, cache_key, validators
from venvls.index.single_flight import SingleFlight
from venvls.model.facts import Fact, Known, Reason, Unavailable
from venvls.model.index_configuration import IndexConfiguration
from venvls.model.masking import masked
from venvls.model.release import ProjectStatus

_LISTING = Limits(body=256 << 20, patience=12.0)
_HOUR = 3_600.0
_DAY = 24 * _HOUR
_FOLDER = "names-1"
_RECENT = 1000
_NONE = Unavailable(Reason.NO_INDEX, "the index offers no list of its projects")


@dataclass(frozen=True, slots=True)
class _List:
    """The names of an index that are of use: all of them, or those that match one of the patterns."""

    index: str
    patterns: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return " ".join(("names", cache_key(self.index), *self.patterns))


class NameLists:
    """Files of names by index address."""

    def __init__(self, client: Client, cache: Cache, parent: Path) -> None:
        self._client = client
        self._cache = cache
        self._folder = parent / _FOLDER
        self._flights: SingleFlight[Fact[str]] = SingleFlight()

    async def listed(self, configuration: IndexConfiguration) -> Fact[Listed]:
        """Return the names of all indexes; `Unavailable` when there is no list at all."""
        facts = [await self._path(wanted, configuration) for wanted in _lists(configuration)]
        found = tuple(fact.value for fact in facts if isinstance(fact, Known))
        failures = [fact for fact in facts if isinstance(fact, Unavailable)]
        if not found:
            return failures[0] if failures else Unavailable(Reason.NO_INDEX, "no index is configured")
        seen = list(self._seen(configuration))
        quarantined = (name for name, status in seen if status == ProjectStatus.QUARANTINED)
        return Known(Listed(found, tuple(name for name, _ in seen), tuple(quarantined)))

    async def close(self) -> None:
        """End all requests."""
        await self._flights.close()

    def _seen(self, configuration: IndexConfiguration) -> Iterator[tuple[str, str]]:
        for setting in configuration.places:
            beginning = f"{without_credentials(setting.value).rstrip('/')}/"
            for address, status in self._cache.recent(beginning, _RECENT):
                yield address.removeprefix(beginning).partition("/")[0], status

    async def _path(self, wanted: _List, configuration: IndexConfiguration) -> Fact[str]:
        key = wanted.key
        cached = self._cache.page(key)
        path = self._folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.names"
        was_kept = cached is not None and cached.value is not None
        is_there = was_kept and await asyncio.to_thread(_is_whole, path)
        if cached is not None and is_there and (configuration.offline or time.time() < cached.fresh_until):
            return Known(str(path))
        if configuration.offline:
            return Unavailable(Reason.OFFLINE, "venvls is set to work offline")
        if cached is not None and cached.value is None and time.time() < cached.fresh_until:
            return _NONE

        async def fetch() -> Fact[str]:
            try:
                return await self._fetch(wanted, path, configuration, cached if is_there else None)
            except (IndexFailureError, MalformedAnswerError, OSError) as error:
                if is_there:
                    return Known(str(path))
                self._remember_none(wanted, error)
                return _unavailable(wanted.index, error)

        return await self._flights.run(key, fetch)

    async def _fetch(
        self, wanted: _List, path: Path, configuration: IndexConfiguration, cached: CachedPage | None
    ) -> Fact[str]:
        now = time.time()
        if local.is_local(wanted.index):
            names = name_builder.chosen(os.listdir(local.path_of(wanted.index)), wanted.patterns)
            name_builder.write(self._ready(path), names)
            return self._kept(wanted, path, CachedPage(b"", b"", "", "", now, now + _DAY))
        headers = {"Accept": ACCEPT, **validators(cached)}
        root = f"{wanted.index.rstrip('/')}/"
        answer = await self._client.get(root, configuration, limits=_LISTING, headers=headers)
        if answer.status == 304 and cached is not None:
            self._cache.store_page(wanted.key, replace(cached, fetched=now, fresh_until=now + _DAY))
            os.utime(path)
            return Known(str(path))
        if answer.status != 200:
            raise IndexFailureError(_NONE.reason, _NONE.detail)
        validating = (answer.headers.get("etag", ""), answer.headers.get("last-modified", ""))
        kind = Kind.JSON if "json" in answer.headers.get("content-type", "") else Kind.HTML
        await name_builder.build(self._ready(path), kind, wanted.patterns, answer.body)
        return self._kept(wanted, path, CachedPage(b"", b"", *validating, now, now + _DAY))

    def _remember_none(
        self, wanted: _List, error: IndexFailureError | MalformedAnswerError | OSError
    ) -> None:
        """Leave an index alone that has no list of use. One that is away for now is asked again soon."""
        reason = error.reason if isinstance(error, IndexFailureError) else None
        has_none = reason in {Reason.NO_INDEX, Reason.TOO_LARGE}
        if has_none or isinstance(error, MalformedAnswerError):
            now = time.time()
            self._cache.store_page(wanted.key, CachedPage(None, b"", "", "", now, now + _HOUR))

    def _ready(self, path: Path) -> Path:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _tidy(path.parent)
        return path

    def _kept(self, wanted: _List, path: Path, page: CachedPage) -> Fact[str]:
        self._cache.store_page(wanted.key, page)
        return Known(str(path))


def _lists(configuration: IndexConfiguration) -> Iterator[_List]:
    """Yield what can be installed from where: an index for some projects alone offers only those."""
    for setting in (*configuration.indexes, *configuration.fallbacks):
        yield _List(setting.value)
    patterns: dict[str, tuple[str, ...]] = {}
    for pattern, settings in configuration.dedicated:
        # One project that is named here is declared, so nobody needs to be told its name.
        for setting in settings if "*" in pattern else ():
            patterns[setting.value] = (*patterns.get(setting.value, ()), pattern)
    yield from (_List(index, of_index) for index, of_index in patterns.items())


def _is_whole(path: Path) -> bool:
    try:
        with path.open("rb") as stream, mmap(stream.fileno(), 0, access=ACCESS_READ) as content:
            return name_file.is_whole(content)
    except (OSError, ValueError):
        return False


def _tidy(folder: Path) -> None:
    """Remove what a process that was killed began to write, and lists that nobody needed for a month."""
    ages = {".part": _HOUR, ".names": 30 * _DAY}
    for path in folder.iterdir():
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > ages.get(path.suffix, _DAY):
                path.unlink()


def _unavailable(index: str, error: IndexFailureError | MalformedAnswerError | OSError) -> Unavailable:
    if isinstance(error, IndexFailureError):
        return error.fact
    if isinstance(error, MalformedAnswerError):
        return Unavailable(Reason.NONSENSE, f"`{masked(index)}`: {error}")
    return Unavailable(Reason.FAILED, f"the list of names could not be kept: {error}")
