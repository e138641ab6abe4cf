"""Whether a release has known vulnerabilities: clean, affected, or not scanned.

Asks the index itself where it answers in JSON about releases, and a service only when the user named
one: it is told what the project depends on. Does not judge how bad anything is.
"""

import time
from contextlib import suppress
from dataclasses import dataclass, replace

import msgspec

from venvls.index.address import host_of, without_credentials
from venvls.index.advisories import osv_query, read_osv, read_release
from venvls.index.cache import Cache, CachedPage
from venvls.index.client import PAGE, Client
from venvls.index.exchange import Answer
from venvls.index.failures import IndexFailureError
from venvls.index.freshness import lifetime
from venvls.index.local import is_local
from venvls.index.page import MalformedAnswerError
from venvls.index.single_flight import SingleFlight
from venvls.model.facts import Fact, Known, Reason, Unavailable
from venvls.model.index_configuration import IndexConfiguration
from venvls.model.names import ProjectName
from venvls.model.vulnerability import Vulnerability

_LISTS = msgspec.msgpack.Decoder(tuple[Vulnerability, ...])
_ASPECT = "advisories"
_MOST_PAGES = 10
_MOST_REFUSALS = 20
"""One may be about a release of another index, which this one rightly does not know."""

_AT_LEAST = 3600.0
"""Seconds: advisories do not come by the minute, and a service is asked for each release alone."""


@dataclass(slots=True)
class _Voice:
    """Whether an index speaks of vulnerabilities: most do not, and need not be asked a thousand times."""

    has_answered: bool = False
    refusals: int = 0

    @property
    def is_silent(self) -> bool:
        return not self.has_answered and self.refusals >= _MOST_REFUSALS


class Scanning:
    """Advisories by release."""

    def __init__(self, client: Client, cache: Cache) -> None:
        self._client = client
        self._cache = cache
        self._voices: dict[str, _Voice] = {}
        self._flights: SingleFlight[Fact[tuple[Vulnerability, ...]]] = SingleFlight()

    async def scan(
        self, name: ProjectName, version: str, configuration: IndexConfiguration, service: str
    ) -> Fact[tuple[Vulnerability, ...]]:
        """Say what is known of a release; `service` is the address of an OSV service, or empty."""
        address = (
            f"{service.rstrip('/')}/v1/query" if service else _json_address(configuration, name, version)
        )
        if not address:
            return Unavailable(Reason.NO_INDEX, "the configured index reports no vulnerabilities")
        key = f"advisories {without_credentials(address)} {name} {version}"
        cached = self._cache.page(key)
        known: Known[tuple[Vulnerability, ...]] | None = None
        if cached is not None and cached.value is not None:
            known = Known(_LISTS.decode(cached.value))
            if configuration.offline or time.time() < cached.fresh_until:
                return known
        if configuration.offline:
            return Unavailable(Reason.OFFLINE, "venvls is set to work offline")

        async def fetch() -> Fact[tuple[Vulnerability, ...]]:
            try:
                if service:
                    return await self._ask_service(address, key, name, version, configuration)
                return await self._ask_index(address, key, configuration)
            except IndexFailureError as failure:
                # What was affected still is; only of what was clean that cannot be said.
                return replace(known, stale=True) if known and known.value else failure.fact

        return await self._flights.run(key, fetch)

    async def close(self) -> None:
        """End all requests."""
        await self._flights.close()

    async def _ask_index(
        self, address: str, key: str, configuration: IndexConfiguration
    ) -> Fact[tuple[Vulnerability, ...]]:
        voice = self._voices.setdefault(host_of(address), _Voice())
        silent = Unavailable(Reason.NO_INDEX, f"`{host_of(address)}` reports no vulnerabilities")
        if voice.is_silent:
            return silent
        answer, found = await self._client.read(
            address,
            configuration,
            limits=PAGE,
            headers={"Accept": "application/json"},
            understand=_understood,
            aspect=_ASPECT,
        )
        if found is None:
            voice.refusals += 1
            return silent
        voice.has_answered = True
        return self._kept(key, found, lifetime(answer.headers))

    async def _ask_service(
        self, address: str, key: str, name: ProjectName, version: str, configuration: IndexConfiguration
    ) -> Fact[tuple[Vulnerability, ...]]:
        found: list[Vulnerability] = []
        page = ""
        for _ in range(_MOST_PAGES):
            answered, page = await self._client.read(
                address,
                configuration,
                limits=PAGE,
                headers={"Accept": "application/json", "Content-Type": "application/json"},
                understand=lambda answer: _understood_service(answer, name),
                content=osv_query(name, version, page),
                aspect=_ASPECT,
            )
            found.extend(answered)
            if not page:
                break
        return self._kept(key, tuple(found), _AT_LEAST)

    def _kept(
        self, key: str, found: tuple[Vulnerability, ...], seconds: float
    ) -> Fact[tuple[Vulnerability, ...]]:
        now = time.time()
        value = msgspec.msgpack.encode(found)
        self._cache.store_page(key, CachedPage(value, b"", "", "", now, now + max(seconds, _AT_LEAST)))
        return Known(found)


def _json_address(configuration: IndexConfiguration, name: ProjectName, version: str) -> str:
    """Return where an index that has one keeps its JSON answer: beside its simple API."""
    for setting in configuration.indexes[:1]:
        base, _, last = setting.value.rstrip("/").rpartition("/")
        if last == "simple" and not is_local(setting.value):
            return f"{base}/pypi/{name}/{version}/json"
    return ""


def _understood_service(answer: Answer, name: ProjectName) -> tuple[tuple[Vulnerability, ...], str]:
    if answer.status != 200:
        # With a body that says why: read as OSV's it would list nothing, and mean "clean".
        raise MalformedAnswerError(f"the answer has status {answer.status}")
    return read_osv(answer.body, name)


def _understood(answer: Answer) -> tuple[Answer, tuple[Vulnerability, ...] | None]:
    if answer.status == 200:
        # Some indexes have something else at this address, a page for people for example.
        with suppress(MalformedAnswerError):
            return answer, read_release(answer.body)
    return answer, None
