"""How long until an environment is known, beside the tools that ask the same of it, in the same run.

Environments of 20, 200 and 1,000 distributions of 20 modules each, on disk before; contestants take
turns. Ours is in process, cold (nothing remembered) and warm; the others are run as people run them,
`importlib.metadata` once in process and once in the environment's own interpreter. Then what a terminal
waits for with its prompt, beside an interpreter that does nothing; what 200 idle projects cost; and how
soon after the end of a `pip install` the next look sees it.
"""

import importlib.metadata
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import venvls.__main__ as venvls_main
from benchmarks.table import table
from tests.support.environments import bare, install_fake, python_of, seeded, site_packages
from tests.support.loopback_index import Release, serving
from venvls.environments import distributions
from venvls.environments.finding import find
from venvls.environments.fingerprints import fingerprint
from venvls.environments.inspection import inspect
from venvls.environments.interpreters import interpreters
from venvls.runtime.memory import Memory
from venvls.runtime.scopes import Surroundings, look
from venvls.runtime.signs import Places, signs

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
        print(f"\na terminal waits with its prompt: medians of {3 * ROUNDS} rounds, milliseconds\n")
        print(table(("", "whole process"), _prompt_rows(Path(folder) / "prompt")))
        print()
        print(table(("", ""), [_idle_cost(Path(folder) / "idle"), _seen_after_pip(Path(folder) / "seen")]))


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
    environ = {"HOME": str(folder), "PATH": "/usr/bin:/bin"}
    questions: list[tuple[str, Callable[[], object]]] = [
        (
            "a small project's environment found and understood",
            lambda: find(str(project), [str(folder)], environ),
        ),
        ("all interpreters of this machine", lambda: interpreters(environ)),
        (f"has it changed: {SIZES[-1]} distributions, one look", lambda: fingerprint(str(prefix))),
        (f"one more distribution beside {SIZES[-1]}", lambda: _one_more(prefix)),
    ]
    medians = _medians([question for _, question in questions])
    return [(name, f"{one:.2f}") for (name, _), one in zip(questions, medians, strict=True)]


def _prompt_rows(folder: Path) -> list[tuple[str, ...]]:
    """Return how long the shell hook's question takes where there is an environment and where not."""
    inside, outside, member, poetry = (folder / name for name in ("project", "empty", "all/member", "poetry"))
    for place in (outside, member, poetry):
        place.mkdir(parents=True)
    bare(inside / ".venv")
    bare(member.parent / ".venv")
    (member.parent / "pyproject.toml").write_text('[tool.uv.workspace]\nmembers = ["*"]\n')
    (member / "pyproject.toml").write_text('[project]\nname = "member"\nversion = "1"\n')
    (poetry / "pyproject.toml").write_text('[tool.poetry]\nname = "shop"\nversion = "1"\n')
    hook = (sys.executable, "-E", "-P", "-S", venvls_main.__file__, "shell-hook", "bash")
    entering = (*hook, "--folder", str(inside), "--active", "")
    leaving = (*hook, "--folder", str(outside), "--active", str(inside / ".venv"))
    questions: list[tuple[str, Callable[[], object]]] = [
        ("`python -I -S -c pass`", lambda: _process(sys.executable, "-I", "-S", "-c", "pass")),
        ("entering a project", lambda: _process(*entering)),
        ("leaving it", lambda: _process(*leaving)),
        (
            "entering a member of a uv workspace",
            lambda: _process(*hook, "--folder", str(member), "--active", ""),
        ),
        ("entering a project of Poetry's", lambda: _process(*hook, "--folder", str(poetry), "--active", "")),
    ]
    medians = _medians([question for _, question in questions] * 3)
    count = len(questions)
    return [(name, f"{statistics.median(medians[at::count]):.1f}") for at, (name, _) in enumerate(questions)]


def _idle_cost(folder: Path) -> tuple[str, str]:
    """Return the work of one poll over many projects, each with an environment of its own."""
    environ = {"HOME": str(folder), "PATH": "/usr/bin:/bin", "VENVLS_STATE_DIR": str(folder / "state")}
    surroundings = Surroundings((str(folder),), environ, Memory(environ))
    roots = [folder / f"project{number}" for number in range(PROJECTS)]
    for root in roots:
        install_fake(bare(root / ".venv"), "thing", modules=["thing"])
        (root / "pyproject.toml").write_text('[project]\nname = "project"\nversion = "1"\n')
        # As after a while: what is fresh is looked at more closely.
        os.utime(site_packages(root / ".venv"), (1e9, 1e9))
    scopes = [look(str(root), surroundings, ()) for root in roots]
    places = Places()
    signs(scopes, surroundings, places)
    times = []
    for _ in range(ROUNDS):
        started = time.process_time()
        signs(scopes, surroundings, places)
        times.append(1000 * (time.process_time() - started))
    return f"work of one poll over {PROJECTS} idle projects", f"{statistics.median(times):.1f} ms"


def _seen_after_pip(prefix: Path) -> tuple[str, str]:
    """Return how long after pip's end the change is known, when somebody looks right then."""
    seeded(prefix, "--seeder", "pip")
    before = inspect(str(prefix)).fingerprint
    wheel = Release("late", "1.0")
    with serving(wheel) as index:
        pip = (str(python_of(prefix)), "-m", "pip", "--isolated", "install", "--quiet")
        _process(*pip, "--disable-pip-version-check", "--index-url", index.url, "late")
    started = time.perf_counter()
    seen = fingerprint(str(prefix)) != before and "late" in inspect(str(prefix)).distributions
    took = 1000 * (time.perf_counter() - started)
    return "an install by pip, from the first look after it", f"{took:.1f} ms" if seen else "not seen"


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


def _metadata(prefix: Path) -> None:
    found = importlib.metadata.distributions(path=[str(site_packages(prefix))])
    _ = [(one.metadata["Name"], [file.parts[0] for file in one.files or ()]) for one in found]


def _process(*command: str) -> None:
    subprocess.run(command, capture_output=True, check=True, timeout=120)


if __name__ == "__main__":
    main()
