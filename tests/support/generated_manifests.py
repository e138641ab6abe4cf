"""Folders full of generated manifests, for the conformance run to compare.

    python -m tests.support.generated_manifests DIRECTORY [--seed N] [--files N]

Writes requirements and constraints files, scripts with metadata and pyproject files, as many of each; the
same seed makes the same files.
What the grammar holds is in `generated_requirements` and `generated_pyproject`. Then, over the folder,

    make conformance CORPUS=DIRECTORY
"""

from argparse import ArgumentParser
from pathlib import Path
from random import Random

from tests.support.generated_pyproject import Pyproject
from tests.support.generated_requirements import Requirements


def generate(folder: Path, *, seed: int, files: int) -> None:
    """Write `files` manifests below a folder."""
    for number in range(files):
        # A generator for each file: a change of the grammar of one kind leaves the other kind alone.
        chance = Random(f"{seed}/{number}")
        match number % 4:
            case 0:
                path, content = Path(f"requirements{number}.txt"), Requirements(chance).file()
            case 1:
                path, content = Path(f"constraints{number}.txt"), Requirements(chance).file()
            case 2:
                path, content = Path(f"script{number}.py"), Pyproject(chance).script()
            case _:
                path, content = Path(f"project{number}", "pyproject.toml"), Pyproject(chance).file()
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def main() -> None:
    """Read the arguments and write the files."""
    parser = ArgumentParser(prog="python -m tests.support.generated_manifests", description=generate.__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--files", type=int, default=300)
    given = parser.parse_args()
    generate(given.directory, seed=given.seed, files=given.files)


if __name__ == "__main__":
    main()
