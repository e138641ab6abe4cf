"""Web pages of links to archives (`--find-links`): read once for all projects, kept in memory only.

Unlike the page of a project such a page is asked for once per process and ten minutes.
"""

import time

from venvls.index import html_page
from venvls.index.client import PAGE, Client
from venvls.index.exchange import Answer
from venvls.index.failures import IndexFailureError
from venvls.index.freshness import lifetime
from venvls.index.masking import masked
from venvls.index.page import Page
from venvls.index.pages import Looked
from venvls.index.single_flight import SingleFlight
from venvls.index.summary import packed, summarise
from venvls.model.facts import Absent, Fact, Known, Reason, Unavailable
from venvls.model.index_configuration import IndexConfiguration
from venvls.model.names import ProjectName


class LinkPages:
    """Pages of links by address."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._known: dict[str, tuple[float, Page]] = {}
        self._flights: SingleFlight[Fact[Page]] = SingleFlight()

    async def look(self, place: str, name: ProjectName, configuration: IndexConfiguration) -> Looked:
        """Say which releases of a project a page links to."""
        fresh_until, page = self._known.get(place, (0.0, None))
        if page is None or (fresh_until < time.monotonic() and not configuration.offline):
            fact = await self._flights.run(place, lambda: self._fetch(place, configuration))
            if not isinstance(fact, Known):
                return Looked(fact)
            page = fact.value
        summary = summarise(page, name, masked(place), time.time())
        return Looked(Known(packed(summary)) if summary.project.releases else Absent())

    async def close(self) -> None:
        """End all requests."""
        await self._flights.close()

    async def _fetch(self, place: str, configuration: IndexConfiguration) -> Fact[Page]:
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
        self._known[place] = (time.monotonic() + lifetime(answer.headers), page)
        return Known(page)


def _understood(answer: Answer) -> tuple[Answer, Page | None]:
    if answer.status != 200:
        return answer, None
    return answer, html_page.read_page(answer.body, answer.address)
