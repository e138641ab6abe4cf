"""Inline script metadata (PEP 723): TOML inside of a comment of a Python file.

The manifest of a script has three blocks: what is before the comment, the comment, what is after it.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from venvls.model.requirement import Section
from venvls.syntax.manifest import Block, Problem
from venvls.syntax.places import Places, placed_declaration, placed_problem
from venvls.syntax.python_masking import masked
from venvls.syntax.remembering import remembered
from venvls.syntax.requirement import Reading
from venvls.syntax.toml import Leaf, scan_toml
from venvls.syntax.toml_requirements import read_string
from venvls.syntax.toml_truth import toml_problems
from venvls.syntax.toml_values import Array, String
from venvls.syntax.uv_sources import read_sources
from venvls.text import Span, Text

OPENING = "# /// script"
CLOSING = "# ///"


class Comment(NamedTuple):
    """Lines `first` to `last` (not included) of a file; `closed` is false without the closing line."""

    first: int
    last: int
    closed: bool = True


def find_script(lines: Sequence[str]) -> Comment | None:
    """Return where the metadata of a script stands, `None` where it has none."""
    openings = [index for index, line in enumerate(lines) if line.rstrip("\r\n") == OPENING]
    first = next(_comments(lines, openings), None) if openings else None
    if first is None:
        return None
    last = first + 1
    closing = None
    while last < len(lines) and _belongs(lines[last]):
        if lines[last].rstrip("\r\n") == CLOSING:
            closing = last
        last += 1
    return Comment(first, last, closed=False) if closing is None else Comment(first, closing + 1)


def parse_script(lines: Sequence[str]) -> tuple[Block, ...]:
    """Parse a Python file as a manifest."""
    comment = find_script(lines)
    if comment is None:
        return (_plain(lines),)
    blocks = (
        _plain(lines[: comment.first]),
        _parsed("".join(lines[comment.first : comment.last]), comment.closed),
        _plain(lines[comment.last :]),
    )
    return tuple(block for block in blocks if block.lines)


def metadata(lines: Sequence[str], *, closed: bool) -> tuple[str, Places]:
    """Return the TOML in a comment and where each of its characters stands in the joined lines."""
    decoded: list[str] = []
    starts: list[int] = []
    offset = len(lines[0])
    for line in lines[1 : len(lines) - closed]:
        content = line.rstrip("\r\n")
        skipped = min(2, len(content))
        decoded.append(content[skipped:] + "\n")
        starts.extend(range(offset + skipped, offset + len(content) + 1))
        offset += len(line)
    return "".join(decoded), Places((*starts, offset), tuple(start + 1 for start in starts))


def _comments(lines: Sequence[str], openings: Sequence[int]) -> Iterator[int]:
    """Yield the openings that are comments: in a string, as tests have them, one is text (PEP 723)."""
    code = masked("".join(lines))
    starts = [0, *accumulate(map(len, lines))]
    return (index for index in openings if code[starts[index]] == " ")


def _belongs(line: str) -> bool:
    content = line.rstrip("\r\n")
    return content == "#" or content.startswith("# ")


def _plain(lines: Sequence[str]) -> Block:
    return Block("".join(lines), len(lines))


@remembered
def _parsed(text: str, closed: bool) -> Block:
    # Whatever is typed in the code around it, the metadata is the very same block.
    lines = [line for line in Text.of(text).lines if line]
    toml, places = metadata(lines, closed=closed)
    document = scan_toml(toml)
    leaves = list(document.leaves())
    readings = [reading for leaf in leaves for reading in _readings(leaf)]
    problems = [*toml_problems(toml, document), *(one for reading in readings for one in reading.problems)]
    placed = [placed_problem(problem, places) for problem in problems]
    if not closed:
        opening = Span(0, len(OPENING))
        placed.append(Problem("invalid-toml", opening, "expected `# ///` at the end of the script metadata"))
    return Block(
        text,
        len(lines),
        tuple(placed_declaration(reading.declaration, places) for reading in readings),
        problems=tuple(sorted(placed, key=lambda problem: problem.span)),
        sources=read_sources(leaves),
    )


def _readings(leaf: Leaf) -> list[Reading]:
    section = {
        ("dependencies",): Section.MAIN,
        ("tool", "uv", "constraint-dependencies"): Section.CONSTRAINT,
        ("tool", "uv", "override-dependencies"): Section.OVERRIDE,
    }.get(leaf.path)
    if section is None or not isinstance(leaf.value, Array):
        return []
    return [read_string(item, leaf.offset, section) for item in leaf.value.items if isinstance(item, String)]
