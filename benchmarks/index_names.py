"""Searching 750,000 generated names, beside a plain sorted list in the same run.

The list that stands beside is what one would write first: `bisect` over a sorted list of strings.
"""

import gc
import random
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
from venvls.index.name_file import build
from venvls.index.names import open_names

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
            row("load", [loaded]),
            row("prefix, best 50", [timed(partial(index.prefix, word, 50))[0] for word in typed]),
            row("prefix in a plain list", [timed(partial(searched, names, word))[0] for word in typed]),
            row("did you mean", [timed(partial(index.similar, word, 5))[0] for word in slips]),
            row("did you mean, two slips", [timed(partial(index.similar, word, 5))[0] for word in twice]),
            row("containing, first 50", [timed(partial(index.containing, word, 50))[0] for word in middles]),
        ]
        size = path.stat().st_size / 1e6
        print(f"{len(names):,} names: built in {built:.1f} s, {size:.0f} MB on disk, ", end="")
        print(f"{own_memory() - before:.1f} MB of memory of our own; milliseconds\n")
        print(table(("", "p50", "p99"), rows))


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


def row(label: str, seconds: list[float]) -> tuple[str, ...]:
    ordered = sorted(seconds)
    worst = ordered[int(len(ordered) * 0.99)]
    return label, f"{statistics.median(ordered) * 1e3:.3f}", f"{worst * 1e3:.3f}"


def own_memory() -> float:
    if not sys.platform.startswith("linux"):
        return 0.0
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Anonymous")) / 1024


if __name__ == "__main__":
    main()
