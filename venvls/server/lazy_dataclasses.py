"""Has the methods of dataclasses compiled when they are first called.

`dataclass` writes the source of about seven methods for each class and compiles every one: a
millisecond a class, and a fifth of the time from the start of the process to the first diagnostic,
while most of these methods are never called. Within `deferred()`, each is a stand-in that compiles
the real one at its first call and puts that in its own place on the class.

This replaces a private function of the standard library, which is why it is done here alone, why it is
given up where that function is not what it was up to Python 3.12 (3.13 compiles all methods of a class
at once), and why `tests/server/test_lazy_dataclasses.py` compares classes made in both ways. Does not know
which classes are made.
"""

import dataclasses
import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

Method = Callable[..., Any]

_MAKER = "_create_fn"
_PARAMETERS = ("name", "args", "body", "globals", "locals", "return_type")


@contextmanager
def deferred() -> Iterator[None]:
    """Have classes that are defined in the meantime compile their methods later."""
    original: Method | None = getattr(dataclasses, _MAKER, None)
    if original is None or tuple(inspect.signature(original).parameters) != _PARAMETERS:
        yield
        return
    setattr(dataclasses, _MAKER, lambda *args, **options: _stand_in(original, args, options))
    try:
        yield
    finally:
        setattr(dataclasses, _MAKER, original)


def _stand_in(original: Method, args: tuple[Any, ...], options: Mapping[str, Any]) -> Method:
    made: list[Method] = []

    def method(self: object, *values: Any, **named: Any) -> Any:
        if not made:
            made.append(original(*args, **options))
            _put_in_place(type(self), method, made[0])
        return made[0](self, *values, **named)

    # By these two the class knows it, and a person in a traceback.
    method.__name__ = method.__qualname__ = args[0]
    return method


def _put_in_place(kind: type, stand_in: Method, real: Method) -> None:
    real.__qualname__ = stand_in.__qualname__
    for owner in kind.__mro__:
        # A method that is wrapped (`__repr__`, against recursion) stays where it is, and works.
        if owner.__dict__.get(stand_in.__name__) is stand_in:
            setattr(owner, stand_in.__name__, real)
