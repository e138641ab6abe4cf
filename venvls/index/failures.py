"""Everything that can go wrong with asking an index, as one exception with a reason.

    IndexFailureError(Reason, detail, retry_after)

The network library's many exceptions (`transport`) and the server's many statuses end as one of these,
so that what is above knows neither. `detail` is one sentence for a person and never holds credentials.
"""

from dataclasses import dataclass

from venvls.index.address import host_of
from venvls.model.facts import Reason, Unavailable


@dataclass(slots=True)
class IndexFailureError(Exception):
    """An index could not say. `retry_after` is how many seconds it asks to be left alone."""

    reason: Reason
    detail: str
    retry_after: float | None = None
    status: int = 0

    def __str__(self) -> str:
        return self.detail

    @property
    def fact(self) -> Unavailable:
        """The failure as what is known."""
        return Unavailable(self.reason, self.detail, self.status)


NOBODY_ANSWERED = frozenset(
    {
        Reason.REFUSED,
        Reason.TIMED_OUT,
        Reason.NAME_NOT_RESOLVED,
        Reason.CERTIFICATE,
        Reason.SERVER_ERROR,
        Reason.TOO_MANY_REQUESTS,
    }
)
"""Reasons that concern a whole host, not the one thing that was asked for."""


def from_status(status: int, address: str, retry_after: float | None) -> IndexFailureError:
    """Say what a status means that is neither an answer nor `not found`."""
    reason, detail = _said(status, f"`{host_of(address)}`")
    may_wait = reason in {Reason.TOO_MANY_REQUESTS, Reason.SERVER_ERROR}
    return IndexFailureError(reason, detail, retry_after if may_wait else None, status)


def _said(status: int, host: str) -> tuple[Reason, str]:
    match status:
        case 401:
            return Reason.UNAUTHORISED, f"{host} asks for credentials"
        case 407:
            return Reason.UNAUTHORISED, f"the proxy on the way to {host} asks for credentials"
        case 403:
            return Reason.FORBIDDEN, f"{host} does not allow this to be read"
        case 429:
            return Reason.TOO_MANY_REQUESTS, f"{host} asks for fewer requests"
        case _ if status >= 500:
            return Reason.SERVER_ERROR, f"{host} has a fault of its own ({status})"
        case _:
            return Reason.NONSENSE, f"{host} answered with status {status}"
