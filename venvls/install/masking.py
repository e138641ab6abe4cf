"""What installers wrote, without credentials, before anything of it is shown, logged or written down."""

import re

from venvls.model.masking import masked

_USER_PART = re.compile(r"(?<=://)[^/@\s'\"`]+@")
_MOST_LINES = 30
_LONGEST_LINE = 400


def without_user(address: str) -> str:
    """Return an address with its user part taken out, not only hidden."""
    return _USER_PART.sub("", address)


def excerpt(lines: tuple[str, ...]) -> str:
    """Return the end of an installer's output, masked and cut to what a person will read."""
    said = [
        masked(line)[:_LONGEST_LINE] for line in lines if line.strip() and not line.startswith("Progress ")
    ]
    return "\n".join(said[-_MOST_LINES:])
