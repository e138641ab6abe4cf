"""How much of one requirement is looked at, so that hostile text costs bounded time and stack.

No requirement that any tool wrote comes near these limits.
"""

import re

_LONGEST = 65_536
_DEEPEST = 64
# Python refuses to turn more than 4,300 digits into a number.
_NUMBER = re.compile(r"[0-9]{1000}")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")


def unreadable(text: str, start: int, end: int) -> str | None:
    """Return why the requirement `text[start:end]` is not read at all, `None` when it is."""
    if end - start <= _DEEPEST:
        return None
    if end - start > _LONGEST:
        return f"a requirement of more than {_LONGEST} characters is not read"
    if text.count("(", start, end) > _DEEPEST and _depth(text[start:end]) > _DEEPEST:
        return f"parentheses nested more than {_DEEPEST} deep are not read"
    if _NUMBER.search(text, start, end):
        return "a number of more than 999 digits is not read"
    return None


def _depth(requirement: str) -> int:
    deepest = depth = 0
    for character in _QUOTED.sub("", requirement):
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    return deepest
