"""Points in time and spans of it in words; the clock is whoever's who asks."""

from datetime import UTC, datetime

_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86400.0


def date(moment: float) -> str:
    """Return the day of a moment in seconds since the epoch, as ISO 8601 has it, in UTC."""
    try:
        return datetime.fromtimestamp(moment, UTC).date().isoformat()
    except (OverflowError, OSError, ValueError):
        return "at no known time"


def ago(seconds: float) -> str:
    """Return how long ago something was: `just now`, `3 minutes ago`, `2 days ago`."""
    for unit, name in ((_DAY, "day"), (_HOUR, "hour"), (_MINUTE, "minute")):
        if seconds >= unit:
            count = int(seconds // unit)
            return f"{count} {name}{'' if count == 1 else 's'} ago"
    return "just now"
