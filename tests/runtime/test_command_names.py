"""The names of the commands are told before the commands are loaded, so they are listed twice."""

import subprocess
import sys

from venvls.runtime.commands import NAMES
from venvls.runtime.commands.table import COMMANDS
from venvls.runtime.engine import Engine


def test_the_names_are_those_of_the_commands():
    assert tuple(COMMANDS) == NAMES == Engine.commands


def test_the_names_cost_nothing():
    code = "import sys; from venvls.runtime.commands import NAMES; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    loaded = [name for name in done.stdout.split() if name.startswith("venvls.")]
    assert loaded == ["venvls.runtime", "venvls.runtime.commands"]
