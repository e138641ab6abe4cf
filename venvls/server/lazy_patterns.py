"""Has regular expressions compiled when they are first used.

Two hundred of them are compiled where modules are loaded: 20 milliseconds, an eighth of the time until
the first diagnostic, which needs few of them. Within `deferred()`, `re.compile` gives our own modules
something that compiles the pattern when it is first asked for a method, and from then on has that itself.
The modules of others get theirs at once: they may pass a pattern on to `re`, which wants a real one.
`tests/server/test_lazy_patterns.py` compares both.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_OURS = "venvls."

_compile = re.compile


class _Uncompiled:
    """Stands for a pattern; what was asked for once is found on it without this class."""

    def __init__(self, pattern: Any, flags: int) -> None:
        self._written = (pattern, flags)

    def __getattr__(self, name: str) -> Any:
        # `re` remembers what it has compiled.
        value = getattr(_compile(*self._written), name)
        setattr(self, name, value)
        return value


@contextmanager
def deferred() -> Iterator[None]:
    """Have patterns of our modules that are loaded in the meantime compiled later."""
    setattr(re, "compile", _compile_later)  # noqa: B010 -- mypy would have it return a pattern
    try:
        yield
    finally:
        re.compile = _compile


def _compile_later(pattern: Any, flags: int = 0) -> Any:
    asks = sys._getframe(1).f_globals.get("__name__", "")  # noqa: SLF001 -- there is no other way to know
    return _Uncompiled(pattern, flags) if asks.startswith(_OURS) else _compile(pattern, flags)
