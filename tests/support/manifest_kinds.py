"""The three kinds of files in which people declare requirements, for tests of what holds in all of them.

@pytest.fixture(params=MANIFESTS, ids=lambda each: each.name)
def manifest(request): return request.param

editor.open(manifest.name, manifest.text("flask>=2", "requests"))
await editor.hover(manifest.name, **manifest.at(0, 2))      # inside of the first name
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ManifestFile:
    """A file with requirements, one a line; `{}` in `line` is where each stands."""

    name: str
    head: str
    line: str
    tail: str

    def text(self, *requirements: str) -> str:
        """Return the file with these requirements."""
        return self.head + "".join(self.line.format(each) for each in requirements) + self.tail

    def at(self, number: int, column: int = 0) -> dict[str, int]:
        """Return the position of a column of a requirement, counted from its first character."""
        return {"line": self.head.count("\n") + number, "character": self.line.index("{") + column}

    def range(self, number: int, start: int, end: int) -> dict[str, dict[str, int]]:
        """Return the range of a part of a requirement."""
        return {"start": self.at(number, start), "end": self.at(number, end)}


MANIFESTS: Sequence[ManifestFile] = (
    ManifestFile("requirements.txt", "", "{}\n", ""),
    ManifestFile(
        "pyproject.toml",
        '[project]\nname = "shop"\nversion = "1"\ndependencies = [\n',
        '    "{}",\n',
        "]\n",
    ),
    ManifestFile(
        "tool.py", "# /// script\n# dependencies = [\n", '#     "{}",\n', "# ]\n# ///\nimport json\n"
    ),
)
