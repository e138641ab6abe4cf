"""Poetry's version syntax against Poetry: a translation allows exactly what the constraint allows."""

from itertools import product

import pytest
from packaging.specifiers import InvalidSpecifier, SpecifierSet

from tests.support.poetry_oracle import allowed
from venvls.syntax.poetry import pep440

OPERATORS = ("^", "~", "~=", "==", "!=", "<=", ">=", "<", ">", "===", "", "^ ", ">= ", "~ ")
NUMBERS = (
    *("0", "0.0", "0.0.0", "0.0.3", "0.2", "0.2.3", "1", "1.0", "1.2", "1.2.3", "2", "10", "1.0.0.0"),
    *("0.0.0.1", "1.2.3.4", "1!2.0", "2!0.1", "1.0a1", "1.0.post1", "1.0.dev1", "1.2.3rc1", "v1.2"),
)
OTHERS = (
    *(
        "*",
        "1.*",
        "1.2.*",
        "1.0.0.*",
        "==1.*",
        "!=1.2.*",
        ">=1.*",
        ">1.2.*",
        "<1.2.*",
        "<=1.2.*",
        "~1.*",
        "^1.*",
    ),
    *(
        ">=1,<2",
        ">=1 <2",
        ">= 1.2, != 1.3",
        "^1.2,<1.5",
        "~1.2 !=1.2.3",
        "!=1.0.*,>0.9",
        "*,<2",
        "^1.2.3,!=1.5.*",
    ),
    *("1 || 2", "^1|^2", "^x", ">=", "1..2"),
)
VERSIONS = (
    *(
        "0",
        "0.0.0.1",
        "0.0.0.2",
        "0.0.1",
        "0.0.2",
        "0.0.3",
        "0.0.4",
        "0.1",
        "0.1.5",
        "0.2",
        "0.2.3",
        "0.2.9",
        "0.3",
    ),
    *("0.9", "1.0", "1.0.0.5", "1.0.1", "1.0.post1", "1.0.post2", "1.1", "1.2", "1.2.2", "1.2.3", "1.2.3.4"),
    *("1.2.3.5", "1.2.4", "1.3", "1.4.9", "1.5", "1.5.2", "2.0", "2.1", "3", "9", "10", "10.5", "11"),
    *("1!1.0", "1!2.0", "1!2.1", "1!3", "2!0.1", "2!0.1.5", "2!0.2", "2!1"),
)


@pytest.mark.slow
def test_translated_constraints_allow_what_poetry_allows() -> None:
    constraints = [*map("".join, product(OPERATORS, NUMBERS)), *OTHERS]

    theirs = dict(zip(constraints, allowed(constraints, VERSIONS), strict=True))

    assert theirs == {constraint: _ours(constraint, theirs[constraint]) for constraint in constraints}
    assert sum(one is not None for one in theirs.values()) > 250


def _ours(constraint: str, theirs: list[str] | None) -> list[str] | None:
    specifier = pep440(constraint)
    if specifier is None:
        # PEP 440 has no alternatives: these are left to Poetry.
        return theirs if "|" in constraint else None
    try:
        allowing = SpecifierSet(specifier)
    except InvalidSpecifier:
        return None
    return [version for version in VERSIONS if allowing.contains(version, prereleases=True)]
