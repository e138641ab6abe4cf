"""Everything that can go wrong with asking an index, as one exception with a reason.

    IndexFailureError(Reason, detail, retry_after)

The network library's many exceptions (`transport`) and the server's many statuses end as one of these,
so that what is above knows neither. `detail` is one sentence for a person and never holds credentials.
"""

from dataclasses import dataclass

from venvls.index.masking import host_of
from venvls.model.facts import Reason, Unavailable


@dataclass(slots=True)
class IndexFailureError(Exception):
    """An index could not say. `retry_after` is how many seconds it asks to be left alone."""

    reason: Reason
    detail: str
    retry_after: float | None = None

    def __str__(self) -> str:
        return self.detail

    @property
    def fact(self) -> Unavailable:
        """The failure as what is known."""
        return Unavailable(self.reason, self.detail)


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
    host = host_of(address)
    match status:
        case 401 | 407:
            return IndexFailureError(Reason.UNAUTHORISED, f"`{host}` asks for credentials")
        case 403:
            return IndexFailureError(Reason.FORBIDDEN, f"`{host}` does not allow this to be read")
        case 429:
            return IndexFailureError(
                Reason.TOO_MANY_REQUESTS, f"`{host}` asks for fewer requests", retry_after
            )
        case _ if status >= 500:
            return IndexFailureError(
                Reason.SERVER_ERROR, f"`{host}` has a fault of its own ({status})", retry_after
            )
        case _:
            return IndexFailureError(Reason.NONSENSE, f"`{host}` answered with status {status}")
