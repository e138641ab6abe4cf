"""Dataclasses whose methods are compiled later are what they would have been."""

import copy
import dataclasses
import inspect
import sys
from dataclasses import FrozenInstanceError, dataclass, field

import pytest

from venvls.server import lazy_dataclasses


def define() -> type:
    @dataclass(frozen=True, slots=True, order=True)
    class Point:
        """A place."""

        x: int
        y: int = 0
        tags: tuple[str, ...] = field(default=(), compare=False)

        def __post_init__(self) -> None:
            if self.x < 0:
                raise ValueError("left of everything")

    return Point


@pytest.fixture(scope="module")
def later() -> type:
    with lazy_dataclasses.deferred():
        return define()


NOW = define()


@pytest.mark.parametrize(
    "ask",
    [
        lambda kind: repr(kind(1, y=2)),
        lambda kind: kind(1) == kind(1, 0, ("other",)),
        lambda kind: kind(1) == kind(2),
        lambda kind: kind(1) == 1,
        lambda kind: hash(kind(1, 2)),
        lambda kind: kind(1) < kind(2),
        lambda kind: min([kind(2), kind(1)]).x,
        lambda kind: dataclasses.replace(kind(1), y=3).y,
        lambda kind: dataclasses.asdict(kind(1)),
        lambda kind: copy.copy(kind(4)).x,
        lambda kind: kind.__match_args__,
        lambda kind: kind.__init__.__qualname__,
        lambda kind: (kind(1), inspect.signature(kind))[1],
        lambda kind: {kind(1): 5}[kind(1)],
    ],
)
def test_it_answers_as_ever(later, ask):
    assert ask(later) == ask(NOW)


def test_it_is_frozen_and_checks_what_it_is_given(later):
    with pytest.raises(FrozenInstanceError):
        later(1).x = 2
    with pytest.raises(FrozenInstanceError):
        del later(1).x
    with pytest.raises(ValueError, match="left"):
        later(-1)
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'x'"):
        later()


def test_a_subclass_has_methods_of_its_own():
    with lazy_dataclasses.deferred():

        @dataclass(frozen=True)
        class Base:
            x: int

        @dataclass(frozen=True)
        class Derived(Base):
            y: int

    assert (Derived(1, 2).x, Derived(1, 2).y, Base(1)) == (1, 2, Base(1))
    assert Derived(1, 2) != Base(1)


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="3.13 compiles in another way")
def test_nothing_is_compiled_before_it_is_called():
    with lazy_dataclasses.deferred():

        @dataclass
        class Value:
            x: int

    assert Value.__init__.__code__.co_name == "method"
    Value(1)
    assert Value.__init__.__code__.co_name == "__init__"


def test_afterwards_classes_are_made_as_ever():
    with lazy_dataclasses.deferred():
        pass
    kind = define()
    assert kind.__init__.__code__.co_name == "__init__"
