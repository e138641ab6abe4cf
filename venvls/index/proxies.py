"""Through which proxy an address is asked, as the configuration has it.

pip has one proxy for everything; uv has one for each scheme, which comes before the variables of the
environment, and hosts that are asked without. Does not read variables: the network library does.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from venvls.model.index_configuration import IndexConfiguration


@dataclass(frozen=True, slots=True)
class Route:
    """The address of a proxy, or of none; then `of_environment` tells whether variables may name one."""

    proxy: str = ""
    of_environment: bool = False


def route(address: str, configuration: IndexConfiguration) -> Route:
    """Return the way to an address."""
    if configuration.proxy:
        return Route(_with_scheme(configuration.proxy))
    parts = urlsplit(address)
    proxy = dict(configuration.proxies).get(parts.scheme, "")
    if not proxy:
        return Route(of_environment=True)
    return (
        Route() if _is_excepted(parts.hostname or "", configuration.unproxied) else Route(_with_scheme(proxy))
    )


def _with_scheme(proxy: str) -> str:
    return proxy if "://" in proxy else f"http://{proxy}"


def _is_excepted(host: str, unproxied: tuple[str, ...]) -> bool:
    names = [name.strip().lstrip(".").lower() for name in unproxied]
    return any(name == "*" or host == name or (name and host.endswith(f".{name}")) for name in names)
