"""Questions about projects, answered from whatever a configuration names, in its order.

The core of the worker: combines places, reads metadata and proves modules. A place that fails ends the
question, so no name that may be private is told to the next one. Does not know processes or frames.
"""

import asyncio
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

from packaging.version import Version

from venvls.index import local
from venvls.index.failures import IndexFailureError
from venvls.index.link_pages import LinkPages
from venvls.index.name_lists import NameLists
from venvls.index.names import Listed
from venvls.index.packed import Packed
from venvls.index.page import Page
from venvls.index.pages import Looked, Pages
from venvls.index.proof import Verdict, proved_by_metadata, proved_by_wheel, release_to_check
from venvls.index.releases import Releases
from venvls.index.scanning import Scanning
from venvls.index.summary import Source, Summary, merged, packed, summarise, unpacked
from venvls.model.facts import Absent, Fact, Known, Reason, Unavailable
from venvls.model.index_configuration import IndexConfiguration, Setting
from venvls.model.masking import masked
from venvls.model.names import ModuleName, ProjectName
from venvls.model.release import Provider, Publisher, ReleaseMetadata, is_version, parsed_version
from venvls.model.vulnerability import Vulnerability

_LOCAL = 60.0
"""Seconds after which a folder is looked at again, where nobody notices that something changed."""

_PASSED_OVER = 120.0
"""Seconds after which an index that refused is tried again."""


@dataclass(slots=True)
class _Gathered:
    """What the places asked so far said."""

    summaries: list[Packed] = field(default_factory=list)
    refreshes: list[asyncio.Task[Fact[Packed]]] = field(default_factory=list)
    stale: bool = False
    fresh_until: float = math.inf
    failure: Unavailable | None = None

    def add(self, looked: Looked) -> None:
        match looked.fact:
            case Known(summary, stale):
                self.summaries.append(summary)
                self.stale = self.stale or stale
            case Absent(fresh_until):
                self.fresh_until = min(self.fresh_until, fresh_until)
            case Unavailable():
                self.failure = self.failure or looked.fact
        if looked.refresh is not None:
            self.refreshes.append(looked.refresh)


@dataclass(frozen=True, slots=True)
class Found:
    """A fact, and the requests on their way that may change it."""

    fact: Fact[Packed]
    refreshes: tuple[asyncio.Task[Fact[Packed]], ...] = ()


