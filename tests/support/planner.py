"""Another process that plans and applies, to be killed at any moment.

process = started(place, "Upgrade()")    # it has planned, and waits
proceed(process)                         # it applies, and prints its progress line by line
children_of(process.pid)                 # its installer
killed(process)                          # SIGKILL, and it is gone
"""

import subprocess
import sys
from pathlib import Path

from tests.support.installing import Place

_PROGRAM = """
import asyncio, sys
from pathlib import Path
from tests.support.installing import Place
from venvls.install.applying import apply
from venvls.install.request import Install, Uninstall, Upgrade
from venvls.model.settings import InstallerChoice

async def main(prefix, index, choice, request):
    place = Place(Path(prefix), index, InstallerChoice(choice))
    plan = await place.planned(eval(request))
    print("planned", flush=True)
    sys.stdin.readline()
    outcome = await apply(plan, lambda message, percentage: print(message, flush=True))
    print(outcome.failure.reason if outcome.failure else "applied", flush=True)

asyncio.run(main(*sys.argv[1:]))
"""


def started(place: Place, request: str, *by: str) -> subprocess.Popen[str]:
    """Start a process that carries out a request, an expression, and return it once it is about to.

    `by` is a command that runs another one, if there is one.
    """
    process = subprocess.Popen(
        (*by, sys.executable, "-c", _PROGRAM, str(place.prefix), place.index, place.choice, request),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout
    assert process.stdout.readline() == "planned\n"
    return process


def proceed(process: subprocess.Popen[str]) -> None:
    """Let it apply its plan."""
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()


def said(process: subprocess.Popen[str]) -> list[str]:
    """Let it apply its plan to the end, and return the lines that it printed."""
    return process.communicate("\n", timeout=60)[0].splitlines()


def killed(process: subprocess.Popen[str]) -> None:
    """Kill it alone, and not what it has started."""
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream:
            stream.close()


def children_of(process: int) -> list[int]:
    """Return the numbers of a process's children, also of those that are dead and not buried."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except (OSError, NotADirectoryError):
            continue
        if entry.name.isdigit() and fields[1] == str(process):
            found.append(int(entry.name))
    return found
