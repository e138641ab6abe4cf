"""One project on one index: from the cache while it is fresh, else asked for, once for all who wait.

A stale answer is given at once and asked for again meanwhile; one that cannot be had again is given as
stale. "There is none" is believed only of something that has shown to be an index. Does not know that
a configuration can have several.
"""

import asyncio
import time
from dataclasses import dataclass, replace
from urllib.parse import quote

from venvls.index import html_page, json_page
from venvls.index.address import credentials_of, host_of, without_credentials
from venvls.index.cache import Cache, CachedPage
from venvls.index.client import HEAD_UNKNOWN, PAGE, Client
from venvls.index.exchange import Answer
from venvls.index.failures import IndexFailureError
from venvls.index.freshness import lifetime, lifetime_of_absence
from venvls.index.packed import Packed
from venvls.index.page import MalformedAnswerError, Page
from venvls.index.single_flight import SingleFlight
from venvls.index.summary import Summary, packed, summarise
from venvls.model.facts import Absent, Fact, Known, Reason, Unavailable
from venvls.model.index_configuration import IndexConfiguration
from venvls.model.masking import masked
from venvls.model.names import ProjectName

ACCEPT = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1"

_PAUSE = 300.0
"""Seconds for which an old answer has to do where the index cannot be asked."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What is known now, and the refresh that will make it better, if there is one."""

    fact: Fact[Packed]
    refresh: asyncio.Task[Fact[Packed]] | None = None


class Pages:
    """Projects by index address and name."""

    def __init__(self, client: Client, cache: Cache) -> None:
        self._client = client
        self._cache = cache
        self._flights: SingleFlight[Fact[Packed]] = SingleFlight()
        self._checks: SingleFlight[bool] = SingleFlight()

    async def look(
        self, index: str, name: ProjectName, configuration: IndexConfiguration, *, refreshed: float = 0.0
    ) -> Looked:
        """Say what an index knows of a project.

        Where `refreshed` is when a refresh began that has ended since, none is begun again.
        """
        address = f"{index.rstrip('/')}/{quote(name)}/"
        key = cache_key(address)
        cached = self._cache.page(key)
        now = time.time()
        if cached is not None and now < cached.fresh_until:
            return Looked(_fact(cached, stale=False))
        if configuration.offline:
            return Looked(_offline(cached))
        if refreshed and cached is not None and cached.value is not None:
            has_answered = cached.fetched >= refreshed
            return Looked(_fact(cached, stale=False) if has_answered else _put_off(cached))

        async def fetch() -> Fact[Packed]:
            return await self._fetch(index, address, name, configuration, cached)

        if cached is not None and cached.value is not None:
            return Looked(_fact(cached, stale=True), self._flights.begin(key, fetch))
        return Looked(await self._flights.run(key, fetch))

    async def close(self) -> None:
        """End all requests."""
        await self._flights.close()
        await self._checks.close()

    async def _fetch(
        self,
        index: str,
        address: str,
        name: ProjectName,
        configuration: IndexConfiguration,
        cached: CachedPage | None,
    ) -> Fact[Packed]:
        headers = {"Accept": ACCEPT, **validators(cached)}
        try:
            answer, summary = await self._client.read(
                address,
                configuration,
                limits=PAGE,
                headers=headers,
                understand=lambda answer: (answer, _read(answer, index, name)),
            )
            if answer.status == 304:
                return self._confirmed(cache_key(address), cached, answer)
            if summary is None:
                return await self._absent(index, address, configuration, answer)
        except IndexFailureError as failure:
            return _fallback(cached, failure.fact)
        return Known(self._kept(cache_key(address), index, summary, answer))

    def _kept(self, key: str, index: str, summary: Summary, answer: Answer) -> Packed:
        project = summary.project
        fresh = replace(project, fresh_until=project.fetched + lifetime(answer.headers))
        kept = packed(replace(summary, project=fresh))
        page = CachedPage(
            value=kept.project,
            sources=kept.sources,
            etag=answer.headers.get("etag", ""),
            modified=answer.headers.get("last-modified", ""),
            fetched=kept.fetched,
            fresh_until=kept.fresh_until,
            status=project.status.value,
        )
        self._cache.store_page(key, page)
        self._cache.store_derived(_index_mark(index), b"")
        return kept

    def _confirmed(self, key: str, cached: CachedPage | None, answer: Answer) -> Fact[Packed]:
        if cached is None:
            return Unavailable(Reason.NONSENSE, f"`{host_of(key)}` says that nothing changed since nothing")
        now = time.time()
        confirmed = replace(cached, fetched=now, fresh_until=now + lifetime(answer.headers))
        self._cache.still_valid(key, confirmed.fetched, confirmed.fresh_until)
        return _fact(confirmed, stale=False)

    async def _absent(
        self, index: str, address: str, configuration: IndexConfiguration, answer: Answer
    ) -> Fact[Packed]:
        async def check() -> bool:
            return await self._is_index(index, configuration)

        if not await self._checks.run(_index_mark(index), check):
            return Unavailable(
                Reason.NONSENSE, f"`{masked(index)}` has answered nothing but `not found`: it may be no index"
            )
        now = time.time()
        page = CachedPage(None, b"", "", "", now, now + lifetime_of_absence(answer.headers))
        self._cache.store_page(cache_key(address), page)
        return Absent(page.fresh_until)

    async def _is_index(self, index: str, configuration: IndexConfiguration) -> bool:
        """Tell whether this address has ever answered as an index would (PEP 503: it has a root page).

        The root is not read where it can be helped: it may list hundreds of thousands of names.
        """
        if self._cache.derived(_index_mark(index)) is not None:
            return True
        answer = await self._root(index, configuration, "HEAD")
        if answer.status in HEAD_UNKNOWN:
            answer = await self._root(index, configuration, "GET")
        if answer.status != 200:
            return False
        self._cache.store_derived(_index_mark(index), b"")
        return True

    async def _root(self, index: str, configuration: IndexConfiguration, method: str) -> Answer:
        root = f"{index.rstrip('/')}/"
        return await self._client.get(
            root, configuration, limits=PAGE, headers={"Accept": ACCEPT}, method=method
        )


