"""Compares venvls' parsers with the tools' own, over all manifests below a folder.

    python -m tests.conformance DIRECTORY

Prints every disagreement with file and line, then the lines that the oracle decides by something else than
the text, each with its reason, then files that could not be compared at all, and last
`agreement: N of M lines in K files`. The exit code is 1 below 100 %, and where nothing was compared.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.conformance import pyproject_files, requirement_files, script_files
from tests.conformance.report import Report
from venvls.syntax.kinds import kind_of
from venvls.syntax.manifest import ManifestKind

_REQUIREMENTS = (ManifestKind.REQUIREMENTS, ManifestKind.CONSTRAINTS)


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print("usage: python -m tests.conformance DIRECTORY", file=sys.stderr)
        return 2
    root = Path(arguments[0])
    report = Report()
    for path in sorted(_files(root)):
        _compare(path, root, report)
    for line in report.differences:
        print(line)
    for line in report.excused:
        print(f"not decided by the text: {line}")
    for line in report.skipped:
        print(f"not compared: {line}")
    print(report.summary())
    return 1 if report.differences or not report.lines else 0


def _files(root: Path) -> Iterator[Path]:
    """Yield every file below a folder. Links to folders are not followed, so that loops end."""
    for folder, _, names in os.walk(root):
        yield from (path for name in names if (path := Path(folder, name)).is_file())


def _compare(path: Path, root: Path, report: Report) -> None:
    try:
        if _is_pyproject(path, root):
            pyproject_files.compare(path, report)
        elif _is_requirements(path, root):
            requirement_files.compare(path, report)
        elif path.suffix == ".py":
            script_files.compare(path, report)
    except OSError as error:
        report.skip(path, f"it cannot be read: {error.strerror}")


def _is_pyproject(path: Path, root: Path) -> bool:
    """Tell whether a file is a pyproject.toml: by its name, or by the folder a corpus keeps them in."""
    if path.suffix != ".toml" or kind_of(str(path)) not in (None, ManifestKind.PYPROJECT):
        return False
    return path.name == "pyproject.toml" or "pyproject" in path.relative_to(root.parent).parts[:-1]


def _is_requirements(path: Path, root: Path) -> bool:
    """Tell whether a file is one of requirements: by its name, or by the folder a corpus keeps them in."""
    if path.suffix not in (".txt", ".in"):
        return False
    return kind_of(str(path)) in _REQUIREMENTS or "requirements" in path.relative_to(root.parent).parts[:-1]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
