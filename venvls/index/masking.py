"""Addresses without their secrets: for logs, hovers, errors and cache keys.

User names go too, because many indexes take a token as the user. Does no I/O.
"""

import re
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

_CREDENTIALS = re.compile(r"(?<=://)[^/@\s\"'<>`]*(?:@[^/@\s\"'<>`]*)*@")
_TOKEN = re.compile(r"((?:token|password|passwd|secret|signature|key)=)[^&\s\"'<>`]+", re.IGNORECASE)


def masked(text: str) -> str:
    """Return an address, or a text that contains some, with `****` in place of every secret."""
    return _TOKEN.sub(r"\1****", _CREDENTIALS.sub("****@", text))


def without_credentials(address: str) -> str:
    """Return the address without user and password."""
    parts = _parts(address)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def credentials_of(address: str) -> tuple[str, str] | None:
    """Return user and password of an address, or `None` where it has neither."""
    parts = _parts(address)
    if parts.username is None and parts.password is None:
        return None
    return unquote(parts.username or ""), unquote(parts.password or "")


def host_of(address: str) -> str:
    """Return host and port of an address, without credentials."""
    return _parts(address).netloc.rpartition("@")[2].lower()


def _parts(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:
        # Not an address at all; it is refused where it would be used.
        return SplitResult("", "", masked(address), "", "")
