"""The lists of all project names that indexes offer: fetched at most once a day, kept as files.

An index without such a list (or too large a one) is passed over: names are a convenience. Only called
when the user's settings allow it. Does not search.
"""

import asyncio
import hashlib
import os
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from venvls.index import html_page, json_page, local, name_file
from venvls.index.cache import Cache, CachedPage
from venvls.index.client import Client, Limits
from venvls.index.exchange import Answer
from venvls.index.failures import IndexFailureError
from venvls.index.masking import without_credentials
from venvls.index.pages import ACCEPT, validators
from venvls.index.single_flight import SingleFlight
from venvls.model.facts import Fact, Known, Reason, Unavailable
from venvls.model.index_configuration import IndexConfiguration

_LISTING = Limits(body=256 << 20, patience=12.0)
_DAY = 86_400.0
_FOLDER = "names-1"


class NameLists:
    """Files of names by index address."""

    def __init__(self, client: Client, cache: Cache, parent: Path) -> None:
        self._client = client
        self._cache = cache
        self._folder = parent / _FOLDER
        self._flights: SingleFlight[Fact[str]] = SingleFlight()

    async def paths(self, configuration: IndexConfiguration) -> Fact[tuple[str, ...]]:
        """Return the files with the names of all indexes; `Unavailable` when there is none at all."""
        facts = [await self._path(setting.value, configuration) for setting in configuration.indexes]
        found = tuple(fact.value for fact in facts if isinstance(fact, Known))
        failures = [fact for fact in facts if isinstance(fact, Unavailable)]
        if not found and failures:
            return failures[0]
        return Known(found) if found else Unavailable(Reason.NO_INDEX, "no index is configured")

    async def close(self) -> None:
        """End all requests."""
        await self._flights.close()

    async def _path(self, index: str, configuration: IndexConfiguration) -> Fact[str]:
        key = f"names {without_credentials(index)}"
        cached = self._cache.page(key)
        path = self._folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.names"
        is_there = cached is not None and path.is_file()
        if cached is not None and is_there and (configuration.offline or time.time() < cached.fresh_until):
            return Known(str(path))
        if configuration.offline:
            return Unavailable(Reason.OFFLINE, "venvls is set to work offline")

        async def fetch() -> Fact[str]:
            try:
                return await self._fetch(index, key, path, configuration, cached if is_there else None)
            except (IndexFailureError, OSError) as error:
                return Known(str(path)) if is_there else _unavailable(error)

        return await self._flights.run(key, fetch)

    async def _fetch(
        self, index: str, key: str, path: Path, configuration: IndexConfiguration, cached: CachedPage | None
    ) -> Fact[str]:
        now = time.time()
        if local.is_local(index):
            await asyncio.to_thread(_write, path, sorted(os.listdir(local.path_of(index))))
            self._cache.store_page(key, CachedPage(b"", b"", "", "", now, now + _DAY))
            return Known(str(path))
        headers = {"Accept": ACCEPT, **validators(cached)}
        root = f"{index.rstrip('/')}/"
        answer, names = await self._client.read(
            root, configuration, limits=_LISTING, headers=headers, understand=_understood
        )
        if answer.status == 304 and cached is not None:
            self._cache.store_page(key, replace(cached, fetched=now, fresh_until=now + _DAY))
            return Known(str(path))
        if names is None:
            return Unavailable(Reason.NO_INDEX, "the index offers no list of its projects")
        await asyncio.to_thread(_write, path, names)
        validating = (answer.headers.get("etag", ""), answer.headers.get("last-modified", ""))
        self._cache.store_page(key, CachedPage(b"", b"", *validating, now, now + _DAY))
        return Known(str(path))


def _understood(answer: Answer) -> tuple[Answer, list[str] | None]:
    if answer.status != 200:
        return answer, None
    if "json" in answer.headers.get("content-type", ""):
        return answer, json_page.read_names(answer.body)
    return answer, html_page.read_names(answer.body)


def _write(path: Path, names: list[str]) -> None:
    """Put a new file in place in one step: others may have the old one mapped."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(name_file.build(names))
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise


def _unavailable(error: IndexFailureError | OSError) -> Unavailable:
    if isinstance(error, IndexFailureError):
        return error.fact
    return Unavailable(Reason.FAILED, f"the list of names could not be kept: {error}")
