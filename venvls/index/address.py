"""Addresses taken apart: their credentials, their host, and what remains without them. Does no I/O."""

from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from venvls.model.masking import masked


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
