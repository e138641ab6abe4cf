"""Patterns that are compiled when they are first used are what they would have been."""

import re

import pytest

from venvls.server import lazy_patterns

CODE = r"""
import re
WORD = re.compile(r"(?P<word>[a-z]+)|\d+", re.IGNORECASE)
BYTES = re.compile(rb"a+")
"""


def defined(module: str) -> dict[str, object]:
    """Return what a module of this name defines."""
    names: dict[str, object] = {"__name__": module}
    exec(CODE, names)
    return names


@pytest.fixture
def later() -> dict[str, object]:
    with lazy_patterns.deferred():
        return defined("venvls.somewhere")


@pytest.mark.parametrize(
    "ask",
    [
        lambda pattern: pattern.fullmatch("Word")["word"],
        lambda pattern: pattern.match("?"),
        lambda pattern: pattern.findall("a 1 b"),
        lambda pattern: [each.span() for each in pattern.finditer("a 1 b")],
        lambda pattern: pattern.sub("-", "a 1 b"),
        lambda pattern: pattern.split("a 1 b"),
        lambda pattern: (pattern.pattern, pattern.flags, pattern.groups, pattern.groupindex),
        lambda pattern: re.compile(pattern.pattern, pattern.flags),
    ],
)
def test_it_answers_as_ever(later, ask):
    assert ask(later["WORD"]) == ask(defined("venvls.somewhere")["WORD"])


def test_it_is_compiled_when_it_is_first_used_and_then_is_in_its_own_place(later):
    pattern = later["BYTES"]
    assert "findall" not in vars(pattern)
    assert pattern.findall(b"aa b a") == [b"aa", b"a"]
    assert vars(pattern)["findall"].__self__ == re.compile(rb"a+")


def test_the_modules_of_others_get_a_real_one():
    with lazy_patterns.deferred():
        theirs = defined("packaging.somewhere")["WORD"]
    assert isinstance(theirs, re.Pattern)


def test_afterwards_everything_is_as_it_was():
    with pytest.raises(ZeroDivisionError), lazy_patterns.deferred():
        raise ZeroDivisionError
    assert isinstance(defined("venvls.somewhere")["WORD"], re.Pattern)
