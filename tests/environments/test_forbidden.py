"""What may not be read is said as such: never a traceback, never a guess."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.support.environments import bare

# Everything is imported before: the interpreter itself may lie where nobody else may read.
_PROGRAM = """
import os, sys
from venvls.environments.explanation import explanation
from venvls.environments.first_party import first_party
from venvls.environments.inspection import inspect
root = sys.argv[1]
look = lambda: (explanation(root, [root], {}), first_party(root), inspect(os.path.join(root, ".venv")).reason)
look()
os.setuid(65534)
print(look()[-1])
"""

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become nobody")


@pytest.mark.parametrize(
    ("locked", "reason"),
    [
        (".", "cannot be read: permission denied"),
        ("pyvenv.cfg", "`pyvenv.cfg` in"),
        ("bin", "has no interpreter"),
        ("lib", "has no `site-packages` folder"),
    ],
)
def test_an_environment_locked_in_part_is_broken_with_the_reason(locked: str, reason: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        prefix = bare(Path(folder) / ".venv")
        (prefix / locked).chmod(0)
        command = [sys.executable, "-c", _PROGRAM, folder]
        told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        (prefix / locked).chmod(0o755)
    # The base of the environment may be out of reach as well, which is found before its packages are.
    assert reason in told.stdout or "leads where nothing can be read" in told.stdout, told.stderr


def test_a_project_that_cannot_be_listed_has_nothing() -> None:
    with tempfile.TemporaryDirectory() as folder:
        bare(Path(folder) / ".venv")
        Path(folder).chmod(0)
        command = [sys.executable, "-c", _PROGRAM, folder]
        told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        Path(folder).chmod(0o755)
    assert (told.returncode, told.stderr) == (0, "")
