"""Changes to an environment: what was asked for, what is planned, what came of it.

A plan is exact: the versions and files that will be there, so that applying it needs no further
decision. Does not know which installer carries it out.
"""

from dataclasses import dataclass
from enum import StrEnum

from venvls.model.names import ProjectName


class FailureReason(StrEnum):
    """Why a job did not do what it was asked to; each has one sentence for a person."""

    NO_MATCHING_DISTRIBUTION = "no-matching-distribution"
    CONFLICT = "conflict"
    NETWORK = "network"
    UNAUTHORISED = "unauthorised"
    HASH = "hash"
    BUILD_FAILED = "build-failed"
    DISK = "disk"
    PERMISSION = "permission"
    CANCELLED = "cancelled"
    TIMED_OUT = "timed-out"
    NO_ENVIRONMENT = "no-environment"
    NOT_TRUSTED = "not-trusted"
    LOCK_OWNED = "lock-owned"
    BUSY = "busy"
    OUTDATED = "outdated"
    INTERRUPTED = "interrupted"
    INVALID_REQUEST = "invalid-request"
    FAILED = "failed"


class LockOwner(StrEnum):
    """The tool whose lockfile decides what a project's environment holds."""

    UV = "uv"
    POETRY = "poetry"
    PDM = "pdm"


class StepKind(StrEnum):
    """What happens to one project."""

    ADD = "add"
    CHANGE = "change"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Step:
    """One project's part of a plan: `before` is empty when it is added, `after` when it is removed.

    `source` is the file or address it comes from without credentials; `size` is in bytes.
    """

    kind: StepKind
    name: ProjectName
    before: str = ""
    after: str = ""
    source: str = ""
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why nothing, or not everything, was done; `detail` is the installer's own words, cut and masked."""

    reason: FailureReason
    message: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a job did. With a `failure` and no steps the environment is as it was before."""

    steps: tuple[Step, ...] = ()
    failure: Failure | None = None
    rolled_back: bool = False
    cancelled_late: bool = False
