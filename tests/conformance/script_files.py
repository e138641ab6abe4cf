"""Scripts with metadata (PEP 723) against Python's own comments, `tomllib` and `packaging`."""

import tokenize
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.conformance.pyproject_files import Expected, compare_declarations
from tests.conformance.report import Report
from venvls.model.requirement import Section
from venvls.syntax.manifest import Manifest, ManifestKind
from venvls.syntax.parsing import parse_manifest
from venvls.text import Text

OPENING, CLOSING = "# /// script", "# ///"


def compare(path: Path, report: Report) -> None:
    """Compare one Python file; one without metadata is no manifest and not counted."""
    if OPENING not in path.read_bytes().decode("utf-8", "replace"):
        return
    try:
        with tokenize.open(path) as file:
            source = file.read()
        comments = _comments(source)
    except (SyntaxError, tokenize.TokenError, UnicodeDecodeError) as error:
        report.skip(path, f"Python cannot read it: {error}")
        return
    openings = [line for line, comment in comments.items() if comment == OPENING]
    if openings:
        report.files += 1
        _compare(path, report, source, _metadata(comments, openings[0]))


def _compare(path: Path, report: Report, source: str, toml: str | None) -> None:
    manifest = parse_manifest(ManifestKind.SCRIPT, Text.of(source))
    if "".join(block.text for block in manifest.blocks) != source:
        report.differ(path, 1, path.name, "the blocks do not join to the text")
    try:
        document = tomllib.loads(toml) if toml is not None else None
    except tomllib.TOMLDecodeError:
        document = None
    if document is not None:
        compare_declarations(path, report, manifest, _expected(document))
    elif _is_refused(manifest):
        report.agree()
    else:
        report.differ(path, 1, path.name, "neither closed nor TOML, and nothing is said")


def _comments(source: str) -> dict[int, str]:
    """Return the comments that are lines of their own, by line."""
    tokens = tokenize.generate_tokens(iter(source.splitlines(keepends=True)).__next__)
    return {
        token.start[0]: token.string
        for token in tokens
        if token.type == tokenize.COMMENT and token.start[1] == 0
    }


def _metadata(comments: dict[int, str], opening: int) -> str | None:
    """Return the TOML up to the last closing line of a comment, `None` where there is none."""
    lines = list(_following(comments, opening))
    if CLOSING not in lines:
        return None
    closing = len(lines) - 1 - lines[::-1].index(CLOSING)
    return "".join(f"{line[2:]}\n" for line in lines[:closing])


def _following(comments: dict[int, str], opening: int) -> Iterator[str]:
    line = opening + 1
    while (comment := comments.get(line, "")) == "#" or comment.startswith("# "):
        yield comment
        line += 1


def _expected(document: dict) -> Iterator[Expected]:
    tool = document.get("tool", {})
    uv = tool.get("uv", {}) if isinstance(tool, dict) else {}
    pairs = (
        (Section.MAIN, document.get("dependencies")),
        (Section.CONSTRAINT, uv.get("constraint-dependencies")),
        (Section.OVERRIDE, uv.get("override-dependencies")),
    )
    for section, listed in pairs:
        if isinstance(listed, list):
            yield from ((section, "", one) for one in listed if isinstance(one, str))


def _is_refused(manifest: Manifest) -> bool:
    return any(block.problems for block in manifest.blocks)
