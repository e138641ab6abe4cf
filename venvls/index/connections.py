"""Connection pools: what is trusted, which proxy is used, how long a silence may last.

The one place that sets up the network library. Nothing is retried and no redirect followed here.
"""

import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit

import httpx

from venvls.index.failures import IndexFailureError
from venvls.index.masking import host_of
from venvls.model.facts import Reason
from venvls.model.index_configuration import IndexConfiguration


class Connections:
    """A pool for every way of connecting that some configuration asks for."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._pools: dict[tuple[object, ...], httpx.AsyncClient] = {}

    def pool(self, address: str, configuration: IndexConfiguration) -> httpx.AsyncClient:
        """Return the pool to reach `address` with; raises `IndexFailureError` for unusable certificates."""
        verify = not _is_trusted(address, configuration)
        key = (
            verify,
            configuration.certificate,
            configuration.client_certificate,
            configuration.proxy,
            configuration.timeout,
        )
        if key not in self._pools:
            self._pools[key] = _pool(configuration, self._environ, verify=verify)
        return self._pools[key]

    async def close(self) -> None:
        """Close every connection."""
        for pool in self._pools.values():
            await pool.aclose()
        self._pools.clear()


def _pool(
    configuration: IndexConfiguration, environ: Mapping[str, str], *, verify: bool
) -> httpx.AsyncClient:
    proxy = configuration.proxy
    if proxy and "://" not in proxy:
        proxy = f"http://{proxy}"
    return httpx.AsyncClient(
        verify=_tls(configuration, environ, verify=verify),
        proxy=proxy or None,
        timeout=httpx.Timeout(configuration.timeout, connect=min(10.0, configuration.timeout), pool=None),
        limits=httpx.Limits(max_connections=64, max_keepalive_connections=16, keepalive_expiry=30.0),
        headers={"User-Agent": "venvls"},
        http2=_has_http2(),
    )


def _tls(configuration: IndexConfiguration, environ: Mapping[str, str], *, verify: bool) -> ssl.SSLContext:
    """Trust what the system and the configuration trust; only for trusted hosts nothing is verified."""
    context = ssl.create_default_context()
    chosen = configuration.certificate or environ.get("SSL_CERT_FILE") or environ.get("REQUESTS_CA_BUNDLE")
    try:
        if chosen:
            context.load_verify_locations(chosen)
        if configuration.client_certificate:
            context.load_cert_chain(configuration.client_certificate)
    except OSError as error:
        raise IndexFailureError(
            Reason.CERTIFICATE, f"a configured certificate could not be read: {error}"
        ) from error
    if not verify:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _has_http2() -> bool:
    try:
        import h2  # type: ignore[import-not-found]  # noqa: F401
    except ImportError:
        return False
    return True


def _is_trusted(address: str, configuration: IndexConfiguration) -> bool:
    names = {urlsplit(address).hostname, host_of(address)}
    return not names.isdisjoint(configuration.trusted_hosts)
