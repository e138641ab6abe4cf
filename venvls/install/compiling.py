"""Byte-compiling what was installed, after everything else is done.

Installs leave it out because it takes longer than all the rest, and Python does it by itself on the
first import. Nothing depends on its success.
"""

import asyncio
import os
import tempfile
from pathlib import Path

from venvls.install import variables
from venvls.install.abandoned import COMPILE
from venvls.install.target import present, recorded, target_of
from venvls.model.change import Step, StepKind
from venvls.model.environment import Environment
from venvls.processes import Command, run

_LIMIT = 600.0


async def compile_installed(
    environment: Environment, steps: tuple[Step, ...], cancelled: asyncio.Event | None = None
) -> bool:
    """Compile the modules of what was added or changed, and tell whether all of them compiled."""
    target = target_of(environment)
    names = frozenset(step.name for step in steps if step.kind is not StepKind.REMOVE)
    there = present(target.sites)
    found = (one for name in names for one in there.get(name, ()))
    modules = [path for one in found for path in recorded(one) if path.endswith(".py")]
    inside = [path for path in modules if path.startswith(f"{target.prefix}{os.sep}")]
    if not inside:
        return True
    with tempfile.TemporaryDirectory(prefix=COMPILE) as folder:
        return await _compile(target.interpreter, inside, Path(folder), cancelled)


async def _compile(
    interpreter: Path, modules: list[str], folder: Path, cancelled: asyncio.Event | None
) -> bool:
    listed = folder / "modules.txt"
    listed.write_text("".join(f"{path}\n" for path in modules), encoding="utf-8")
    arguments = (str(interpreter), "-I", "-m", "compileall", "-q", "-i", str(listed))
    command = Command(arguments, variables.for_compiling(str(folder)), str(folder), _LIMIT)
    finished = await run(command, folder / "output.log", lambda _line: None, cancelled=cancelled)
    return finished.succeeded