class Service:
    """Answers questions; everything is kept by what it is made of."""

    def __init__(
        self, pages: Pages, links: LinkPages, releases: Releases, names: NameLists, scanning: Scanning
    ) -> None:
        self._pages = pages
        self._links = links
        self._releases = releases
        self._names = names
        self._scanning = scanning

    async def project(
        self, name: ProjectName, configuration: IndexConfiguration, *, refreshed: float = 0.0
    ) -> Found:
        """Say what the configured places together know of a project.

        `refreshed` is when the refreshes began that have ended since, in seconds since the epoch.
        """
        gathered = _Gathered()
        for place in configuration.find_links:
            gathered.add(await self._find_links(place, name, configuration))
        indexes = _indexes_for(name, configuration)
        if indexes is None:
            return Found(_not_agreed(configuration))
        for place in indexes:
            # A failing place ends it too: the name may be private to it.
            if gathered.failure or (gathered.summaries and configuration.first_match):
                break
            gathered.add(await self._index(place, name, configuration, refreshed))
        for place in _fallbacks_for(indexes, configuration):
            if gathered.failure or gathered.summaries:
                break
            gathered.add(await self._index(place, name, configuration, refreshed))
        return Found(_combined(gathered, configuration), tuple(gathered.refreshes))

    async def metadata(
        self, name: ProjectName, version: str, configuration: IndexConfiguration
    ) -> Fact[ReleaseMetadata]:
        """Read the core metadata of a release from the best wheel it has."""
        found = await self._source(name, version, configuration)
        if not isinstance(found, Known):
            return found
        key, source = found.value
        if source is None:
            return Unavailable(Reason.FAILED, f"`{name} {key}` has no wheel to read metadata from")
        try:
            return Known(await self._releases.metadata(name, key, source, configuration))
        except IndexFailureError as failure:
            return failure.fact

    async def publishers(
        self, name: ProjectName, version: str, configuration: IndexConfiguration
    ) -> Fact[tuple[Publisher, ...]]:
        """Return who published a release as its index attests; none where it attests nothing."""
        found = await self._source(name, version, configuration)
        if not isinstance(found, Known):
            return found
        _, source = found.value
        if source is None or not source.provenance:
            return Known(())
        try:
            return Known(await self._releases.publishers(source, configuration))
        except IndexFailureError as failure:
            return failure.fact

    async def providers(
        self,
        module: ModuleName,
        candidates: Sequence[ProjectName],
        configuration: IndexConfiguration,
        python: Version,
    ) -> Fact[tuple[Provider, ...]]:
        """Return those candidates that are proved to provide a module, in their order."""
        verdicts = await asyncio.gather(
            *(self._proof(module, candidate, configuration, python) for candidate in candidates)
        )
        proved = tuple(verdict for verdict in verdicts if isinstance(verdict, Provider))
        unchecked = [verdict for verdict in verdicts if isinstance(verdict, Unavailable)]
        return unchecked[0] if unchecked and not proved else Known(proved)

    async def vulnerabilities(
        self, name: ProjectName, version: str, configuration: IndexConfiguration, service: str
    ) -> Fact[tuple[Vulnerability, ...]]:
        """Return the known vulnerabilities of a release, from an OSV service if one is given.

        Of the indexes only one that lists the project is asked: others need not hear of its versions.
        """
        if not service:
            index = await self._listing_index(name, configuration)
            if index is None:
                return Unavailable(Reason.NO_INDEX, f"the index of `{name}` reports no vulnerabilities")
            configuration = replace(configuration, indexes=(index,))
        return await self._scanning.scan(name, version, configuration, service)

    async def names(self, configuration: IndexConfiguration) -> Fact[Listed]:
        """Return the files that hold the names of all projects."""
        return await self._names.listed(configuration)

    async def close(self) -> None:
        """End all requests."""
        await self._pages.close()
        await self._links.close()
        await self._releases.close()
        await self._names.close()
        await self._scanning.close()

    async def _source(
        self, name: ProjectName, version: str, configuration: IndexConfiguration
    ) -> Fact[tuple[str, Source | None]]:
        """Return how a release is spelt and its best wheel, `None` where it has no wheel."""
        fact = (await self.project(name, configuration)).fact
        if not isinstance(fact, Known):
            return fact
        summary = unpacked(fact.value)
        key = _spelling(summary, version)
        return Absent() if key is None else Known((key, summary.sources.get(key)))

    async def _listing_index(self, name: ProjectName, configuration: IndexConfiguration) -> Setting | None:
        first = _indexes_for(name, configuration) or ()
        indexes = (*first, *_fallbacks_for(first, configuration))
        if len(indexes) < 2:
            return next(iter(indexes), None)
        fact = (await self.project(name, configuration)).fact
        if not isinstance(fact, Known):
            return None
        project = unpacked(fact.value).project
        sources = {listing.source for listing in project.listings} or {project.source}
        return next((index for index in indexes if masked(index.value) in sources), None)

    async def _index(
        self, index: Setting, name: ProjectName, configuration: IndexConfiguration, refreshed: float
    ) -> Looked:
        if index.manner.flat:
            return await self._find_links(index, name, configuration)
        if not local.is_local(index.value):
            looked = await self._pages.look(index.value, name, configuration, refreshed=refreshed)
            return Looked(Absent(time.time() + _PASSED_OVER)) if _is_passed_over(looked, index) else looked
        try:
            page = local.read_project(index.value, name)
        except IndexFailureError as failure:
            return Looked(failure.fact)
        if page is None:
            return Looked(Absent(time.time() + _LOCAL))
        return Looked(Known(packed(_as_it_lies(page, name, index.value))))

    async def _find_links(
        self, place: Setting, name: ProjectName, configuration: IndexConfiguration
    ) -> Looked:
        if not local.is_local(place.value):
            return await self._links.look(place.value, name, configuration)
        try:
            summary = _as_it_lies(local.read_folder(place.value), name, place.value)
        except IndexFailureError:
            # pip passes over a folder that is not there; it can hold nothing.
            return Looked(Absent(time.time() + _LOCAL))
        if not summary.project.releases:
            return Looked(Absent(summary.project.fresh_until))
        return Looked(Known(packed(summary)))

    async def _proof(
        self,
        module: ModuleName,
        candidate: ProjectName,
        configuration: IndexConfiguration,
        python: Version,
    ) -> Verdict:
        fact = (await self.project(candidate, configuration)).fact
        match fact:
            case Unavailable():
                return fact
            case Absent():
                return None
        summary = unpacked(fact.value)
        release = release_to_check(summary, python)
        if release is None:
            return None
        source = summary.sources[release.version]
        try:
            contents = await self._releases.modules(source, configuration)
        except IndexFailureError as failure:
            return failure.fact
        proof = proved_by_wheel(module, summary.project, release.version, contents)
        if proof is None and not source.announced:
            return None
        try:
            said = await self._releases.metadata(candidate, release.version, source, configuration)
        except IndexFailureError as failure:
            # The proof stands; only how the project spells its own name stays unknown.
            return proof or failure.fact
        return replace(proof, display_name=said.display_name) if proof else proved_by_metadata(module, said)


