"""What planning, saving and verifying cost beside the installer alone, in the same run.

The index is on loopback and serves generated wheels; environments are new for each round, and the
contestants take turns. `pip --no-compile` stands beside pip since we leave byte-compiling for later.
"""

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.table import table
from tests.support.environments import bare, python_of
from tests.support.installing import Place
from tests.support.loopback_index import LoopbackIndex, Release, serving
from venvls.install.applying import apply
from venvls.install.request import Install, Upgrade
from venvls.model.settings import InstallerChoice

ROUNDS = 3
PROJECTS = 25
MODULES = 60


def main() -> None:
    old, new = _releases("1.0"), _releases("2.0")
    with serving(*old, *new) as index, tempfile.TemporaryDirectory() as folder:
        rows = [
            _row("one project, pip", index, Path(folder), InstallerChoice.PIP, "project-24"),
            _row(f"{PROJECTS} projects, pip", index, Path(folder), InstallerChoice.PIP, "project-0"),
            _row("one project, uv", index, Path(folder), InstallerChoice.UV, "project-24"),
            _row(f"{PROJECTS} projects, uv", index, Path(folder), InstallerChoice.UV, "project-0"),
        ]
    print(f"install: medians of {ROUNDS} rounds, milliseconds\n")
    print(table(("", "installer", "not compiling", "plan", "apply", "together", "ratio", "upgrade"), rows))


def _releases(version: str) -> list[Release]:
    """Return a chain of projects in which each needs the next."""
    text = "def f(a, b):\n    return {'a': a, 'b': [b, a + 1]}\n\n\n" * 40
    return [
        Release(
            f"project-{number}",
            version,
            requires=(f"project-{number + 1}=={version}",) if number + 1 < PROJECTS else (),
            modules=(f"project_{number}",),
            files={f"project_{number}/part_{part}.py": text for part in range(MODULES)},
        )
        for number in range(PROJECTS)
    ]


def _row(title: str, index: LoopbackIndex, folder: Path, choice: InstallerChoice, name: str) -> list[str]:
    alone, uncompiled, plans, applications, upgrades = [], [], [], [], []
    for round_ in range(ROUNDS):
        place = folder / f"{title} {round_}"
        alone.append(_alone(bare(place / "a"), index, choice, name, compiled=True))
        uncompiled.append(_alone(bare(place / "b"), index, choice, name, compiled=False))
        planned, applied, upgraded = asyncio.run(_ours(bare(place / "c"), index, choice, name))
        plans.append(planned)
        applications.append(applied)
        upgrades.append(upgraded)
    medians = [statistics.median(times) * 1e3 for times in (alone, uncompiled, plans, applications)]
    together = medians[2] + medians[3]
    cells = [f"{value:.0f}" for value in (*medians, together)]
    return [title, *cells, f"{together / medians[0]:.2f}", f"{statistics.median(upgrades) * 1e3:.0f}"]


def _alone(
    prefix: Path, index: LoopbackIndex, choice: InstallerChoice, name: str, *, compiled: bool
) -> float:
    python = str(python_of(prefix))
    if choice is InstallerChoice.UV:
        command = ["-m", "uv", "pip", "install", "--python", python, "--default-index", index.url]
        command += ["--compile-bytecode"] if compiled else []
    else:
        command = ["-m", "pip", "--python", python, "install", "--index-url", index.url]
        command += [] if compiled else ["--no-compile"]
    began = time.perf_counter()
    subprocess.run((sys.executable, *command, "--quiet", f"{name}==1.0"), check=True, timeout=300)
    return time.perf_counter() - began


async def _ours(
    prefix: Path, index: LoopbackIndex, choice: InstallerChoice, name: str
) -> tuple[float, float, float]:
    place, times = Place(prefix, index.url, choice), [time.perf_counter()]
    plan = await place.planned(Install((f"{name}==1.0",)))
    times.append(time.perf_counter())
    outcome = await apply(plan, place.report)
    times.append(time.perf_counter())
    assert outcome.failure is None, outcome.failure
    upgraded = await place.carry_out(Upgrade((name,)))
    times.append(time.perf_counter())
    assert upgraded.failure is None, upgraded.failure
    return times[1] - times[0], times[2] - times[1], times[3] - times[2]


if __name__ == "__main__":
    main()
