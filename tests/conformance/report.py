"""What a comparison found: how many lines agree, which do not, and which differ for a known reason."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Report:
    """Counts over all files. `differences`, `excused` and `skipped` are finished lines for a person."""

    files: int = 0
    lines: int = 0
    differences: list[str] = field(default_factory=list)
    excused: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def agree(self) -> None:
        self.lines += 1

    def differ(self, path: Path, line: int, text: str, found: str) -> None:
        self.lines += 1
        self.differences.append(f"{path}:{line}: {text!r}: {found}")

    def excuse(self, path: Path, line: int, text: str, reason: str) -> None:
        """Count a line that the oracle decides by something that is not text, or by a bug of its own."""
        self.lines += 1
        self.excused.append(f"{path}:{line}: {text!r}: {reason}")

    def skip(self, path: Path, reason: str) -> None:
        """Name a file that has nothing to compare: it cannot be read, or the oracle cannot decode it."""
        self.skipped.append(f"{path}: {reason}")

    def summary(self) -> str:
        agreed = self.lines - len(self.differences)
        return f"agreement: {agreed} of {self.lines} lines in {self.files} files"
