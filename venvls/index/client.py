"""Asking indexes over HTTP, politely and with a limit on everything.

Every exchange ends in bytes, in "not found", in "not modified" or in an `IndexFailureError`. Bodies have
a size, exchanges a duration, redirects a count; credentials never follow a redirect to another host;
a host that fails is left alone for a while (`circuit`). Does not know what any answer means.
"""

import asyncio
import email.utils
import logging
import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

from venvls.index.address import credentials_of, host_of, without_credentials
from venvls.index.circuit import Circuit
from venvls.index.credentials import Credentials, keyring_credentials, known_credentials
from venvls.index.exchange import Answer, Exchange, Transport
from venvls.index.failures import IndexFailureError, from_status
from venvls.index.page import MalformedAnswerError
from venvls.model.facts import Reason
from venvls.model.index_configuration import IndexConfiguration, Setting
from venvls.model.masking import masked

_log = logging.getLogger("venvls.index")
T = TypeVar("T")

_REDIRECTS = 8
_PER_HOST = 8
_REDIRECT_STATUSES = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Limits:
    """What one exchange may cost: bytes of its body after decompression, and its duration.

    `patience` is how many times longer the whole may take than the configured silence.
    """

    body: int
    patience: float = 4.0


PAGE = Limits(body=64 << 20)
HEAD_UNKNOWN = frozenset({405, 501})
"""How a server says that it does not know the method HEAD (RFC 9110, sections 15.5.6 and 15.6.2)."""
WHEEL = Limits(body=32 << 20)
METADATA = Limits(body=4 << 20, patience=2.0)
PROVENANCE = Limits(body=1 << 20, patience=1.0)


@dataclass(slots=True)
class _Host:
    circuit: Circuit = field(default_factory=Circuit)
    slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_PER_HOST))
    keyring: Credentials | None = None
    keyring_asked: bool = False
    asking_keyring: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(frozen=True, slots=True)
class _Question:
    method: str
    configuration: IndexConfiguration
    headers: Mapping[str, str]
    limits: Limits
    content: bytes = b""
    aspect: str = ""

    @property
    def seconds(self) -> float:
        return self.limits.patience * self.configuration.timeout


class Client:
    """Asks for all configurations; hosts are known across them."""

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self._environ = environ
        self._transport: Transport | None = None
        self._hosts: dict[str, _Host] = {}

    async def get(
        self,
        address: str,
        configuration: IndexConfiguration,
        *,
        limits: Limits,
        headers: Mapping[str, str] | None = None,
        method: str = "GET",
    ) -> Answer:
        """Ask once. Raises `IndexFailureError` but for success, 304, 404, 410, unknown ranges or methods.

        Credentials are taken from `address` or found for its host.
        """
        question = _Question(method, configuration, headers or {}, limits)
        return await self._ask(address, question, lambda answer: answer)

    async def read(
        self,
        address: str,
        configuration: IndexConfiguration,
        *,
        limits: Limits,
        headers: Mapping[str, str],
        understand: Callable[[Answer], T],
        content: bytes = b"",
        aspect: str = "",
    ) -> T:
        """Ask once, with `content` in a POST, and return what `understand` makes of the answer.

        Its `MalformedAnswerError` is a failure of the host like any other. What fails in a named
        `aspect` of a host does not keep its other aspects from being asked.
        """
        method = "POST" if content else "GET"
        question = _Question(method, configuration, headers, limits, content, aspect)
        return await self._ask(address, question, understand)

    async def _ask(self, address: str, question: _Question, understand: Callable[[Answer], T]) -> T:
        _check_address(address)
        host = self._host(address, question.aspect)
        async with host.slots:
            if refusal := host.circuit.refusal(time.monotonic()):
                raise refusal
            try:
                async with asyncio.timeout(question.seconds):
                    answer = await self._follow(address, question)
                understood = understand(answer)
            except TimeoutError:
                failure = IndexFailureError(Reason.TIMED_OUT, f"`{host_of(address)}` did not answer in time")
                raise _noted(host, failure) from None
            except MalformedAnswerError as error:
                failure = IndexFailureError(
                    Reason.NONSENSE, f"`{host_of(address)}` is not understood: {masked(str(error))}"
                )
                raise _noted(host, failure) from None
            except IndexFailureError as failure:
                raise _noted(host, failure) from None
        if host.circuit.succeeded():
            _log.info("`%s` answers again", host_of(address))
        return understood

    async def close(self) -> None:
        """Close all connections."""
        if self._transport is not None:
            await self._transport.close()

    def _host(self, address: str, aspect: str = "") -> _Host:
        return self._hosts.setdefault(f"{host_of(address)} {aspect}", _Host())

    async def _follow(self, address: str, question: _Question) -> Answer:
        for _ in range(_REDIRECTS):
            # Looked up anew for each address: what belongs to one host is never told to another.
            credentials = self._credentials(address, question.configuration)
            answer = await self._exchange(address, question, credentials)
            if answer.status == 401:
                answer = await self._with_keyring(address, question) or answer
            if answer.status not in _REDIRECT_STATUSES or "location" not in answer.headers:
                return _checked(answer, question)
            address = _next_address(address, answer.headers["location"])
        raise IndexFailureError(Reason.NONSENSE, f"`{host_of(address)}` redirects in a circle")

    def _credentials(self, address: str, configuration: IndexConfiguration) -> Credentials | None:
        place = _place_of(address, configuration)
        if place is not None and place.manner.anonymous:
            return None
        # The files of an index are as private as its pages; only those that it serves itself.
        if place is not None and credentials_of(address) is None:
            return known_credentials(place.value, self._environ)
        return known_credentials(address, self._environ)

    async def _with_keyring(self, address: str, question: _Question) -> Answer | None:
        place = _place_of(address, question.configuration)
        if question.configuration.keyring == "disabled" or (place is not None and place.manner.anonymous):
            return None
        host = self._host(address)
        async with host.asking_keyring:
            if not host.keyring_asked:
                index = _index_of(address, question.configuration)
                host.keyring = await keyring_credentials(index, self._environ)
                host.keyring_asked = True
        return await self._exchange(address, question, host.keyring) if host.keyring else None

    async def _exchange(self, address: str, question: _Question, credentials: Credentials | None) -> Answer:
        return await self._connected().exchange(
            Exchange(
                question.method,
                address,
                question.headers,
                credentials,
                question.limits.body,
                question.content,
            ),
            question.configuration,
        )

    def _connected(self) -> Transport:
        if self._transport is None:
            # The network library takes longer to import than a cached answer takes to give.
            from venvls.index.transport import HttpTransport

            self._transport = HttpTransport(self._environ)
        return self._transport


