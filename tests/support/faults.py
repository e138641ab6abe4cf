"""What an index can do wrong, as values: see `loopback_index` for how they are switched on and off."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

JSON = "application/vnd.pypi.simple.v1+json"


@dataclass(frozen=True, slots=True)
class Status:
    """Answer with a status and nothing useful: 401, 403, 404, 407, 429, 500, 502."""

    code: int
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer 200 with these bytes whatever was asked: garbage, a wrong type, an empty page."""

    body: bytes
    content_type: str = JSON


@dataclass(frozen=True, slots=True)
class Slow:
    """Wait before answering; ends at once when the fault is healed or the index closes."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Reset:
    """Close the connection without an answer."""


@dataclass(frozen=True, slots=True)
class Truncated:
    """Promise the whole body, send half of it, close."""


@dataclass(frozen=True, slots=True)
class Endless:
    """Send white space until the client goes away; `trickle` seconds pass between pieces."""

    trickle: float = 0.0


@dataclass(frozen=True, slots=True)
class RedirectLoop:
    """Redirect to the same path for ever."""


@dataclass(frozen=True, slots=True)
class RedirectTo:
    """Redirect to another index: `base` replaces scheme, host and port."""

    base: str


@dataclass(frozen=True, slots=True)
class HtmlOnly:
    """Know nothing of PEP 691."""


@dataclass(frozen=True, slots=True)
class NoRanges:
    """Answer range requests with the whole file."""


@dataclass(frozen=True, slots=True)
class NoHead:
    """Refuse the method HEAD with a status: 405, or 501 as the simplest servers do."""

    code: int = 501


@dataclass(frozen=True, slots=True)
class NoMetadata:
    """Serve no `.metadata` (PEP 658) and announce none; `announced` lies about it."""

    announced: bool = False


@dataclass(frozen=True, slots=True)
class NoETag:
    """Send no validator and no cache headers."""


@dataclass(frozen=True, slots=True)
class UnsteadyETag:
    """Send another ETag with every answer, as a broken load balancer does."""


Fault: TypeAlias = (
    Status | Answer | Slow | Reset | Truncated | Endless | RedirectLoop | RedirectTo
    | HtmlOnly | NoHead | NoRanges | NoMetadata | NoETag | UnsteadyETag
)  # fmt: skip
