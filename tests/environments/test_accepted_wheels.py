"""The wheels of an environment are those that its own interpreter says it takes."""

import platform
from dataclasses import replace

from packaging.tags import sys_tags
from packaging.version import Version

from tests.support.environments import bare
from venvls.environments.accepted_wheels import accepted_tags
from venvls.environments.inspection import inspect
from venvls.model.environment import MISSING


def test_tags_are_those_of_the_interpreter(tmp_path):
    environment = inspect(str(bare(tmp_path / ".venv")))
    assert str(environment.version) == platform.python_version()
    assert accepted_tags(environment) == {str(tag) for tag in sys_tags()}


def test_another_python_takes_other_wheels(tmp_path):
    environment = replace(inspect(str(bare(tmp_path / ".venv"))), version=Version("3.13.1"))
    tags = accepted_tags(environment)
    assert any(tag.startswith("cp313-cp313-") for tag in tags)
    assert "py3-none-any" in tags
    free = replace(environment, site_packages=("/project/.venv/lib/python3.13t/site-packages",))
    assert any(tag.startswith("cp313-cp313t-") for tag in accepted_tags(free))


def test_without_an_interpreter_nothing_is_known():
    assert accepted_tags(MISSING) == frozenset()
