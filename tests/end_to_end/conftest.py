"""Fixtures of the end-to-end tests."""

import os

import pytest


@pytest.fixture
def configured_index():
    """Return the variables with which pip asks this machine's own index."""
    return {
        "PIP_NO_INDEX": "",
        **{name: value for name, value in os.environ.items() if name.startswith("PIP_")},
    }
