"""Fixtures of the install tests; what they are is told in `tests/support`."""

from tests.support.index_fixture import loopback_index
from tests.support.installing import choice, settled_configuration

__all__ = ["choice", "loopback_index", "settled_configuration"]
