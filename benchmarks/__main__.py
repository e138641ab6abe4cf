"""All benchmarks, one after the other: `make bench`, or `python -m benchmarks [NAME ...]`.

Each runs its reference beside us in the same run and prints medians and their ratio; only ratios mean
anything on another machine. Above each stands what is to be reached. Nothing here fails when it is slow.
"""

import subprocess
import sys
import time
from collections.abc import Mapping
from typing import NamedTuple


class Benchmark(NamedTuple):
    """A module of this package with its arguments for a short run, and what is to be reached."""

    arguments: tuple[str, ...]
    goals: tuple[str, ...]


ALL: Mapping[str, Benchmark] = {
    "keystroke": Benchmark(
        ("3",),
        (
            "`initialize` at most 0.10 of minimal pygls, first diagnostics 0.55",
            "40 MiB resident, 45 with 10,000 lines",
            "completion and diagnostics at 10,000 lines: p99 6 ms",
            "a module says what is new 150 ms after the last key, by design",
        ),
    ),
    "parsing": Benchmark(
        ("3",), ("10,000 lines opened within 1.5 of the reference; a key as cheap at 10,000 lines as at 10",)
    ),
    "idle": Benchmark(
        (), ("a change in site-packages is seen within a second of the next poll; 200 projects idle cheaply",)
    ),
    "environments": Benchmark((), ("1,000 distributions in 5 ms when warm, all interpreters in 10 ms",)),
    "install": Benchmark((), ("at most 50 ms over the chosen installer's own time",)),
    "index_names": Benchmark(
        (), ("load 50 ms; best 50 with p99 1 ms; did you mean with p99 20 ms; 60 MB resident",)
    ),
    "index_pages": Benchmark((), ("thirty pages within 2 of uv; the loop late by 10 ms at p99 at most",)),
}


def main(names: list[str]) -> int:
    """Run the named benchmarks, all without names; return how many could not be run."""
    if unknown := [name for name in names if name not in ALL]:
        print(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(ALL)}", file=sys.stderr)
        return len(unknown)
    return sum(run(name, ALL[name]) for name in names or ALL)


def run(name: str, benchmark: Benchmark) -> bool:
    """Run one in a process of its own, and tell whether it failed."""
    print(f"## {name}\n")
    print("\n".join(f"- goal: {goal}" for goal in benchmark.goals), end="\n\n", flush=True)
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *benchmark.arguments], check=False)
    print(f"({time.perf_counter() - started:.0f} s)\n", flush=True)
    return done.returncode != 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
