"""Blocks of requirements and constraints files: pip's grammar, one logical line at a time.

Equal text is parsed once: a block knows neither where it stands nor what is around it.
"""

from dataclasses import replace
from functools import lru_cache

from venvls.model.requirement import Declaration, Section
from venvls.syntax.manifest import Block, Option, Problem
from venvls.syntax.places import Places, placed_declaration, placed_option, placed_problem
from venvls.syntax.references import read_editable, read_entry
from venvls.syntax.requirement import Reading
from venvls.syntax.requirements_lines import LogicalLine, logical_lines
from venvls.syntax.requirements_options import Options, options_start, read_options
from venvls.syntax.schemes import is_url
from venvls.syntax.shell_words import Word

# Longer lines are parsed each time, so that hostile files do not fill the memory.
_REMEMBERED = 1_024
_NO_OPTIONS = Options()

BYTE_ORDER_MARK = "\ufeff"
"""What some editors leave at the beginning of a text."""


def parse_block(text: str, *, constraint: bool = False) -> Block:
    """Parse one block: a logical line with its line ends, comments and continuations."""
    if len(text) <= _REMEMBERED:
        return _remembered(text, constraint)
    return _parsed(text, constraint)


def parse_first_block(text: str, *, constraint: bool = False) -> Block:
    """Parse the block that a file begins with: some editors keep its byte order mark, which is no text."""
    if not text.startswith(BYTE_ORDER_MARK):
        return parse_block(text, constraint=constraint)
    block = parse_block(text.removeprefix(BYTE_ORDER_MARK), constraint=constraint)
    places = Places(tuple(range(1, len(text) + 1)), tuple(range(2, len(text) + 1)))
    return _placed(replace(block, text=text), places)


def _parsed(text: str, constraint: bool) -> Block:
    section = Section.CONSTRAINT if constraint else Section.MAIN
    lines = tuple(logical_lines(text))
    if len(lines) == 1:
        return _line(text, lines[0], section)
    if not lines:
        return Block(text, _line_count(text))
    declarations: list[Declaration] = []
    options: list[Option] = []
    problems: list[Problem] = []
    for line in lines:
        block = _line(text, line, section)
        declarations.extend(block.declarations)
        options.extend(block.options)
        problems.extend(block.problems)
    return Block(text, _line_count(text), tuple(declarations), tuple(options), tuple(problems))


_remembered = lru_cache(maxsize=16_384)(_parsed)


def _line_count(text: str) -> int:
    ends = text.count("\n") + text.count("\r") - text.count("\r\n")
    return max(1, ends + (not text.endswith(("\n", "\r"))))


def _line(block_text: str, line: LogicalLine, section: Section) -> Block:
    text, start, end, places = line
    first_option = options_start(text, start, end)
    if first_option == end:
        reading: Reading | None = read_entry(text, start, end, section)
        options = _NO_OPTIONS
    else:
        options = read_options(text, first_option, end)
        reading = _entry(text, start, first_option, options, section)
    declarations = () if reading is None else (_with_options(reading.declaration, options),)
    problems = reading.problems + options.problems if reading else options.problems
    block = Block(block_text, _line_count(block_text), declarations, options.options, problems)
    return block if places is None else _placed(block, places)


def _placed(block: Block, places: Places) -> Block:
    return replace(
        block,
        declarations=tuple(placed_declaration(one, places) for one in block.declarations),
        options=tuple(placed_option(one, places) for one in block.options),
        problems=tuple(placed_problem(one, places) for one in block.problems),
    )


def _entry(text: str, start: int, end: int, options: Options, section: Section) -> Reading | None:
    """Read what the line declares: what stands before the options, else its first `-e`."""
    before = start + len(text[start:end].rstrip(" "))
    if text.startswith(";", before - 1) and end - before > 1 and is_url(text, start, before):
        # With a space of its own the semicolon begins an empty marker; otherwise it belongs to the URL.
        before -= 1
    if before > start:
        return read_entry(text, start, before, section)
    for option, value in zip(options.options, options.values, strict=True):
        if option.name == "--editable" and value is not None:
            return _editable(text, option, value, section)
    return None


def _editable(text: str, option: Option, value: Word, section: Section) -> Reading:
    if section is Section.CONSTRAINT:
        refused = Problem("invalid-requirement", option.span, "a constraint cannot be editable")
        return Reading(Declaration(option.span, section, editable=True), (refused,))
    if not value.value.strip():
        refused = Problem("invalid-requirement", option.span, "expected a path or a URL after `-e`")
        return Reading(Declaration(option.span, section, editable=True), (refused,))
    if value.places is None:
        return read_editable(text, value.span.start, value.span.end, section)
    reading = read_editable(value.value, 0, len(value.value), section)
    return Reading(
        placed_declaration(reading.declaration, value.places),
        tuple(placed_problem(problem, value.places) for problem in reading.problems),
    )


def _with_options(declaration: Declaration, options: Options) -> Declaration:
    if not options.options:
        return declaration
    hashes = tuple(option.argument for option in options.options if option.name == "--hash")
    return replace(declaration, hashes=hashes) if hashes else declaration
