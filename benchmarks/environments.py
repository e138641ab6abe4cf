"""How long until an environment is known, beside the tools that ask the same of it, in the same run.

Environments of 20, 200 and 1,000 distributions of 20 modules each, on disk before; contestants take
turns. Ours is in process, cold (nothing remembered) and warm; the others are run as people run them,
`importlib.metadata` once in process and once in the environment's own interpreter.
"""

import importlib.metadata
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.table import table
from tests.support.environments import bare, install_fake, python_of, site_packages
from venvls.environments import distributions
from venvls.environments.finding import find
from venvls.environments.fingerprints import fingerprint
from venvls.environments.inspection import inspect
from venvls.environments.interpreters import interpreters
from venvls.watch.polling import path_signs

ROUNDS = 7
SIZES = (20, 200, 1000)
PROJECTS = 200
_ASK = "import importlib.metadata as m; [d.version for d in m.distributions()]; m.packages_distributions()"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows = [_row(_environment(Path(folder) / str(size), size), size) for size in SIZES]
        print(f"an environment is known: medians of {ROUNDS} rounds, milliseconds\n")
        names = (
            "",
            "ours cold",
            "ours warm",
            "uv pip list",
            "pip list",
            "importlib.metadata",
            "in its Python",
            "cold/uv",
        )
        print(table(names, rows))
        print(f"\nseen and idle: medians of {ROUNDS} rounds, milliseconds\n")
        print(table(("", "ours"), _idle_rows(Path(folder))))


def _environment(prefix: Path, size: int) -> Path:
    bare(prefix)
    for number in range(size):
        files = {f"package{number}/module{index}.py": "" for index in range(19)}
        install_fake(prefix, f"project-{number}", modules=[f"package{number}"], files=files)
    return prefix


def _row(prefix: Path, size: int) -> tuple[str, ...]:
    python = str(python_of(prefix))
    contestants: list[Callable[[], object]] = [
        lambda: _cold(prefix),
        lambda: inspect(str(prefix)),
        lambda: _process(sys.executable, "-m", "uv", "pip", "list", "--quiet", "--python", python),
        lambda: _process(
            sys.executable, "-m", "pip", "--python", python, "list", "--disable-pip-version-check"
        ),
        lambda: _metadata(prefix),
        lambda: _process(python, "-c", _ASK),
    ]
    medians = _medians(contestants)
    return (f"{size} distributions", *(f"{one:.1f}" for one in medians), f"{medians[0] / medians[2]:.2f}")


def _idle_rows(folder: Path) -> list[tuple[str, ...]]:
    prefix = folder / str(SIZES[-1])
    project = folder / "project"
    project.mkdir()
    bare(project / ".venv")
    projects = {f"project{number}": [str(project), str(project / ".venv")] for number in range(PROJECTS)}
    environ = {"HOME": str(folder), "PATH": "/usr/bin:/bin"}
    questions: list[tuple[str, Callable[[], object]]] = [
        (
            "a small project's environment found and understood",
            lambda: find(str(project), [str(folder)], environ),
        ),
        ("all interpreters of this machine", lambda: interpreters(environ)),
        (f"has it changed: {SIZES[-1]} distributions, one look", lambda: fingerprint(str(prefix))),
        (
            f"have they changed: {PROJECTS} projects, one poll",
            lambda: _poll(projects, str(project / ".venv")),
        ),
        (f"one more distribution beside {SIZES[-1]}", lambda: _one_more(prefix)),
    ]
    medians = _medians([question for _, question in questions])
    return [(name, f"{one:.2f}") for (name, _), one in zip(questions, medians, strict=True)]


def _medians(contestants: list[Callable[[], object]]) -> list[float]:
    times: list[list[float]] = [[] for _ in contestants]
    for _ in range(ROUNDS):
        for contestant, kept in zip(contestants, times, strict=True):
            started = time.perf_counter()
            contestant()
            kept.append(1000 * (time.perf_counter() - started))
    return [statistics.median(kept) for kept in times]


def _cold(prefix: Path) -> None:
    distributions._read.cache_clear()
    inspect(str(prefix))


def _one_more(prefix: Path) -> None:
    install_fake(prefix, f"late-{time.monotonic_ns()}")
    inspect(str(prefix))


def _poll(projects: dict[str, list[str]], prefix: str) -> None:
    path_signs(projects)
    for _ in projects:
        fingerprint(prefix)


def _metadata(prefix: Path) -> None:
    found = importlib.metadata.distributions(path=[str(site_packages(prefix))])
    _ = [(one.metadata["Name"], [file.parts[0] for file in one.files or ()]) for one in found]


def _process(*command: str) -> None:
    subprocess.run(command, capture_output=True, check=True, timeout=120)


if __name__ == "__main__":
    main()
