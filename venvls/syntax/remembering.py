"""What was parsed for a text, kept for the next time the same text comes, in bounded memory.

A document is parsed again at every keystroke, and nearly all of its pieces are the same. Each state of the
piece being typed is remembered too, so what is kept is limited twice: many short texts, few long ones.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar, TypeVarTuple, cast

Others = TypeVarTuple("Others")
R = TypeVar("R")

_SHORT = 1_024
_LONGEST = 1_048_576
_SHORT_ONES = 4_096
_LONG_ONES = 8


def remembered(function: Callable[[str, *Others], R]) -> Callable[[str, *Others], R]:
    """Remember the results of a pure function of a text and other hashable arguments."""
    # The type of `lru_cache` forgets what the function takes.
    short = cast("Callable[[str, *Others], R]", lru_cache(maxsize=_SHORT_ONES)(function))
    long = cast("Callable[[str, *Others], R]", lru_cache(maxsize=_LONG_ONES)(function))

    @wraps(function)
    def remembering(text: str, /, *others: *Others) -> R:
        size = len(text)
        if size <= _SHORT:
            return short(text, *others)
        return long(text, *others) if size <= _LONGEST else function(text, *others)

    return remembering
