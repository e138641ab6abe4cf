"""What the server and its index worker say to each other: length-prefixed MessagePack.

Each frame is four bytes of length, highest first, and a `ToWorker` or `FromWorker`. A question may get
several replies; the last one is `final`. Does no I/O.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Literal, TypeAlias, TypeVar

import msgspec

from venvls.index.packed import Packed
from venvls.model.facts import Absent, Fact, Known, Reason, Unavailable
from venvls.model.index_configuration import IndexConfiguration
from venvls.model.names import ModuleName, ProjectName

T = TypeVar("T")

HEADER = 4
LONGEST = 256 << 20


class ProjectQuestion(msgspec.Struct, frozen=True, tag="project"):
    """What is known of a project?"""

    name: ProjectName
    configuration: IndexConfiguration


class ProjectsQuestion(msgspec.Struct, frozen=True, tag="projects"):
    """What is known of each of these projects? A reply says which one it is about."""

    names: tuple[ProjectName, ...]
    configuration: IndexConfiguration


class MetadataQuestion(msgspec.Struct, frozen=True, tag="metadata"):
    """What does a release say about itself?"""

    name: ProjectName
    version: str
    configuration: IndexConfiguration


class PublishersQuestion(msgspec.Struct, frozen=True, tag="publishers"):
    """Who published a release?"""

    name: ProjectName
    version: str
    configuration: IndexConfiguration


class ProvidersQuestion(msgspec.Struct, frozen=True, tag="providers"):
    """Which of the candidates provide a module? `python` is the interpreter's version."""

    module: ModuleName
    candidates: tuple[ProjectName, ...]
    configuration: IndexConfiguration
    python: str


class ScanQuestion(msgspec.Struct, frozen=True, tag="scan"):
    """Which vulnerabilities of a release are known, to the index or to the service at an address?"""

    name: ProjectName
    version: str
    configuration: IndexConfiguration
    service: str


class NamesQuestion(msgspec.Struct, frozen=True, tag="names"):
    """In which files are the names of all projects?"""

    configuration: IndexConfiguration


Question: TypeAlias = (
    ProjectQuestion
    | ProjectsQuestion
    | MetadataQuestion
    | PublishersQuestion
    | ProvidersQuestion
    | ScanQuestion
    | NamesQuestion
)


class Ask(msgspec.Struct, frozen=True, tag="ask"):
    """Asks a question; the number comes back with each reply."""

    number: int
    question: Question


class Reply(msgspec.Struct, frozen=True, tag="reply"):
    """A fact in a form that can be sent; `value` is encoded once more, so it can be passed on unread.

    `name` is the project it is about, where the question was about several; `fetched` is when a
    project was last heard of and `fresh_until` when it is to be asked for again, in seconds since the epoch.
    """

    number: int
    kind: Literal["known", "absent", "unavailable"]
    value: bytes = b""
    stale: bool = False
    reason: str = ""
    detail: str = ""
    final: bool = True
    name: str = ""
    fetched: float = 0.0
    fresh_until: float = 0.0


class LogLine(msgspec.Struct, frozen=True, tag="log"):
    """A line for the server's log; `level` is that of `logging`."""

    level: int
    text: str


FromWorker: TypeAlias = Reply | LogLine

_FROM_WORKER = msgspec.msgpack.Decoder(FromWorker)
_TO_WORKER = msgspec.msgpack.Decoder(Ask)


def frame(message: Ask | Reply | LogLine) -> bytes:
    """Return a message as it is sent."""
    body = msgspec.msgpack.encode(message)
    return len(body).to_bytes(HEADER, "big") + body


def from_worker(body: bytes) -> FromWorker:
    """Read what the worker says; raises `msgspec.DecodeError`."""
    message: FromWorker = _FROM_WORKER.decode(body)
    return message


def to_worker(body: bytes) -> Ask:
    """Read what the server says; raises `msgspec.DecodeError`."""
    return _TO_WORKER.decode(body)


def passed_on(number: int, fact: Fact[Packed], *, final: bool, name: str = "") -> Reply:
    """Put what the cache holds into a reply, unread."""
    if not isinstance(fact, Known):
        return reply(number, fact, final=final, name=name)
    kept = fact.value
    return Reply(
        number,
        "known",
        kept.project,
        stale=fact.stale,
        final=final,
        name=name,
        fetched=kept.fetched,
        fresh_until=kept.fresh_until,
    )


def reply(number: int, fact: Fact[T], *, final: bool, name: str = "") -> Reply:
    """Put a fact into a reply."""
    match fact:
        case Known(value, stale):
            encoded = msgspec.msgpack.encode(value)
            return Reply(number, "known", encoded, stale=stale, final=final, name=name)
        case Absent(fresh_until):
            return Reply(number, "absent", final=final, name=name, fresh_until=fresh_until)
        case Unavailable(reason, detail):
            return Reply(number, "unavailable", reason=reason.value, detail=detail, final=final, name=name)


def fact_of(reply: Reply, read: Callable[[bytes], T]) -> Fact[T]:
    """Take the fact out of a reply again."""
    match reply.kind:
        case "known":
            return Known(read(reply.value), reply.stale)
        case "absent":
            return Absent(reply.fresh_until)
        case "unavailable":
            return _unavailable(reply.reason, reply.detail)


@lru_cache(maxsize=64)
def _unavailable(reason: str, detail: str) -> Unavailable:
    # One for all: while an index is away, it is the answer to ten thousand questions.
    return Unavailable(Reason(reason), detail)
