"""Everything that can go wrong with asking an index, as one exception with a reason.

    IndexFailureError(Reason, detail, retry_after)

The network library's many exceptions and the server's many statuses end here, so that what is above
knows neither. `detail` is one sentence for a person and never holds credentials.
"""

import ssl
from dataclasses import dataclass

import httpx

from venvls.index.masking import host_of, masked
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


def from_transport(error: httpx.RequestError | httpx.InvalidURL, address: str) -> IndexFailureError:
    """Say what a failed exchange means."""
    host = host_of(address)
    match error:
        case httpx.TimeoutException():
            return IndexFailureError(Reason.TIMED_OUT, f"`{host}` did not answer in time")
        case httpx.ProxyError():
            return IndexFailureError(Reason.REFUSED, f"the proxy refused to connect to `{host}`")
        case httpx.ConnectError():
            return _from_connect(error, host)
        case httpx.InvalidURL() | httpx.UnsupportedProtocol():
            return IndexFailureError(Reason.NO_INDEX, f"`{masked(address)}` is not an address of an index")
        case httpx.RemoteProtocolError() | httpx.ReadError() | httpx.DecodingError():
            return IndexFailureError(Reason.NONSENSE, f"`{host}` broke off its answer")
        case _:
            return IndexFailureError(Reason.FAILED, f"the connection to `{host}` failed")


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


def _from_connect(error: httpx.ConnectError, host: str) -> IndexFailureError:
    causes = list(_causes(error))
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return IndexFailureError(Reason.CERTIFICATE, f"the certificate of `{host}` is not trusted")
    # Asynchronous look-ups lose the type of their error on the way up; the words remain.
    words = " ".join(map(str, causes)).lower()
    if any(sign in words for sign in ("name or service", "nodename", "getaddrinfo", "name resolution")):
        return IndexFailureError(Reason.NAME_NOT_RESOLVED, f"the name of `{host}` could not be resolved")
    return IndexFailureError(Reason.REFUSED, f"`{host}` could not be reached")


def _causes(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and len(found) < 10:
        found.append(following)
        following = following.__cause__ or following.__context__
    return found