def _is_passed_over(looked: Looked, index: Setting) -> bool:
    """Tell whether an index failed in a way in which its user does not count on it."""
    fact = looked.fact
    return isinstance(fact, Unavailable) and bool(fact.status) and fact.status in index.manner.passed_over


def _as_it_lies(page: Page, name: ProjectName, place: str) -> Summary:
    """Sum up what lies on this machine; that is as old as the look at it, so no age is told."""
    summary = summarise(page, name, place, 0.0)
    return replace(summary, project=replace(summary.project, fresh_until=time.time() + _LOCAL))


def _combined(gathered: _Gathered, configuration: IndexConfiguration) -> Fact[Packed]:
    if gathered.failure is not None:
        return gathered.failure
    if len(gathered.summaries) == 1:
        return Known(gathered.summaries[0], stale=gathered.stale)
    if gathered.summaries:
        return Known(packed(merged(map(unpacked, gathered.summaries))), stale=gathered.stale)
    if configuration.unagreed:
        return _not_agreed(configuration)
    if not configuration.places and not configuration.dedicated:
        return Unavailable(Reason.NO_INDEX, "no index is configured")
    return Absent(0.0 if math.isinf(gathered.fresh_until) else gathered.fresh_until)


def _indexes_for(name: ProjectName, configuration: IndexConfiguration) -> tuple[Setting, ...] | None:
    """Return the indexes to ask for a project, `None` when those were not agreed to."""
    for pattern, indexes in configuration.dedicated:
        if fnmatchcase(name, pattern):
            return indexes or None
    return configuration.indexes


def _fallbacks_for(indexes: tuple[Setting, ...], configuration: IndexConfiguration) -> tuple[Setting, ...]:
    # A project with an index of its own is looked for nowhere else.
    return configuration.fallbacks if indexes == configuration.indexes else ()


def _not_agreed(configuration: IndexConfiguration) -> Unavailable:
    places = ", ".join(f"`{masked(setting.value)}`" for setting in configuration.unagreed)
    return Unavailable(Reason.NOT_TRUSTED, f"this folder names {places}, which you have not agreed to")


def _spelling(summary: Summary, version: str) -> str | None:
    """Return the version as the summary spells it: `1.0` may be listed as `1.0.0`."""
    spellings = [release.version for release in summary.project.releases]
    if version in spellings:
        return version
    return next((known for known in spellings if _is_same(known, version)), None)


def _is_same(known: str, version: str) -> bool:
    return is_version(version) and parsed_version(known) == parsed_version(version)
