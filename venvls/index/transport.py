"""Exchanges over HTTP: what is trusted, which proxy is used, how long a silence may last.

The one module that knows the network library. Nothing is retried and no redirect followed here.
"""

import ssl
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from venvls.index.address import host_of, without_credentials
from venvls.index.exchange import Answer, Exchange
from venvls.index.failures import IndexFailureError, from_status
from venvls.index.proxies import Route, route
from venvls.index.variables import AUTHORITIES
from venvls.model.facts import Reason
from venvls.model.index_configuration import IndexConfiguration
from venvls.model.masking import masked


class HttpTransport:
    """A pool for every way of connecting that some configuration asks for."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._pools: dict[tuple[object, ...], httpx.AsyncClient] = {}

    async def exchange(self, wanted: Exchange, configuration: IndexConfiguration) -> Answer:
        """Ask and return whatever is answered; raises `IndexFailureError` when nothing is."""
        pool = self._pool(wanted.address, configuration)
        plain = without_credentials(wanted.address)
        auth = httpx.BasicAuth(*wanted.credentials) if wanted.credentials else None
        try:
            request = pool.build_request(
                wanted.method, plain, headers=dict(wanted.headers), content=wanted.content or None
            )
            response = await pool.send(request, auth=auth, stream=True, follow_redirects=False)
            try:
                body = await _body(response, wanted.limit)
            finally:
                await response.aclose()
        except (httpx.RequestError, httpx.InvalidURL) as error:
            raise _failure(error, wanted.address) from error
        return Answer(response.status_code, body, dict(response.headers), plain)

    async def close(self) -> None:
        """Close every connection."""
        for pool in self._pools.values():
            await pool.aclose()
        self._pools.clear()

    def _pool(self, address: str, configuration: IndexConfiguration) -> httpx.AsyncClient:
        verify = not _is_trusted(address, configuration)
        way = route(address, configuration)
        key = (
            verify,
            configuration.certificate,
            configuration.client_certificate,
            way,
            configuration.timeout,
        )
        if key not in self._pools:
            self._pools[key] = _pool(configuration, self._environ, way, verify=verify)
        return self._pools[key]


def _pool(
    configuration: IndexConfiguration, environ: Mapping[str, str], way: Route, *, verify: bool
) -> httpx.AsyncClient:
    verified = _tls(configuration, environ, verify=verify)
    try:
        return httpx.AsyncClient(
            verify=verified,
            proxy=way.proxy or None,
            trust_env=way.of_environment,
            timeout=httpx.Timeout(configuration.timeout, connect=min(10.0, configuration.timeout), pool=None),
            limits=httpx.Limits(max_connections=64, max_keepalive_connections=16, keepalive_expiry=30.0),
            headers={"User-Agent": "venvls"},
            # An extra: the network library fails where it is wanted and not there.
            http2=find_spec("h2") is not None,
        )
    except (ValueError, httpx.InvalidURL) as error:
        # Said without the words of the error: it repeats pieces of the address, and of the password in it.
        raise IndexFailureError(
            Reason.FAILED, "the address of the configured proxy is not understood"
        ) from error
    except ImportError as error:
        raise IndexFailureError(
            Reason.FAILED, "the configured proxy speaks SOCKS: that needs `socksio` beside venvls"
        ) from error


def _tls(configuration: IndexConfiguration, environ: Mapping[str, str], *, verify: bool) -> ssl.SSLContext:
    """Trust what the system and the configuration trust; only for trusted hosts nothing is verified."""
    # The library brings authorities of its own, for systems that have none.
    has_some = _has_authorities_of_the_system()
    context = ssl.create_default_context() if has_some else httpx.create_ssl_context()
    chosen = configuration.certificate or next(filter(None, map(environ.get, AUTHORITIES)), "")
    try:
        if chosen:
            is_folder = Path(chosen).is_dir()
            context.load_verify_locations(*((None, chosen) if is_folder else (chosen,)))
        if configuration.client_certificate:
            context.load_cert_chain(configuration.client_certificate)
    except OSError as error:
        raise IndexFailureError(
            Reason.CERTIFICATE, f"a configured certificate could not be read: {error}"
        ) from error
    if not verify:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _has_authorities_of_the_system() -> bool:
    # Windows has a store that is always there; some builds for macOS come without any.
    paths = ssl.get_default_verify_paths()
    return sys.platform == "win32" or bool(paths.cafile or paths.capath)


def _is_trusted(address: str, configuration: IndexConfiguration) -> bool:
    names = {urlsplit(address).hostname, host_of(address)}
    return not names.isdisjoint(configuration.trusted_hosts)


async def _body(response: httpx.Response, limit: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    async for piece in response.aiter_bytes():
        size += len(piece)
        if size > limit:
            raise IndexFailureError(
                Reason.TOO_LARGE,
                f"the answer of `{host_of(str(response.url))}` is larger than {limit >> 20} MB",
            )
        pieces.append(piece)
    return b"".join(pieces)


def _failure(error: httpx.RequestError | httpx.InvalidURL, address: str) -> IndexFailureError:
    """Say what a failed exchange means."""
    host = host_of(address)
    match error:
        case httpx.TimeoutException():
            return IndexFailureError(Reason.TIMED_OUT, f"`{host}` did not answer in time")
        case httpx.ProxyError() if "407" in str(error):
            return from_status(407, address, None)
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
