"""Text without the secrets of the addresses in it, before any of it is shown, logged or written down.

User names are hidden too, because many indexes take a token as the user. Rather a harmless word too many
is hidden than a secret shown. Does no I/O.
"""

import re

_HIDDEN = "****"
_SIGNS = ("@", "=")
_USER_PART = re.compile(r"(?<=://)[^/\s]*@")
# What follows a colon is a port or, where somebody did not quote it, a password: `me:a/b@host`.
_UNQUOTED_PASSWORD = re.compile(r"(?<=://)[^/\s:@\[\]]{1,200}:(?!\d*(?:[/?#\s\"'<>`,;)\]]|\Z))\S{0,200}@")
# Proxies are often written without a scheme.
_BARE_USER_PART = re.compile(r"(?<![^\s\"'`(=])[^\s\"'`/:@=]{1,200}:(?!//)[^\s\"'`@]{1,200}@(?=[\w.-]+:\d)")
_QUERY_VALUE = re.compile(
    r"((?:token|password|passwd|secret|signature|key|(?<![a-z])(?:sig|auth|pass|pwd|credential))=)[^&\s\"'<>`]+",
    re.IGNORECASE,
)


def masked(text: str) -> str:
    """Return an address, or a text that contains some, with `****` in place of every secret."""
    if not any(sign in text for sign in _SIGNS):
        return text
    for pattern in (_UNQUOTED_PASSWORD, _USER_PART, _BARE_USER_PART):
        text = pattern.sub(f"{_HIDDEN}@", text)
    return _QUERY_VALUE.sub(rf"\1{_HIDDEN}", text)
