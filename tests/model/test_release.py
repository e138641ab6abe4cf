"""Which interpreters a release lets in, as installers compare them."""

import pytest
from packaging.version import Version

from venvls.model.release import Release


@pytest.mark.parametrize(
    ("requires_python", "python", "lets_in"),
    [
        (None, "3.8.1", True),
        (">=3.9", "3.8.18", False),
        (">=3.9", "3.9", True),
        (">=3.14", "3.14.0rc2", True),
        ("<3.14", "3.14.0rc2", False),
        (">=3.8,<4,!=3.9.*", "3.9.4", False),
        ("~=3.11", "3.12.1", True),
        ("whatever", "3.12.1", True),
    ],
)
def test_requires_python_is_compared_by_numbers(
    requires_python: str | None, python: str, lets_in: bool
) -> None:
    assert Release("1.0", requires_python=requires_python).supports(Version(python)) is lets_in
