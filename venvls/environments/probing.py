"""What an interpreter says of itself, where its files do not: the tags of the wheels that it takes (PEP 425).

Starts the interpreter, so this is only for folders that were said to be trusted, and for whoever has
looked at the files before. It runs isolated and without `site`: nothing of the environment's packages
and of the folder we are in is loaded. Does not remember; `interpreter_stamp` says how long an answer holds.
"""

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

import packaging

from venvls.model.environment import Environment
from venvls.processes import Command, run

TIME_LIMIT = 10.0
"""Seconds after which an interpreter that does not answer is ended."""

_PROGRAM = (
    "import sys; sys.path.append(sys.argv[1]); "
    "from packaging.tags import sys_tags; print(*sys_tags(), sep='\\n')"
)
_LIBRARY = os.path.dirname(os.path.dirname(os.path.abspath(packaging.__file__)))
_TAG = re.compile(r"\w+-\w+-\w+", re.ASCII)
_KEPT = frozenset({"PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"})


async def probed_tags(
    environment: Environment, environ: Mapping[str, str], limit: float = TIME_LIMIT
) -> frozenset[str]:
    """Ask the interpreter of an environment for the tags of its wheels; none when it gives no answer.

    `limit` is in seconds.
    """
    variables = {name: value for name, value in environ.items() if name in _KEPT}
    with tempfile.TemporaryDirectory(prefix="venvls-probe-") as folder:
        arguments = (environment.interpreter, "-I", "-S", "-c", _PROGRAM, _LIBRARY)
        command = Command(arguments, variables, folder, limit)
        finished = await run(command, Path(folder) / "output", _ignored)
    return frozenset(filter(_TAG.fullmatch, finished.lines)) if finished.succeeded else frozenset()


def interpreter_stamp(environment: Environment) -> tuple[str, ...]:
    """Return what differs once the interpreter is another; empty when there is none to ask."""
    real = os.path.realpath(environment.interpreter) if environment.interpreter else ""
    try:
        status = os.stat(real)
    except (OSError, ValueError):
        return ()
    return (
        environment.interpreter,
        real,
        f"{status.st_dev}.{status.st_ino}.{status.st_mtime_ns}.{status.st_size}",
    )


def _ignored(_line: str) -> None:
    """Leave a line for when all are there."""
