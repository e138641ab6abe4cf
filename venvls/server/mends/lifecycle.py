"""What may be said when (LSP 3.17, "Lifecycle Messages"): a session's phases and its refusals.

Pure; does not know how an answer travels.
"""

from enum import Enum, auto
from typing import NamedTuple

from venvls.server.mends import wire


class Phase(Enum):
    """Where a session stands."""

    NEW = auto()
    RUNNING = auto()
    SHUT_DOWN = auto()


class Refusal(NamedTuple):
    """Why a message is not let through: a JSON-RPC error code and a sentence."""

    code: int
    message: str


NOT_INITIALIZED = Refusal(wire.SERVER_NOT_INITIALIZED, "the session has not been initialized")
INITIALIZED_TWICE = Refusal(wire.INVALID_REQUEST, "the session has been initialized before")
SHUT_DOWN = Refusal(wire.INVALID_REQUEST, "the session has been shut down")


def refusal(phase: Phase, method: str) -> Refusal | None:
    """Return why a message of this method is not let through in this phase.

    A refused notification has no answer and is dropped; `exit` is always let through.
    """
    if method == "exit":
        return None
    match phase:
        case Phase.NEW:
            return None if method == "initialize" else NOT_INITIALIZED
        case Phase.RUNNING:
            return INITIALIZED_TWICE if method == "initialize" else None
        case Phase.SHUT_DOWN:
            return SHUT_DOWN


def exit_code(phase: Phase) -> int:
    """Return the exit code of a session that ends in this phase: 0 only after `shutdown`."""
    return 0 if phase is Phase.SHUT_DOWN else 1
