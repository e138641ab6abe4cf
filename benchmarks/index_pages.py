"""Thirty project pages, cold and warm, beside pip and uv in the same run.

A replay on loopback sends what a public index sends (API 1.4, gzip, ETag, `max-age=600`) for generated
projects of three sizes. The tools are asked to resolve the same thirty requirements without installing
anything; we are asked for all thirty projects. Prints seconds, medians of three runs, and ratios.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.loopback_index import LoopbackIndex, Release, serving
from venvls.index.remote import Index
from venvls.model.facts import Known
from venvls.model.index_configuration import IndexConfiguration, Setting
from venvls.model.names import ProjectName

SIZES = {"small": 10, "middle": 150, "large": 800}
RUNS = 3
TAGS = (*(f"cp3{minor}-cp3{minor}-manylinux_2_17_x86_64" for minor in (10, 11, 12)), "py3-none-any")


def main() -> None:
    with serving() as server, tempfile.TemporaryDirectory() as folder:
        names = publish(server)
        print(f"{len(names)} projects of {', '.join(f'{count} releases' for count in SIZES.values())}")
        figures = {
            "pip": measured(lambda cache: pip(server, names, cache), folder),
            "uv": measured(lambda cache: uv(server, names, cache), folder),
            "venvls": measured(lambda cache: asyncio.run(venvls(server, names, cache)), folder),
        }
        asyncio.run(in_memory(server, names, Path(folder) / "venvls-warm"))
    for tool, (cold, warm) in figures.items():
        ratio = f"{cold / figures['uv'][0]:6.2f} {warm / figures['uv'][1]:6.2f}"
        print(f"  {tool:8} cold {cold:7.3f} s   warm {warm:7.3f} s   to uv {ratio}")


def publish(server: LoopbackIndex) -> list[str]:
    names = []
    for size, count in SIZES.items():
        for number in range(10):
            names.append(f"{size}-{number}")
            server.publish_listed(Release(f"{size}-{number}", "1.0", tags=TAGS), count)
    return names


def measured(action: Callable[[Path], None], folder: str) -> tuple[float, float]:
    cold, warm = [], []
    for run in range(RUNS):
        cache = Path(folder) / f"{time.monotonic_ns()}-{run}"
        for figures in (cold, warm):
            start = time.perf_counter()
            action(cache)
            figures.append(time.perf_counter() - start)
    return statistics.median(cold), statistics.median(warm)


def pip(server: LoopbackIndex, names: list[str], cache: Path) -> None:
    run([sys.executable, "-m", "pip", "--isolated", "install", "--dry-run", "--ignore-installed", "--quiet",
         "--no-deps", "--disable-pip-version-check", "--cache-dir", str(cache), "-i", server.url,
         *names])  # fmt: skip


def uv(server: LoopbackIndex, names: list[str], cache: Path) -> None:
    with requirements(names) as path:
        program = str(Path(sys.executable).parent / "uv")
        run([program, "pip", "compile", "--no-config", "--no-deps", "--quiet", "--cache-dir", str(cache),
             "--python", sys.executable, "-i", server.url, path])  # fmt: skip


async def venvls(server: LoopbackIndex, names: list[str], cache: Path) -> None:
    index = Index(environ={**os.environ, "VENVLS_CACHE_DIR": str(cache)})
    await ask(index, server, names)
    await index.close()


async def in_memory(server: LoopbackIndex, names: list[str], cache: Path) -> None:
    """Print what one warm answer takes while the daemon runs."""
    index = Index(environ={**os.environ, "VENVLS_CACHE_DIR": str(cache)})
    await ask(index, server, names)
    for size in SIZES:
        figures = []
        for _ in range(20):
            start = time.perf_counter()
            await ask(index, server, [f"{size}-1"])
            figures.append((time.perf_counter() - start) * 1e3)
        print(f"  warm answer, {size:7} p50 {statistics.median(figures):6.2f} ms")
    await index.close()


async def ask(index: Index, server: LoopbackIndex, names: list[str]) -> None:
    configuration = IndexConfiguration("benchmark", indexes=(Setting(server.url, "benchmark"),))
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
