"""Leaving a host alone that does not answer, for longer each time, and trying again by itself.

One for each host. Does not know what is asked of it; the clock is given.
"""

from dataclasses import dataclass

from venvls.index.failures import NOBODY_ANSWERED, IndexFailureError

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 60.0
_LONGEST_RETRY_AFTER = 600.0
_TOLERATED = 2


@dataclass(slots=True)
class Circuit:
    """Closed while requests go through; open, with the last failure, until `until` (seconds)."""

    failures: int = 0
    until: float = 0.0
    last: IndexFailureError | None = None

    def refusal(self, now: float) -> IndexFailureError | None:
        """Return the failure to answer with instead of asking, or `None` to ask."""
        return self.last if now < self.until else None

    def succeeded(self) -> bool:
        """Note an answer, and tell whether the host had been failing."""
        recovered = self.last is not None
        self.failures, self.until, self.last = 0, 0.0, None
        return recovered

    def failed(self, failure: IndexFailureError, now: float) -> bool:
        """Note a failure, and tell whether it is news: the first, or of another kind than the last."""
        news = self.last is None or self.last.reason is not failure.reason
        self.last = failure
        if failure.reason not in NOBODY_ANSWERED:
            return news
        self.failures += 1
        if failure.retry_after is not None:
            self.until = now + min(failure.retry_after, _LONGEST_RETRY_AFTER)
        elif self.failures > _TOLERATED:
            doubled = _FIRST_PAUSE * 2 ** (self.failures - _TOLERATED - 1)
            self.until = now + min(doubled, _LONGEST_PAUSE)
        return news
