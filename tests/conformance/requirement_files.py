"""Requirement files against pip's own parser, logical line by logical line."""

import os
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from packaging.utils import canonicalize_name
from pip._internal.models.link import Link
from pip._internal.req.req_file import join_lines
from pip._internal.utils.urls import path_to_url

from tests.conformance.report import Report
from tests.conformance.spans import wrong_span
from tests.support.pip_oracle import PipLine, decoded, options_given, pip_line_beside, pip_lines
from venvls.model.requirement import Declaration
from venvls.syntax.kinds import kind_of
from venvls.syntax.manifest import Block, Manifest, ManifestKind
from venvls.syntax.parsing import parse_manifest
from venvls.syntax.schemes import is_url
from venvls.text import Text

# pip refuses these lines, or accepts them, for reasons that are not in the text.
WINDOWS = re.compile(r"[A-Za-z]:[\\/]|.*\\")
SHARE = re.compile(r"file://(?!localhost/)(?:[^/]|//)", re.IGNORECASE)
BRACKETS = re.compile(r"(?:===|@)\s*[^;\s]*\[[^\]]+\]/*\s*(?:;|\Z|(?<=\s)-)")
VARIABLE = re.compile(r"\$\{[A-Z0-9_]+\}")


def compare(path: Path, report: Report) -> None:
    """Compare one file."""
    try:
        text = decoded(path)
    except (UnicodeDecodeError, LookupError) as error:
        report.skip(path, f"pip cannot decode it: {error}")
        return
    report.files += 1
    compare_text(path, text, report, constraint=kind_of(str(path)) is ManifestKind.CONSTRAINTS)


def compare_text(path: Path, text: str, report: Report, *, constraint: bool) -> None:
    """Compare the text of one file."""
    kind = ManifestKind.CONSTRAINTS if constraint else ManifestKind.REQUIREMENTS
    manifest = parse_manifest(kind, Text.of(text))
    if "".join(block.text for block in manifest.blocks) != text:
        report.differ(path, 1, path.name, "the blocks do not join to the text")
    # pip takes a byte order mark off when it decodes; here it is what an editor keeps of it.
    theirs = pip_lines(text.removeprefix("\ufeff"), constraint=constraint)
    for block, lines in _by_block(manifest, text, theirs):
        _compare_block(path, report, block, lines, constraint=constraint)


def _by_block(manifest: Manifest, text: str, lines: list[PipLine]) -> Iterator[tuple[Block, list[PipLine]]]:
    """Yield each block with the lines that pip sees in it: it ends lines at more characters than editors."""
    ends = (piece.endswith(("\n", "\r")) for piece in text.splitlines(keepends=True))
    before = list(accumulate(ends, initial=0))
    found: dict[int, list[PipLine]] = defaultdict(list)
    for line in lines:
        found[manifest.block_at(before[line.line - 1])].append(line)
    yield from ((block, found[index]) for index, block in enumerate(manifest.blocks))


def _compare_block(
    path: Path, report: Report, block: Block, lines: list[PipLine], *, constraint: bool
) -> None:
    if not lines:
        if block.declarations or block.options or block.problems:
            report.differ(path, 0, block.text, "pip sees nothing here")
        return
    # Where pip sees several lines, what is refused is known for all of them only.
    if len(lines) > 1 and block.problems and any(line.error for line in lines):
        report.agree()
        return
    declarations = iter(block.declarations)
    for line in lines:
        declaration = next(declarations, None) if line.declares else None
        found = _difference(block, line, declaration)
        if found and declaration is not None and declaration.location and line.error:
            line = pip_line_beside(line, declaration.location, constraint=constraint)
            found = _difference(block, line, declaration)
        if not found:
            report.agree()
        elif reason := _reason(line, declaration):
            report.excuse(path, line.line, line.text, reason)
        else:
            report.differ(path, line.line, line.text, found)
    if found := _difference_of_options(block, lines):
        report.differ(path, lines[0].line, lines[0].text, found)


