"""Thirty project pages, cold and warm, beside pip and uv in the same run.

A replay on loopback sends what a public index sends (API 1.4, gzip, ETag, `max-age=600`) for generated
projects of three sizes. The tools are asked to resolve the same thirty requirements without installing
anything; we are asked for all thirty projects, start of the worker included.
"""

import asyncio
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.table import table
from tests.support.loopback_index import LoopbackIndex, Release, serving
from venvls.index.remote import Index
from venvls.model.facts import Known
from venvls.model.index_configuration import IndexConfiguration, Setting
from venvls.model.names import ProjectName

SIZES = {"small": 10, "middle": 150, "large": 800}
RUNS = 3
TAGS = (*(f"cp3{minor}-cp3{minor}-manylinux_2_17_x86_64" for minor in (10, 11, 12)), "py3-none-any")


def main() -> None:
    with replay() as (server, names), tempfile.TemporaryDirectory() as folder:
        tools = {
            "pip": lambda cache: pip(server, names, cache),
            "uv": lambda cache: uv(server, names, cache),
            "ours": lambda cache: asyncio.run(ours(server, names, cache)),
        }
        figures = {
            tool: measured(action, Path(folder), 1 if tool == "pip" else RUNS)
            for tool, action in tools.items()
        }
        sizes = ", ".join(f"{count} releases" for count in SIZES.values())
        print(f"{len(names)} pages of {sizes}: medians of {RUNS} runs, pip but once, seconds\n")
        print(table(("", "cold", "to uv", "warm", "to uv"), [row(tool, figures) for tool in tools]))
        answers, lateness = asyncio.run(running(server, names, Path(folder) / "running"))
        print("while the daemon runs: milliseconds\n")
        print(table(("", "p50", "p99"), [(*answer,) for answer in (*answers, lateness)]))


@contextmanager
def replay() -> Iterator[tuple[str, list[str]]]:
    """Serve in a process of its own: in ours it would make the event loop late."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    process.start()
    yield ours.recv()
    ours.send("enough")
    process.join(10)


def serve(connection: Connection) -> None:
    with serving() as server:
        connection.send((server.url, publish(server)))
        connection.recv()


def row(tool: str, figures: dict[str, tuple[float, float]]) -> tuple[str, ...]:
    (cold, warm), (uv_cold, uv_warm) = figures[tool], figures["uv"]
    return tool, f"{cold:.2f}", f"{cold / uv_cold:.2f}", f"{warm:.2f}", f"{warm / uv_warm:.2f}"


def publish(server: LoopbackIndex) -> list[str]:
    names = []
    for size, count in SIZES.items():
        for number in range(10):
            names.append(f"{size}-{number}")
            server.publish_listed(Release(f"{size}-{number}", "1.0", tags=TAGS), count)
    return names


def measured(action: Callable[[Path], None], folder: Path, runs: int) -> tuple[float, float]:
    cold: list[float] = []
    warm: list[float] = []
    for _ in range(runs):
        cache = folder / str(time.monotonic_ns())
        for figures in (cold, warm):
            start = time.perf_counter()
            action(cache)
            figures.append(time.perf_counter() - start)
    return statistics.median(cold), statistics.median(warm)


def pip(server: str, names: list[str], cache: Path) -> None:
    run([sys.executable, "-m", "pip", "--isolated", "install", "--dry-run", "--ignore-installed", "--quiet",
         "--no-deps", "--disable-pip-version-check", "--cache-dir", str(cache), "-i", server,
         *names])  # fmt: skip


def uv(server: str, names: list[str], cache: Path) -> None:
    with requirements(names) as path:
        program = str(Path(sys.executable).parent / "uv")
        run([program, "pip", "compile", "--no-config", "--no-deps", "--quiet", "--cache-dir", str(cache),
             "--python", sys.executable, "-i", server, path])  # fmt: skip


async def ours(server: str, names: list[str], cache: Path) -> None:
    index = Index(environ={**os.environ, "VENVLS_CACHE_DIR": str(cache)})
    await ask(index, server, names)
    await index.close()


async def running(
    server: str, names: list[str], cache: Path
) -> tuple[list[tuple[str, str, str]], tuple[str, str, str]]:
    """Return what warm answers take, and how late the event loop is while pages come in cold."""
    index = Index(environ={**os.environ, "VENVLS_CACHE_DIR": str(cache)})
    late: list[float] = []
    ticking = asyncio.create_task(tick(late))
    await ask(index, server, names)
    ticking.cancel()
    answers = []
    for size in SIZES:
        figures = []
        for _ in range(100):
            start = time.perf_counter()
            await ask(index, server, [f"{size}-1"])
            figures.append(time.perf_counter() - start)
        answers.append(percentiles(f"a warm answer, {SIZES[size]} releases", figures))
    await index.close()
    return answers, percentiles("lateness of the event loop while all pages come in", late)


async def tick(late: list[float]) -> None:
    while True:
        start = time.perf_counter()
        await asyncio.sleep(0.002)
        late.append(time.perf_counter() - start - 0.002)


def percentiles(label: str, seconds: list[float]) -> tuple[str, str, str]:
    ordered = sorted(seconds)
    worst = ordered[int(len(ordered) * 0.99)]
    return label, f"{statistics.median(ordered) * 1e3:.2f}", f"{worst * 1e3:.2f}"


async def ask(index: Index, server: str, names: list[str]) -> None:
    configuration = IndexConfiguration("benchmark", indexes=(Setting(server, "benchmark"),))
    facts = await asyncio.gather(*(index.project(ProjectName(name), configuration) for name in names))
    assert all(isinstance(fact, Known) for fact in facts)


@contextmanager
def requirements(names: list[str]) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "requirements.in"
        path.write_text("\n".join(names))
        yield str(path)


def run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=300)


if __name__ == "__main__":
    main()
