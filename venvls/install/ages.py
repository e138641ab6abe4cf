"""How old a release must be, when more than one has a say: the strictest counts.

The user's own setting of the installer (`exclude-newer` of uv, `uploaded-prior-to` of pip) and
`index.minimumReleaseAge` become one moment. Reads what the two installers read in their settings; where
those come from is the index's affair.
"""

import re
from datetime import UTC, datetime, time, timedelta
from types import MappingProxyType

from venvls.model.change import Failure, FailureReason
from venvls.model.index_configuration import IndexConfiguration

_LONGEST = timedelta(days=50 * 365)
"""Longer than any index has had anything, and shorter than there are moments for."""

_UNITS = MappingProxyType({"w": 604800, "d": 86400, "h": 3600, "m": 60, "s": 1})
_ISO = re.compile(r"[-+]?P(?=.)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_WORDS = re.compile(
    r"(\d+)\s*(weeks?|wks?|w|days?|d|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)(?![a-z])", re.IGNORECASE
)
_BETWEEN_WORDS = re.compile(r"^[-+]|,|\bago$")
_NO_AGE = "false"


def uploaded_before(
    minimum_age: float, index: IndexConfiguration, installer: str, now: datetime | None = None
) -> str | Failure:
    """Return the moment after which nothing may have been uploaded, as the installer reads it.

    `minimum_age` is seconds. Empty where nobody limits it. What only the installer's own setting says is
    returned as it is written. Where both speak and the setting is not understood that is a failure,
    because nobody knows which of them is stricter.
    """
    written = next((setting for tool, setting in index.ages if tool == installer), None)
    if minimum_age <= 0:
        return written.value if written is not None else ""
    now = now or datetime.now(UTC)
    ours = now - _at_most(minimum_age)
    if written is None or written.value == _NO_AGE:
        return _spelt(ours)
    theirs = _moment(written.value, now, whole_day=installer == "uv")
    if theirs is None:
        return Failure(
            FailureReason.INVALID_REQUEST,
            f"Not understood, and `index.minimumReleaseAge` must be compared with it: `{written.value}` "
            f"({written.origin})",
        )
    return _spelt(min(ours, theirs))


def _moment(written: str, now: datetime, *, whole_day: bool) -> datetime | None:
    """Return the moment a setting means; uv takes one without an offset for the end of that day."""
    seconds = _duration(written)
    if seconds is not None:
        return now - _at_most(seconds)
    try:
        read = datetime.fromisoformat(re.sub(r"\[[^]]*\]$", "", written))
    except ValueError:
        return None
    if read.tzinfo is not None:
        return read
    if whole_day:
        read = datetime.combine(read.date() + timedelta(days=1), time())
    return read.astimezone()


def _duration(written: str) -> float | None:
    """Return the seconds of an ISO 8601 duration (`P7D`) or of words (`1 week, 2 days ago`)."""
    if (iso := _ISO.fullmatch(written)) is not None:
        counted = zip(_UNITS.values(), iso.groups("0"), strict=True)
        return float(sum(seconds * int(number) for seconds, number in counted))
    text = _BETWEEN_WORDS.sub("", written.strip())
    parts = _WORDS.findall(text)
    if not parts or _WORDS.sub("", text).strip():
        return None
    return float(sum(int(number) * _UNITS[unit[0].lower()] for number, unit in parts))


def _at_most(seconds: float) -> timedelta:
    return timedelta(seconds=min(seconds, _LONGEST.total_seconds()))


def _spelt(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
