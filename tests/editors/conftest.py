"""Fixtures of the tests with real editors; each test asks for its editor and is skipped without it."""

from collections.abc import Iterator

import pytest

from tests.support.real_editors import Desk, at_a_desk


@pytest.fixture
def desk(tmp_path) -> Iterator[Desk]:
    """Lay out a project; afterwards no server may be left over."""
    with at_a_desk(tmp_path) as laid_out:
        yield laid_out
