"""The fault table of the index, as a person with an editor goes through it: `tests.support.fault_table`.

Index and server run on this machine; the server gives up on an answer after a second of silence, and on
a whole one after four. All rows take about five minutes; arguments choose some by name.
"""

import asyncio
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.table import table
from tests.support.fault_table import ROWS, Outcome, Row, experienced

_HEADINGS = ("fault", "said, s", "typing, p50 ms", "worst", "back after, s", "requests", "what is said")


def main() -> None:
    wanted = sys.argv[1:] or [row.name for row in ROWS]
    can_encrypt = shutil.which("openssl") is not None
    rows = [row for row in ROWS if row.name in wanted and (can_encrypt or not row.name.startswith("TLS"))]
    print(table(_HEADINGS, [figures(row, asyncio.run(lived(row))) for row in rows]))


async def lived(row: Row) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        return await experienced(row, Path(folder))


def figures(row: Row, outcome: Outcome) -> tuple[str, ...]:
    asked = ", ".join(f"{count} to {host}" for host, count in outcome.asked.items()) or "none"
    lines = [line.removeprefix("- ") for line in outcome.said.splitlines()]
    return (
        row.name,
        f"{outcome.seconds:.1f}",
        f"{statistics.median(outcome.keystrokes) * 1e3:.1f}",
        f"{max(outcome.keystrokes) * 1e3:.1f}",
        "" if outcome.back is None else f"{outcome.back:.1f}",
        asked,
        next((line for line in lines if row.said in line), ""),
    )


if __name__ == "__main__":
    main()
