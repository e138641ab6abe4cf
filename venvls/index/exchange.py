"""One request and its answer, as values: what `client` asks of `transport`.

Apart from both, so that a cached answer needs no network library. Does no I/O.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from venvls.index.credentials import Credentials
from venvls.model.index_configuration import IndexConfiguration


@dataclass(frozen=True, slots=True)
class Exchange:
    """What to ask of an address, as whom, and how many bytes of an answer to take at most.

    `content` is what is sent along.
    """

    method: str
    address: str
    headers: Mapping[str, str]
    credentials: Credentials | None
    limit: int
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent. `address` is where it came from after redirects, without credentials."""

    status: int
    body: bytes
    headers: Mapping[str, str]
    address: str


class Transport(Protocol):
    """Carries out exchanges."""

    async def exchange(self, wanted: Exchange, configuration: IndexConfiguration) -> Answer:
        """Ask and return whatever is answered; raises `IndexFailureError` when nothing is."""

    async def close(self) -> None:
        """Close every connection."""