def _check_address(address: str) -> None:
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise IndexFailureError(Reason.NO_INDEX, f"`{masked(address)}` is not an address of an index")


def _noted(host: _Host, failure: IndexFailureError) -> IndexFailureError:
    if host.circuit.failed(failure, time.monotonic()):
        _log.warning("%s", failure.detail)
    return failure


def _checked(answer: Answer, question: _Question) -> Answer:
    if answer.status in {200, 206, 304, 404, 410}:
        return answer
    if "Range" in question.headers and answer.status in {400, 416, 501}:
        return answer
    if question.method == "HEAD" and answer.status in HEAD_UNKNOWN:
        return answer
    raise from_status(answer.status, answer.address, _retry_after(answer.headers.get("retry-after")))


def _retry_after(written: str | None) -> float | None:
    if written is None:
        return None
    with suppress(ValueError):
        return max(0.0, float(written))
    with suppress(ValueError):
        return max(0.0, email.utils.parsedate_to_datetime(written).timestamp() - time.time())
    return None


def _next_address(address: str, location: str) -> str:
    try:
        following = urljoin(address, location)
        scheme = urlsplit(following).scheme
    except ValueError:
        raise IndexFailureError(
            Reason.NONSENSE, f"`{host_of(address)}` redirects to what is no address"
        ) from None
    if urlsplit(address).scheme == "https" and scheme != "https":
        raise IndexFailureError(
            Reason.NONSENSE, f"`{host_of(address)}` redirects to an address without encryption"
        )
    return following


def _origin(address: str) -> tuple[str, str]:
    return address.partition("://")[0].lower(), host_of(address)


def _place_of(address: str, configuration: IndexConfiguration) -> Setting | None:
    """Return the place that an address belongs to: one that it continues, else one of the same host."""
    own = [setting for setting in configuration.places if _origin(setting.value) == _origin(address)]
    plain = without_credentials(address)
    continued = (setting for setting in own if plain.startswith(without_credentials(setting.value)))
    return next(continued, own[0] if own else None)


def _index_of(address: str, configuration: IndexConfiguration) -> str:
    """Return the configured index that an address belongs to: keyrings know that one."""
    plain = without_credentials(address)
    for setting in configuration.places:
        if plain.startswith(without_credentials(setting.value)):
            return setting.value
    return address
