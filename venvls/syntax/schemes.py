"""The schemes of addresses that installers know, and whether a text begins with one.

Does not know what an address leads to.
"""

import re

TRANSPORTS = {
    "bzr": ("http", "https", "ssh", "sftp", "ftp", "lp", "file"),
    "git": ("http", "https", "ssh", "git", "file"),
    "hg": ("file", "http", "https", "ssh", "static-http"),
    "svn": ("ssh", "http", "https", "svn", "file"),
}
"""What each version control system is reached by."""

VCS_SCHEMES = tuple(f"{vcs}+{transport}" for vcs, names in TRANSPORTS.items() for transport in names)
"""Schemes of version control URLs (pip, "VCS Support")."""

SCHEMES = ("http", "https", "file", "ftp", *VCS_SCHEMES)
"""Schemes that make a requirement a URL."""

SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
"""The scheme of whatever may be an address (RFC 3986, section 3.1)."""

ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
"""The scheme of an address that names a host, with what leads to that."""


def is_url(text: str, start: int, end: int) -> bool:
    """Tell whether `text[start:end]` begins with a scheme that installers know."""
    scheme = SCHEME.match(text, start, end)
    return scheme is not None and scheme[1].lower() in SCHEMES
