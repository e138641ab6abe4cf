"""The headers of METADATA and PKG-INFO that say what a distribution is and needs (core metadata).

Purely textual, and quick: of a file that is mostly a description only the headers are looked at, and of
those only the ones asked for. Does not know where the file lies.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Headers:
    """What the headers say, as written; `name` and `version` are empty where they do not."""

    name: str = ""
    version: str = ""
    extras: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()


def headers_in(content: bytes) -> Headers:
    """Read the headers of a METADATA or PKG-INFO; what follows the first empty line is no matter."""
    head = "\n" + _head(content).decode("utf-8", errors="replace")
    names, versions = _values(head, "\nName:"), _values(head, "\nVersion:")
    return Headers(
        names[0] if names else "",
        versions[0] if versions else "",
        _values(head, "\nProvides-Extra:"),
        _values(head, "\nRequires-Dist:"),
    )


def _head(content: bytes) -> bytes:
    head = content.partition(b"\n\n")[0]
    # Where lines end in CRLF the empty line was not found by this.
    return content.replace(b"\r\n", b"\n").partition(b"\n\n")[0] if b"\r" in head else head


def _values(head: str, start: str) -> tuple[str, ...]:
    if start not in head:
        return ()
    return tuple([piece.partition("\n")[0].strip() for piece in head.split(start)[1:]])
