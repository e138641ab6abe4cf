"""Requirement files against pip's own parser, logical line by logical line."""

import os
import re
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from pip._internal.models.link import Link
from pip._internal.utils.urls import path_to_url

from tests.conformance.report import Report
from tests.support.pip_oracle import PipLine, decoded, pip_line_beside, pip_lines
from venvls.model.requirement import Declaration
from venvls.syntax.kinds import kind_of
from venvls.syntax.manifest import Block, Manifest, ManifestKind
from venvls.syntax.parsing import parse_manifest
from venvls.syntax.references import is_url
from venvls.text import Text

# pip refuses these lines, or accepts them, for reasons that are not in the text.
WINDOWS = re.compile(r"[A-Za-z]:[\\/]|.*\\")
SHARE = re.compile(r"file://(?!localhost/)[^/.]", re.IGNORECASE)
BRACKETS = re.compile(r"(?:===|@)[^;\s]*\[[^\]]+\]\s*(?:;|\Z)")
VARIABLE = re.compile(r"\$\{[A-Z0-9_]+\}")


def compare(path: Path, report: Report) -> None:
    """Compare one file."""
    try:
        text = decoded(path)
    except (UnicodeDecodeError, LookupError):
        return
    report.files += 1
    compare_text(path, text, report, constraint=kind_of(str(path)) is ManifestKind.CONSTRAINTS)


def compare_text(path: Path, text: str, report: Report, *, constraint: bool) -> None:
    """Compare the text of one file."""
    kind = ManifestKind.CONSTRAINTS if constraint else ManifestKind.REQUIREMENTS
    manifest = parse_manifest(kind, Text.of(text))
    if "".join(block.text for block in manifest.blocks) != text:
        report.differ(path, 1, path.name, "the blocks do not join to the text")
    for index, lines in _by_block(manifest, pip_lines(text, constraint=constraint)).items():
        _compare_block(path, report, manifest.blocks[index], lines, constraint=constraint)


def _by_block(manifest: Manifest, lines: list[PipLine]) -> dict[int, list[PipLine]]:
    found: dict[int, list[PipLine]] = {index: [] for index in range(len(manifest.blocks))}
    for line in lines:
        found[manifest.block_at(_lsp_line(manifest, line))].append(line)
    return found


def _lsp_line(manifest: Manifest, line: PipLine) -> int:
    """Return the editor's line of pip's line: pip ends lines at more characters."""
    text = "".join(block.text for block in manifest.blocks)
    before = "".join(text.splitlines(keepends=True)[: line.line - 1])
    return len(Text.of(before).lines) - 1


def _compare_block(
    path: Path, report: Report, block: Block, lines: list[PipLine], *, constraint: bool
) -> None:
    if not lines:
        if block.declarations or block.options or block.problems:
            report.differ(path, 0, block.text, "pip sees nothing here")
        return
    # pip ends lines where the editor does not; what is refused is then known for the whole line only.
    if len(lines) > 1 and block.problems and any(line.error for line in lines):
        report.agree()
        return
    declaring = [line for line in lines if line.declares]
    for line in lines:
        position = next((index for index, one in enumerate(declaring) if one is line), None)
        declaration = None
        if position is not None and position < len(block.declarations):
            declaration = block.declarations[position]
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


def _reason(line: PipLine, declaration: Declaration | None) -> str:
    if VARIABLE.search(line.text) and line.error:
        return "pip reads a variable of the environment"
    if declaration is not None and WINDOWS.match(declaration.location):
        return "a path of Windows, which pip takes for one only there"
    if declaration is not None and SHARE.match(declaration.location):
        return "a share of Windows, which pip takes for one only there"
    if BRACKETS.search(line.text):
        return "a bug of pip: it takes brackets at the end of an `===` version or of a URL for extras as well"
    if line.text.startswith("file:") and "../" in line.text and "#" in line.text:
        return "a bug of pip: it drops the fragment of a `file:` URL that goes up a folder"
    return ""


def _difference(block: Block, line: PipLine, declaration: Declaration | None) -> str:
    if line.error or block.problems:
        if line.error and block.problems:
            return ""
        reasons = "; ".join(problem.message for problem in block.problems)
        return f"pip refuses: {line.error}" if line.error else f"pip accepts, we refuse: {reasons}"
    options = [option.name for option in block.options]
    for name, arguments in line.options.items():
        ours = [option.argument for option in block.options if option.name == name]
        if not ours or arguments[-1] not in ours:
            return f"{name}: pip {arguments}, we {ours} of {options}"
    if line.declares != (declaration is not None):
        return "pip and we do not agree whether this declares something"
    return _declared_difference(block, line, declaration) if declaration else ""


def _declared_difference(block: Block, line: PipLine, declaration: Declaration) -> str:
    requirement = declaration.requirement
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
    if requirement is not None and not declaration.location:
        return _span_difference(block, declaration)
    return ""


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
    return "".join(text.replace("\\", "").split())


def _span_difference(block: Block, declaration: Declaration) -> str:
    text = re.sub(r"\\\r?\n", "", declaration.span.of(block.text))
    try:
        again = Requirement(text)
    except InvalidRequirement as error:
        return f"the span is no requirement: {error}"
    if again != declaration.requirement:
        return f"the span reads as {again}"
    for part in declaration.specifiers:
        written = part.operator.of(block.text) + part.version.of(block.text)
        if _joined(part.span.of(block.text)) != _joined(written):
            return f"the parts of {part.span.of(block.text)!r} are {written!r}"
    return ""
