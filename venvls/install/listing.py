"""Requirements as arguments, and those that hold credentials as a file.

Every user of a machine can read the arguments of a process. Does not know whose arguments they are.
"""

import re
from collections.abc import Iterable
from pathlib import Path

_WITH_USER = re.compile(r"://[^/\s@]+@")


def listed(requirements: Iterable[str], file: Path) -> tuple[str, ...]:
    """Return arguments for pip and uv; `file` is written where something must not be among them."""
    requirements = tuple(requirements)
    secret = [text for text in requirements if _WITH_USER.search(text)]
    if not secret:
        return requirements
    file.write_text("".join(f"{text}\n" for text in secret), encoding="utf-8")
    return ("--requirement", str(file), *(text for text in requirements if text not in secret))
