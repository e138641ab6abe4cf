"""Manifests and modules read as a whole and after one edit, beside the parsers that say what they mean.

Every round has names of its own, so that nothing is remembered from the one before, and takes turns:
`packaging.Requirement` and venvls on the same requirements, `tomllib` and venvls on the same TOML, `ast` and
venvls on the same module. Only the ratios carry over to another machine. Nothing here fails when it is slow.

    python -m benchmarks.parsing [ROUNDS]
"""

import ast
import gc
import statistics
import sys
import time
import tomllib
from collections.abc import Callable

from packaging.requirements import Requirement

from benchmarks.table import table
from venvls.syntax.imports import parse_imports
from venvls.syntax.manifest import ManifestKind
from venvls.syntax.parsing import parse_manifest, reparsed
from venvls.text import Position, Range, Text

LINES = 10_000
EDITS = 40
SHAPES = (
    "project-{0}-{1}=={0}.{1}.2",
    "project-{0}-{1}>={1}.1,<{1}9",
    "project_{0}.{1}[extra,other]>=2 ; python_version < '3.{1}'",
    "project-{0}-{1}",
    "project-{0}-{1} ~= {0}.{1}  # why",
)


def main(rounds: int) -> None:
    rows = [
        compared("10,000 requirements", "packaging", rounds, requirements, requirements_by_packaging, opened),
        compared("10,000 lines of TOML", "tomllib", rounds, toml, tomllib.loads, toml_opened),
        compared("imports of 5,000 lines", "ast", rounds, module, ast.parse, parse_imports),
    ]
    print(table(("opened, median ms", "reference", "venvls", "ratio"), rows))
    edits = [
        (f"{what}, {count} lines", f"{edited(kind, source(0, count), begins):.3f}")
        for what, kind, source, begins in EDITED
        for count in (10, LINES)
    ]
    print(table(("one character typed, median ms", "venvls"), edits))


def requirements(seed: int, count: int = LINES) -> str:
    """Return a requirements file of every common shape."""
    return "".join(SHAPES[number % len(SHAPES)].format(seed, number) + "\n" for number in range(count))


def toml(seed: int, count: int = LINES) -> str:
    """Return a pyproject.toml with a few dependencies and many settings."""
    head = f'[project]\nname = "project-{seed}"\ndependencies = [\n  "a-{seed}>=1",\n]\n'
    settings = "".join(
        f'\n[tool.name-{seed}.t-{number}]\nnumber = {number}\ntext = "value {number}"\nlist = ["a", "b"]\n'
        for number in range((count - 5) // 5)
    )
    return head + settings


def module(seed: int, count: int = 5_000) -> str:
    """Return a module with functions, strings, comments and imports."""
    unit = "import module_{0}_{1}\n\n\ndef function_{1}(a, b):\n"
    unit += '    """What it does."""\n    return f(a, "{1}")  # why\n'
    return "".join(unit.format(seed, number) for number in range(count // 6))


def requirements_by_packaging(source: str) -> object:
    return [Requirement(line.partition("  #")[0]) for line in source.splitlines()]


def opened(source: str) -> object:
    return parse_manifest(ManifestKind.REQUIREMENTS, Text.of(source))


def toml_opened(source: str) -> object:
    return parse_manifest(ManifestKind.PYPROJECT, Text.of(source))


# What is edited: the first line from the middle on that begins so.
EDITED = (
    ("a requirement", ManifestKind.REQUIREMENTS, requirements, "project"),
    ("a value of TOML", ManifestKind.PYPROJECT, toml, "text"),
    ("a header of TOML", ManifestKind.PYPROJECT, toml, "[tool"),
)


def compared(
    name: str,
    reference_name: str,
    rounds: int,
    source: Callable[[int], str],
    reference: Callable[[str], object],
    ours: Callable[[str], object],
) -> tuple[str, ...]:
    """Return a row: both take turns on texts that neither has seen."""
    figures = [(taken(reference, text), taken(ours, text)) for text in map(source, range(rounds))]
    theirs, venvls = (statistics.median(column) for column in zip(*figures, strict=True))
    return name, f"{theirs:.1f} ({reference_name})", f"{venvls:.1f}", f"{venvls / theirs:.2f}"


def taken(action: Callable[[str], object], text: str) -> float:
    gc.collect()
    start = time.perf_counter()
    action(text)
    return (time.perf_counter() - start) * 1e3


def edited(kind: ManifestKind, source: str, begins: str) -> float:
    """Return what a character in the middle costs, from the edit to the manifest."""
    text = Text.of(source)
    manifest = parse_manifest(kind, text)
    half = len(text.lines) // 2
    lines = (*range(half, len(text.lines)), *range(half))
    line = next(number for number in lines if text.lines[number].startswith(begins))
    place = Position(line, text.content(line).rfind("t") + 1)
    figures = []
    for _ in range(EDITS):
        start = time.perf_counter()
        text, change = text.replaced(Range(place, place), "x")
        manifest = reparsed(manifest, text, change)
        figures.append((time.perf_counter() - start) * 1e3)
    return statistics.median(figures)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