def _reason(line: PipLine, declaration: Declaration | None) -> str:
    if VARIABLE.search(line.text) and line.error:
        return "pip reads a variable of the environment"
    if line.text.startswith("file:") and "../" in line.text and "#" in line.text:
        return "a bug of pip: it drops the fragment of a `file:` URL that goes up a folder"
    if declaration is not None and "\0" in declaration.location:
        return "a path with NUL, which pip refuses when it opens the file"
    if declaration is not None and WINDOWS.match(declaration.location):
        return "a path of Windows, which pip takes for one only there"
    if declaration is not None and SHARE.match(declaration.location):
        return "a share of Windows, which pip takes for one only there"
    if BRACKETS.search(line.text):
        return "a bug of pip: it takes brackets at the end of an `===` version or of a URL for extras as well"
    return ""


def _difference(block: Block, line: PipLine, declaration: Declaration | None) -> str:
    if line.error or block.problems:
        if line.error and block.problems:
            return ""
        reasons = "; ".join(problem.message for problem in block.problems)
        return f"pip refuses: {line.error}" if line.error else f"pip accepts, we refuse: {reasons}"
    if line.declares != (declaration is not None):
        return "pip and we do not agree whether this declares something"
    return _declared_difference(block, line, declaration) if declaration else ""


def _difference_of_options(block: Block, lines: list[PipLine]) -> str:
    """Compare the options of a whole block: they do not say which of several lines they stand on."""
    if block.problems or any(line.error and not line.declares for line in lines):
        return ""
    theirs: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        for name, arguments in line.options.items():
            theirs[name].extend(arguments)
    # Sorted for each line, and now for all of them.
    theirs |= {"--hash": sorted(theirs["--hash"])} if "--hash" in theirs else {}
    if not theirs and not block.options:
        # To ask pip's parser takes as long as all the rest.
        return ""
    given = ((one, one.argument_span is not None) for one in block.options)
    ours = options_given([(one.name, one.argument if takes else None) for one, takes in given])
    wrong = (name for name in {**theirs, **ours} if theirs.get(name) != ours.get(name))
    return "; ".join(f"{name}: pip {theirs.get(name)}, we {ours.get(name)}" for name in wrong)


def _declared_difference(block: Block, line: PipLine, declaration: Declaration) -> str:
    pairs = {
        "name": (canonicalize_name(line.name), declaration.name or ""),
        "extras": (
            {canonicalize_name(one) for one in line.extras},
            {part.name for part in declaration.extras},
        ),
        "specifier": (line.specifier, str(declaration.specifier)),
        "marker": (line.marker, str(declaration.marker or "")),
        "url": (line.url, _url(block, line, declaration)),
        "editable": (line.editable, declaration.editable),
        "hashes": (sorted(line.hashes), sorted(declaration.hashes)),
    }
    for field, (pip, ours) in pairs.items():
        if pip != ours:
            return f"{field}: pip {pip!r}, we {ours!r}"
    return wrong_span(declaration, lambda span: _joined(span.of(block.text)))


def _url(block: Block, line: PipLine, declaration: Declaration) -> str:
    location = declaration.location
    if not location:
        return ""
    if is_url(location, 0, len(location)):
        direct = declaration.requirement is not None and declaration.requirement.url == line.url
        return line.url if direct or line.url in (Link(location).url, _resolved(location)) else location
    return line.url if line.is_beside or line.url == path_to_url(location) else location


def _resolved(location: str) -> str:
    """Return the URL of a file that is named from the folder it stands in, as pip makes it."""
    return path_to_url(os.path.normpath(os.path.abspath(Link(location).path)))


def _joined(text: str) -> str:
    """Return a part of a logical line as pip reads it: without continuations."""
    # A backslash that ends the part, not its line, continues nothing.
    lines = enumerate(f"{text}\0".splitlines(), 1)
    return "".join(line for _, line in join_lines(lines)).removesuffix("\0")
