"""From the start of the process to the first answer, and from a key to what it changes.

venvls, with real work, beside the least server on pygls, with none; in turns, in the same run, because
only their ratio means anything on another machine. Nothing here fails when it is slow.

    python -m benchmarks.keystroke [ROUNDS]
"""

import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from benchmarks.blocking_client import BlockingClient
from benchmarks.table import table

SERVERS: Mapping[str, list[str]] = {
    "venvls": [sys.executable, "-m", "venvls", "server"],
    "minimal pygls": [sys.executable, "-m", "benchmarks.minimal_pygls"],
}

QUIET = {"offline": True, "index": {"names": "off"}, "environment": {"offer": False}}
"""Settings that leave the network out: what is measured is the keystroke."""

KEYS = 200

Times = dict[tuple[str, str], list[float]]


class Case(NamedTuple):
    """A document and the line a person types in."""

    name: str
    file: str
    text: str
    line: int


def requirements(count: int) -> str:
    """Return a requirements file in which one line in twenty has something to say."""
    return "".join(
        f"project-{number}{'=>1' if number % 20 == 0 else f'>={number % 7}.{number % 10}'}\n"
        for number in range(count)
    )


def module(count: int) -> str:
    """Return a module with an import in every tenth line."""
    return "".join(
        f"import module_{number}\n" if number % 10 == 0 else f"value_{number} = {number}  # {'x' * 30}\n"
        for number in range(count)
    )


LONG = Case("requirements, 10,000 lines", "requirements.txt", requirements(10_000), 5_001)

CASES = (
    Case("requirements, 10 lines", "requirements.txt", requirements(10), 5),
    LONG,
    Case("module, 5,000 lines", "module.py", module(5_000), 2_500),
)


def main(rounds: int = 5) -> None:
    """Measure and print two tables."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        environ = surroundings(root)
        # Once for the bytecode, which both have when they are installed.
        in_turns(1, lambda name: start(name, root, environ))
        times = in_turns(rounds, lambda name: start(name, root, environ))
        times |= in_turns(max(1, rounds // 2), lambda name: resident(name, root, environ))
        print(start_table(times))
        for case in CASES:
            turns = max(1, rounds // 2)
            print(keys_table(case, in_turns(turns, lambda name, case=case: keys(name, case, root, environ))))


def surroundings(root: Path) -> dict[str, str]:
    """Return variables for a server that leaves everything in a folder of its own, its bytecode too."""
    return {
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(root / "bytecode"),
        "VENVLS_INDEX_NAMES": "off",
        "XDG_CACHE_HOME": str(root / "cache"),
        "VENVLS_STATE_DIR": str(root / "state"),
    }


def in_turns(rounds: int, measure: Callable[[str], Mapping[str, list[float]]]) -> Times:
    """Measure the servers in turns and return all figures by server and quantity."""
    times: Times = defaultdict(list)
    for _ in range(rounds):
        for name in SERVERS:
            for quantity, figures in measure(name).items():
                times[name, quantity] += figures
    return times


def start(name: str, root: Path, environ: Mapping[str, str]) -> dict[str, list[float]]:
    """Return milliseconds from the start of the process to its first two answers, and its memory."""
    began = time.perf_counter()
    with closing(BlockingClient(SERVERS[name], environ)) as client:
        client.initialize(root, QUIET)
        initialized = time.perf_counter()
        opened(client, CASES[0], root)
        published = time.perf_counter()
        return {
            "initialize answered, ms": [1e3 * (initialized - began)],
            "first diagnostics, ms": [1e3 * (published - began)],
            "resident, MiB": [client.resident()],
        }


def resident(name: str, root: Path, environ: Mapping[str, str]) -> dict[str, list[float]]:
    """Return MiB with a long document open, once its diagnostics are there."""
    with closing(BlockingClient(SERVERS[name], environ)) as client:
        client.initialize(root, QUIET)
        opened(client, LONG, root)
        return {"resident with 10,000 lines, MiB": [client.resident()]}


def keys(name: str, case: Case, root: Path, environ: Mapping[str, str]) -> dict[str, list[float]]:
    """Return milliseconds from a key to the diagnostics, and from the question to the proposals."""
    times: dict[str, list[float]] = {"diagnostics": [], "completion": []}
    with closing(BlockingClient(SERVERS[name], environ)) as client:
        client.initialize(root, QUIET)
        uri = opened(client, case, root)
        for key in range(KEYS):
            began = time.perf_counter()
            client.notify("textDocument/didChange", change(uri, case.line, key))
            client.published(key + 2)
            published = time.perf_counter()
            place = {"textDocument": {"uri": uri}, "position": {"line": case.line, "character": 4}}
            client.request("textDocument/completion", place)
            completed = time.perf_counter()
            times["diagnostics"].append(1e3 * (published - began))
            times["completion"].append(1e3 * (completed - published))
    return times


def opened(client: BlockingClient, case: Case, root: Path) -> str:
    """Open the document, wait for its diagnostics, and return its URI."""
    uri = (root / case.file).as_uri()
    document = {"uri": uri, "languageId": "plaintext", "version": 1, "text": case.text}
    client.notify("textDocument/didOpen", {"textDocument": document})
    client.published(1)
    return uri


def change(uri: str, line: int, key: int) -> dict[str, object]:
    """Return the parameters of one key: a letter in the middle of the line, or its deletion."""
    start, end = {"line": line, "character": 4}, {"line": line, "character": 4 + key % 2}
    edit = {"range": {"start": start, "end": end}, "text": "x" if key % 2 == 0 else ""}
    return {"textDocument": {"uri": uri, "version": key + 2}, "contentChanges": [edit]}


def start_table(times: Times) -> str:
    """Return medians and their ratio."""
    quantities = dict.fromkeys(quantity for _, quantity in times)
    rows = [
        (quantity, *compared(times, quantity, lambda figures: statistics.median(figures)))
        for quantity in quantities
    ]
    return table(("start", *SERVERS, "ratio"), rows)


def keys_table(case: Case, times: Times) -> str:
    """Return median and 99th percentile with their ratios."""
    rows = [
        (f"{quantity}, {label}, ms", *compared(times, quantity, quantile))
        for quantity in dict.fromkeys(quantity for _, quantity in times)
        for label, quantile in (("p50", statistics.median), ("p99", percentile_99))
    ]
    return table((case.name, *SERVERS, "ratio"), rows)


def compared(times: Times, quantity: str, of: Callable[[Iterable[float]], float]) -> tuple[str, ...]:
    """Return the figure of each server and the ratio of the first to the second."""
    figures = [of(times[name, quantity]) for name in SERVERS]
    return (*(f"{figure:.1f}" for figure in figures), f"{figures[0] / figures[1]:.2f}")


def percentile_99(figures: Iterable[float]) -> float:
    """Return the 99th percentile."""
    return statistics.quantiles(figures, n=100)[-1]


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
