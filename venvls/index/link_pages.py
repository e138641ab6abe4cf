"""Web pages of links to archives (`--find-links`): read once for all projects, kept in memory only.

Unlike the page of a project such a page is asked for once per process and ten minutes.
"""

import time
from dataclasses import dataclass, replace

from venvls.index import html_page
from venvls.index.client import PAGE, Client
from venvls.index.exchange import Answer
from venvls.index.failures import IndexFailureError
from venvls.index.freshness import lifetime
from venvls.index.page import Page
from venvls.index.pages import Looked
from venvls.index.single_flight import SingleFlight
from venvls.index.summary import packed, summarise
from venvls.model.facts import Absent, Fact, Known, Reason, Unavailable
from venvls.model.index_configuration import IndexConfiguration
from venvls.model.masking import masked
from venvls.model.names import ProjectName


@dataclass(frozen=True, slots=True)
class _Kept:
    """A page, and since when and until when it counts, in seconds since the epoch."""

    page: Page
    fetched: float
    fresh_until: float


class LinkPages:
    """Pages of links by address."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._known: dict[str, _Kept] = {}
        self._flights: SingleFlight[Fact[_Kept]] = SingleFlight()

    async def look(self, place: str, name: ProjectName, configuration: IndexConfiguration) -> Looked:
        """Say which releases of a project a page links to."""
        kept = self._known.get(place)
        if kept is None or (kept.fresh_until < time.time() and not configuration.offline):
            fact = await self._flights.run(place, lambda: self._fetch(place, configuration))
            if not isinstance(fact, Known):
                return Looked(fact)
            kept = fact.value
        summary = summarise(kept.page, name, masked(place), kept.fetched)
        if not summary.project.releases:
            return Looked(Absent(kept.fresh_until))
        project = replace(summary.project, fresh_until=kept.fresh_until)
        return Looked(Known(packed(replace(summary, project=project))))

    async def close(self) -> None:
        """End all requests."""
        await self._flights.close()

    async def _fetch(self, place: str, configuration: IndexConfiguration) -> Fact[_Kept]:
        if configuration.offline:
            return Unavailable(Reason.OFFLINE, "venvls is set to work offline")
        try:
            answer, page = await self._client.read(
                place,
                configuration,
                limits=PAGE,
                headers={"Accept": "text/html"},
                understand=_understood,
            )
        except IndexFailureError as failure:
            return failure.fact
        if page is None:
            return Unavailable(Reason.NO_INDEX, f"`{masked(place)}` is not there")
        now = time.time()
        self._known[place] = kept = _Kept(page, now, now + lifetime(answer.headers))
        return Known(kept)


def _understood(answer: Answer) -> tuple[Answer, Page | None]:
    if answer.status != 200:
        return answer, None
    return answer, html_page.read_page(answer.body, answer.address)
