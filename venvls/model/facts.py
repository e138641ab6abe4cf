"""How certain a fact is: four states, so that ignorance is never reported as absence.

    never asked            no entry at all
    Known(value)           the source answered
    Absent                 the source answered that there is none
    Unavailable(reason)    the source could not be asked, or its answer makes no sense

Only `Absent` allows the words "unknown project". This module does not know who asks or how.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeAlias, TypeVar

T_co = TypeVar("T_co", covariant=True)


class Reason(StrEnum):
    """Why a source could not say."""

    OFFLINE = "offline"
    REFUSED = "refused"
    TIMED_OUT = "timed-out"
    NAME_NOT_RESOLVED = "name-not-resolved"
    CERTIFICATE = "certificate"
    UNAUTHORISED = "unauthorised"
    FORBIDDEN = "forbidden"
    TOO_MANY_REQUESTS = "too-many-requests"
    SERVER_ERROR = "server-error"
    NONSENSE = "nonsense"
    TOO_LARGE = "too-large"
    NOT_TRUSTED = "not-trusted"
    QUARANTINED = "quarantined"
    NO_INDEX = "no-index"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Known(Generic[T_co]):
    """The source answered. `stale` is true while a newer answer is on its way."""

    value: T_co
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Absent:
    """Every source that was to be asked answered that there is none.

    `fresh_until` is when that is to be asked again, in seconds since the epoch.
    """

    fresh_until: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class Unavailable:
    """No answer. `detail` is a sentence for a person, without credentials.

    `status` is what the source said in place of an answer (RFC 9110, "Status Codes"), 0 where nothing.
    """

    reason: Reason
    detail: str = ""
    status: int = field(default=0, compare=False)


Fact: TypeAlias = Known[T_co] | Absent | Unavailable
