"""What a declaration allows, told without keeping what `packaging` works out for it."""

import pytest
from packaging.requirements import InvalidRequirement, Requirement

from venvls.model.requirement import Declaration
from venvls.text import Span

VERSIONS = ("0", "0.dev0", "0a0", "0!0", "0.0", "1", "1a1", "1.post1", "1+local", "1!0", "1.*")
OPERATORS = ("<", "<=", ">", ">=", "==", "!=", "~=", "===")
PAIRS = (">=2,<1", ">1,<1", "==1,!=1", ">=1,<2", "~=1.0,==2.*", "!=1,!=2")


def declared(written: str) -> Declaration:
    return Declaration(Span(0, len(written)), requirement=Requirement(written))


def single(operator: str, version: str) -> str | None:
    try:
        return str(Requirement(f"a{operator}{version}"))
    except InvalidRequirement:
        return None


SINGLES = [made for operator in OPERATORS for version in VERSIONS if (made := single(operator, version))]


@pytest.mark.parametrize("written", ["a", *SINGLES, *(f"a{pair}" for pair in PAIRS)])
def test_nothing_is_allowed_where_packaging_says_so(written):
    assert declared(written).is_unsatisfiable == Requirement(written).specifier.is_unsatisfiable()


def test_what_is_no_requirement_allows_everything():
    assert not Declaration(Span(0, 1)).is_unsatisfiable
