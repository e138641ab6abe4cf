"""Searching 750,000 generated names, beside a plain sorted list in the same run, and what they cost.

The list that stands beside is what one would write first: `bisect` over a sorted list of strings. The
memory is what an index on loopback that sends these names leaves the worker with, and at most took.
"""

import asyncio
import gc
import json
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from bisect import bisect_left
from collections.abc import Callable
from functools import partial
from heapq import nsmallest
from pathlib import Path
from typing import TypeVar

from benchmarks.table import table
from tests.support.loopback_index import JSON, Answer, serving
from venvls.index.name_file import build
from venvls.index.names import open_names
from venvls.index.remote import Index
from venvls.model.facts import Known
from venvls.model.index_configuration import IndexConfiguration, Setting

T = TypeVar("T")

COUNT = 750_000
SYLLABLES = [a + b for a in "bcdfghjklmnprstvwz" for b in "aeiou"] + [
    "py",
    "django",
    "flask",
    "data",
    "api",
    "kit",
]


def main() -> None:
    random.seed(7)
    names = generated()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "names"
        built, content = timed(lambda: build(names))
        path.write_bytes(content)
        del content
        gc.collect()
        before = own_memory()
        loaded, index = timed(lambda: open_names([str(path)]))
        typed = [name[:length] for length in (1, 2, 3, 5, 8) for name in random.sample(names, 100)]
        slips = [slipped(name) for name in random.sample(names, 100)]
        long = [name for name in random.sample(names, 2000) if len(name) >= 10][:100]
        twice = [slipped(slipped(name)) for name in long]
        middles = [name[2:7] for name in random.sample(names, 100)]
        rows = [
            row("load (goal 50)", [loaded]),
            row("prefix, best 50 (goal 1)", [quietest(partial(index.prefix, word, 50)) for word in typed]),
            row("prefix in a plain list", [quietest(partial(searched, names, word)) for word in typed]),
            row("did you mean (goal 20)", [quietest(partial(index.similar, word, 5)) for word in slips]),
            row("two slips (goal 20)", [quietest(partial(index.similar, word, 5)) for word in twice]),
            row("containing, first 50", [quietest(partial(index.containing, word, 50)) for word in middles]),
        ]
        size = path.stat().st_size / 1e6
        print(f"{len(names):,} names: built in {built:.1f} s, {size:.0f} MB on disk, ", end="")
        print(f"{own_memory() - before:.1f} MB of memory of our own; ", end="")
        print("milliseconds, the least of three times for each question\n")
        print(table(("", "p50", "p99"), rows))
        print(asyncio.run(fetched(names, Path(folder))))


async def fetched(names: list[str], folder: Path) -> str:
    """Return what a worker takes that has the same list sent, in memory of its own."""
    listing = {"meta": {"api-version": "1.4"}, "projects": [{"name": name} for name in names]}
    with serving() as server:
        server.fail(Answer(json.dumps(listing).encode(), JSON))
        configuration = IndexConfiguration("benchmark", indexes=(Setting(server.url, "benchmark"),))
        index = Index(environ={**os.environ, "VENVLS_CACHE_DIR": str(folder)})
        started = time.perf_counter()
        assert isinstance(await index.names(configuration), Known)
        seconds = time.perf_counter() - started
        resident = own_memory(index.worker_pid)
        await index.close()
    # Linux counts in kilobytes, macOS in bytes.
    unit = 2**20 if sys.platform == "darwin" else 2**10
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / unit
    return (
        f"fetched and sorted in {seconds:.1f} s: the worker keeps {resident:.0f} MB (goal 60); "
        f"the process that sorts takes {most:.0f} MB and ends"
    )


def generated() -> list[str]:
    names: set[str] = set()
    while len(names) < COUNT:
        word = "".join(random.choices(SYLLABLES, k=random.randint(2, 5)))
        names.add(
            word if random.random() < 0.6 else f"{word}-{random.choice(SYLLABLES)}{random.choice(SYLLABLES)}"
        )
    return sorted(names)


def slipped(name: str) -> str:
    place = random.randrange(len(name) - 1)
    return name[:place] + name[place + 1] + name[place] + name[place + 2 :]


def searched(names: list[str], typed: str) -> list[str]:
    first, last = bisect_left(names, typed), bisect_left(names, typed + "\x7f")
    return nsmallest(50, names[first:last], key=lambda name: (len(name), name))


def timed(action: Callable[[], T]) -> tuple[float, T]:
    start = time.perf_counter()
    result = action()
    return time.perf_counter() - start, result


def quietest(action: Callable[[], object]) -> float:
    """Return the least of three times: how dear a question is, not how busy the machine."""
    return min(timed(action)[0] for _ in range(3))


def row(label: str, seconds: list[float]) -> tuple[str, ...]:
    ordered = sorted(seconds)
    worst = ordered[int(len(ordered) * 0.99)]
    return label, f"{statistics.median(ordered) * 1e3:.3f}", f"{worst * 1e3:.3f}"


def own_memory(process: int | None = None) -> float:
    if not sys.platform.startswith("linux"):
        return 0.0
    lines = Path(f"/proc/{process or 'self'}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Anonymous")) / 1024


if __name__ == "__main__":
    main()
