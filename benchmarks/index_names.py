"""Searching 750,000 generated names, beside a plain sorted list in the same run.

Prints the time to load, the memory that is our own, and the middle and worst of searches. The list that
stands beside is what one would write first: `bisect` over a list of strings.
"""

import gc
import random
import statistics
import sys
import tempfile
import time
from bisect import bisect_left
from collections.abc import Callable
from heapq import nsmallest
from pathlib import Path
from typing import TypeVar

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
        seconds, content = timed(lambda: build(names))
        path.write_bytes(content)
        print(f"{len(names):,} names, built in {seconds:.1f} s, {len(content) / 1e6:.0f} MB on disk")
        del content
        gc.collect()
        before = private()
        seconds, index = timed(lambda: open_names([str(path)]))
        typed = [name[:length] for length in (1, 2, 3, 5, 8) for name in random.sample(names, 100)]
        slips = [slipped(name) for name in random.sample(names, 100)]
        middles = [name[2:7] for name in random.sample(names, 100)]
        show("load", [seconds])
        show("prefix, best 50", [timed(lambda word=word: index.prefix(word, 50))[0] for word in typed])
        show("did you mean", [timed(lambda word=word: index.similar(word, 5))[0] for word in slips])
        show("containing, 50", [timed(lambda word=word: index.containing(word, 50))[0] for word in middles])
        print(f"  private memory  {private() - before:8.1f} MB")
        plain = sorted(names)
        show(
            "plain list: prefix, best 50",
            [timed(lambda word=word: searched(plain, word))[0] for word in typed],
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


def show(label: str, seconds: list[float]) -> None:
    ordered = sorted(seconds)
    worst = ordered[int(len(ordered) * 0.99)]
    print(f"  {label:28} p50 {statistics.median(ordered) * 1e3:8.3f} ms   p99 {worst * 1e3:8.3f} ms")


def private() -> float:
    if not sys.platform.startswith("linux"):
        return 0.0
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_Dirty")) / 1024


if __name__ == "__main__":
    main()
