"""The standard library is that of the environment's interpreter, not of ours."""

import sys

import pytest
from packaging.version import Version

from venvls.environments.standard_library import standard_library


@pytest.mark.parametrize(
    ("version", "module", "is_there"),
    [
        ("3.8", "distutils", True),
        ("3.11.7", "distutils", True),
        ("3.12.1", "distutils", False),
        ("3.8.18", "tomllib", False),
        ("3.11", "tomllib", True),
        ("3.13.0", "cgi", False),
        ("3.12", "winreg", True),
        ("3.99", "tomllib", True),
        ("3.0", "distutils", True),
        ("3.12", "requests", False),
        ("3.12", "test", True),
    ],
)
def test_it_depends_on_the_version(version: str, module: str, is_there: bool) -> None:
    assert (module in standard_library(Version(version))) is is_there


def test_it_covers_what_this_interpreter_says_of_itself() -> None:
    own = standard_library(Version("{}.{}".format(*sys.version_info)))
    assert {name for name in sys.stdlib_module_names if not name.startswith("_")} <= own


def test_without_a_version_any_known_one_counts() -> None:
    assert {"distutils", "tomllib", "cgi"} <= standard_library(None)