def read_page(answer: Answer) -> Page:
    """Read a page by its content type; raises `MalformedAnswerError`."""
    content_type, _, parameters = answer.headers.get("content-type", "").lower().partition(";")
    match content_type.strip():
        case "application/vnd.pypi.simple.v1+json" | "application/json":
            return json_page.read_page(answer.body, answer.address)
        case "application/vnd.pypi.simple.v1+html" | "text/html" | "application/xhtml+xml":
            charset = parameters.partition("charset=")[2].strip(" \"'") or "utf-8"
            return html_page.read_page(answer.body, answer.address, charset)
        case other:
            raise MalformedAnswerError(f"the answer is of type `{other[:40]}`")


def validators(cached: CachedPage | None) -> dict[str, str]:
    """Return the headers that ask for a page only if it has changed (RFC 9110, "Conditional Requests")."""
    if cached is None or cached.value is None:
        return {}
    validators = {"If-None-Match": cached.etag, "If-Modified-Since": cached.modified}
    return {name: value for name, value in validators.items() if value}


def _read(answer: Answer, index: str, name: ProjectName) -> Summary | None:
    if answer.status in {304, 404, 410}:
        return None
    if answer.status != 200:
        raise MalformedAnswerError(f"the answer has status {answer.status}")
    return summarise(read_page(answer), name, masked(index), time.time())


def _fact(cached: CachedPage, *, stale: bool) -> Fact[Packed]:
    if cached.value is None:
        return Absent(cached.fresh_until)
    return Known(Packed(cached.value, cached.sources, cached.fetched, cached.fresh_until), stale=stale)


def _offline(cached: CachedPage | None) -> Fact[Packed]:
    offline = Unavailable(Reason.OFFLINE, "venvls is set to work offline")
    return _fallback(cached, offline)


def _fallback(cached: CachedPage | None, failure: Unavailable) -> Fact[Packed]:
    # An old "there is none" is no evidence: the project may have been published since.
    if cached is None or cached.value is None:
        return failure
    return _put_off(cached)


def _put_off(cached: CachedPage) -> Fact[Packed]:
    """Give an old answer, since there is no other for now."""
    return _fact(replace(cached, fresh_until=time.time() + _PAUSE), stale=True)


def cache_key(address: str) -> str:
    """Return what stands for an address in the cache."""
    # What one may see with credentials is not what others may; which ones is nobody's business.
    marked = "#authenticated" if credentials_of(address) else ""
    return without_credentials(address) + marked


def _index_mark(index: str) -> str:
    return f"index {without_credentials(index).rstrip('/')}"
