"""The loopback index as a pytest fixture: `from tests.support.index_fixture import loopback_index`.

def test_something(loopback_index):
    loopback_index.publish(Release("flask", "3.0"))
"""

from collections.abc import Iterator

import pytest

from tests.support.loopback_index import LoopbackIndex, serving


@pytest.fixture
def loopback_index() -> Iterator[LoopbackIndex]:
    """Serve an empty index that remembers what it was asked."""
    with serving() as index:
        yield index
