"""Manifests that nobody would write are answered like any other: every feature, in bounded time."""

import pytest

from tests.support.everything import ask_everything
from venvls.text import Position

FILES = {
    "one project a thousand times": ("requirements.txt", "".join(f"a>={number}\n" for number in range(1000))),
    "a file that includes itself over and over": ("requirements.txt", "-r requirements.txt\n" * 1000),
    "one line of a megabyte": ("requirements.txt", "a " * 500_000),
    "a marker of a thousand values": (
        "requirements.txt",
        "a; " + " or ".join(f'os_name == "{number}"' for number in range(1000)),
    ),
    "ten thousand extras": ("requirements.txt", "a[" + "b," * 10_000),
    "continuations without end": ("requirements.txt", "\\\n" * 10_000),
    "brackets without end": ("pyproject.toml", "[" * 100_000),
    "an array without end": ("pyproject.toml", "[project]\ndependencies = [\n" + "'a',\n" * 2000),
    "a module of ten thousand levels": ("script.py", "import " + "a." * 10_000 + "a"),
}


@pytest.mark.timeout(30)
@pytest.mark.parametrize("what", FILES)
def test_answers(what: str) -> None:
    name, text = FILES[what]
    ask_everything(name, text, Position(0, 3))
