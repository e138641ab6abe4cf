"""What is said about unsatisfied dependencies is what `pip check` says, line for line."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.environments import bare, install_fake, python_of
from venvls.environments.health.dependencies import unsatisfied_dependencies
from venvls.environments.inspection import inspect

_MISSING = re.compile(r"^(\S+) (\S+) requires (\S+), which is not installed\.$")
_OTHER = re.compile(r"^(\S+) (\S+) has requirement (.+), but you have (\S+) (\S+)\.$")

CASES: dict[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    "nothing is wrong": (("thing", "1.0", ("part>=1",)), ("part", "1.5", ())),
    "one is missing": (("thing", "1.0", ("part>=1",)),),
    "one does not fit": (("thing", "1.0", ("part>=2",)), ("part", "1.5", ())),
    "several": (
        ("thing", "1.0", ("part>=2", "other", "third~=1.2")),
        ("part", "1.5", ("thing<1",)),
        ("third", "1.1", ()),
    ),
    "spelled otherwise": (("Big_Thing", "1.0", ("Some.Part>=2",)), ("some-part", "1.0", ())),
    "a marker that does not hold": (("thing", "1.0", ('part; python_version < "3"',)),),
    "a marker that holds": (("thing", "1.0", ('part; python_version >= "3"',)),),
    "an extra that nobody asked for": (("thing", "1.0", ('part; extra == "more"',)),),
    "an extra, the other way round": (("thing", "1.0", ("part; 'more' == extra",)),),
    "an extra or else a platform": (("thing", "1.0", ('part; extra == "more" or os_name != "nt"',)),),
    "an extra that is not that one": (("thing", "1.0", ('part; extra != "more"',)),),
    "in brackets, as once": (
        ("thing", "1.0", ("part (>=1,<2)", "other (>3)")),
        ("other", "2.0", ()),
        ("part", "1.5", ()),
    ),
    "no version of the standard": (("thing", "1.0", ("part>=1",)), ("part", "0.dev-odd", ())),
    "an extra of another": (("thing", "1.0", ("part[more]>=2",)), ("part", "1.0", ())),
    "a pre-release that is installed": (("thing", "1.0", ("part>=1",)), ("part", "2.0rc1", ())),
    "a local version": (("thing", "1.0", ("part==1.0",)), ("part", "1.0+local", ())),
    "an address": (("thing", "1.0", ("part @ https://files.example/part-1.0.tar.gz",)),),
    "markers of every kind": (
        (
            "thing",
            "1.0",
            (
                'a; sys_platform == "linux"',
                'b; os_name == "nt"',
                'c; platform_python_implementation == "CPython"',
                'd; implementation_name == "pypy"',
                'e; python_full_version >= "3.8.1"',
                'f; platform_machine == "no-such-machine"',
            ),
        ),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_every_case(tmp_path: Path, case: str) -> None:
    prefix = bare(tmp_path / ".venv")
    for name, version, requires in CASES[case]:
        install_fake(prefix, name, version, requires=requires)
    assert ours(prefix) == theirs(prefix)


def ours(prefix: Path) -> set[tuple[str, str]]:
    """Return who lacks what."""
    found = unsatisfied_dependencies(inspect(str(prefix)))
    return {(defect.subjects[0], defect.subjects[1]) for defect in found}


def theirs(prefix: Path) -> set[tuple[str, str]]:
    command = [sys.executable, "-m", "pip", "--python", str(python_of(prefix)), "check"]
    finished = subprocess.run(command, capture_output=True, text=True, timeout=60)
    return {_pair(line) for line in finished.stdout.splitlines() if "No broken" not in line}


def _pair(line: str) -> tuple[str, str]:
    if missing := _MISSING.match(line):
        return _normal(missing[1]), _normal(missing[3])
    other = _OTHER.match(line)
    assert other, line
    return _normal(other[1]), _normal(other[4])


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
