"""How long an answer may be used without asking again (RFC 9111, "Calculating Freshness Lifetime").

Indexes that say nothing get ten minutes, as the public one says. Does not keep anything.
"""

import re
from collections.abc import Mapping

_UNSAID = 600.0
_LONGEST = 86_400.0
_ABSENT = 120.0
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age=\"?(\d+)")
_REVALIDATE = re.compile(r"(?:^|[\s,])no-(?:cache|store)(?:$|[\s,;])")


def lifetime(headers: Mapping[str, str]) -> float:
    """Return for how many seconds an answer with these headers (names in lower case) is fresh."""
    said = headers.get("cache-control", "").lower()
    if _REVALIDATE.search(said):
        return 0.0
    match = _MAX_AGE.search(said)
    return min(float(match[1]), _LONGEST) if match else _UNSAID


def lifetime_of_absence(headers: Mapping[str, str]) -> float:
    """Return the same for "not found": shorter, because people publish and look at once."""
    return min(lifetime(headers), _ABSENT)
