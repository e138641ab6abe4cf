"""Every feature answers on any text, at any place, in every kind of manifest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.everything import ask_everything
from venvls.text import Position

FILES = {
    "requirements.txt": """-r base.txt
flask[async, dotenv]>=2,<3 ; python_version > "3" and os_name == 'nt'  # why
tool @ git+https://git.example/tool.git@v1#egg=tool
-e ./here[all]
requests==2.32.3 --hash=sha256:00 \\
    --hash=sha256:11
""",
    "pyproject.toml": """[project]
name = "app"
dependencies = ["flask>=2", 'requests [socks] ; os_name == "nt"', ""]
[project.optional-dependencies]
fast = ["uvloop"]
[dependency-groups]
test = ["pytest", { include-group = "lint" }]
[tool.poetry.dependencies]
rich = "^13"
""",
    "pylock.toml": 'lock-version = "1.0"\ncreated-by = "x"\n[[packages]]\nname = "a"\nversion = "1"\n',
    "script.py": "# /// script\n# dependencies = ['rich>=1']\n# ///\nimport yaml, os.path\nfrom . import x\n",
}
PREFIXES = [(name, text[:length]) for name, text in FILES.items() for length in range(0, len(text) + 1, 3)]


@pytest.mark.parametrize("name", FILES)
def test_on_every_beginning_of_a_file(name: str) -> None:
    for other, text in PREFIXES:
        if other == name:
            line = text.count("\n")
            ask_everything(name, text, Position(line, len(text) - text.rfind("\n") - 1))


@given(
    st.sampled_from(list(FILES)),
    st.text("abz09[]{};,=<>!~ \t\r\n'\"#-@:/.\\$()\u2028\U0001f40d", max_size=60),
    st.builds(Position, st.integers(0, 5), st.integers(0, 30)),
)
def test_on_anything(name: str, text: str, position: Position) -> None:
    ask_everything(name, text, position)
