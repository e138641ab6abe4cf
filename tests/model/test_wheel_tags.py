"""Wheels against interpreters: the same answer as `packaging` gives for the running one."""

import sys

import pytest
from packaging.tags import platform_tags, sys_tags
from packaging.version import Version

from venvls.model.release import Release
from venvls.model.wheel_tags import (
    expanded,
    has_wheel,
    interpreter_tags,
    must_be_built,
)

LINUX = ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64", "linux_x86_64")


def release(*wheels, has_source=False):
    return Release("1.0", wheels=wheels, has_source=has_source)


def test_the_tags_of_the_running_interpreter_are_those_of_packaging():
    python = Version(".".join(map(str, sys.version_info[:3])))
    tags = interpreter_tags(python, sys.implementation.name, tuple(platform_tags()))
    assert tags == frozenset(map(str, sys_tags()))


def test_a_compressed_set_is_all_of_its_tags():
    assert list(expanded("py2.py3-none-any")) == ["py2-none-any", "py3-none-any"]
    assert len(list(expanded("cp39-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64"))) == 2
    assert list(expanded("nonsense")) == []


@pytest.mark.parametrize(
    ("wheel", "python", "free_threaded", "fits"),
    [
        ("py3-none-any", "3.12.1", False, True),
        ("cp312-cp312-manylinux_2_17_x86_64", "3.12.1", False, True),
        ("cp312-cp312-manylinux_2_17_x86_64", "3.11.4", False, False),
        ("cp39-abi3-manylinux_2_17_x86_64", "3.12.1", False, True),
        ("cp313-cp313t-manylinux_2_17_x86_64", "3.13.0", False, False),
        ("cp313-cp313t-manylinux_2_17_x86_64", "3.13.0", True, True),
        ("cp39-abi3-manylinux_2_17_x86_64", "3.13.0", True, False),
        ("cp312-cp312-win_amd64", "3.12.1", False, False),
    ],
)
def test_which_wheels_fit(wheel, python, free_threaded, fits):
    tags = interpreter_tags(Version(python), "cpython", LINUX, free_threaded=free_threaded)
    assert has_wheel(release(wheel), tags) is fits
    assert has_wheel(release(wheel), tags) is fits
    assert must_be_built(release(wheel, has_source=True), tags) is not fits


def test_another_implementation_takes_its_own_and_pure_wheels():
    tags = interpreter_tags(Version("3.10"), "pypy", LINUX)
    assert has_wheel(release("py3-none-any"), tags)
    assert has_wheel(release("pp310-pypy310_pp73-manylinux_2_17_x86_64"), tags)
    assert has_wheel(release("pp3-none-any"), tags)
    assert not has_wheel(release("pp39-pypy39_pp73-manylinux_2_17_x86_64"), tags)
    assert not has_wheel(release("cp310-cp310-manylinux_2_17_x86_64"), tags)


def test_old_pythons_had_another_abi_and_of_others_nothing_is_known():
    old = interpreter_tags(Version("3.7.4"), "cpython", LINUX)
    assert has_wheel(release("cp37-cp37m-manylinux_2_17_x86_64"), old)
    assert interpreter_tags(Version("3.11"), "graalpy", LINUX) == frozenset()


def test_a_release_without_files_is_not_one_that_does_not_fit():
    assert not must_be_built(release(), interpreter_tags(Version("3.12"), "cpython", LINUX))
