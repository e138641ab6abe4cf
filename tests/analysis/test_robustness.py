"""Every feature answers on any text, at any place, in every kind of manifest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.check import Case, uri_of
from venvls.analysis.actions import actions
from venvls.analysis.completion import complete
from venvls.analysis.diagnosing import diagnose
from venvls.analysis.folding import folds
from venvls.analysis.formatting import formatted
from venvls.analysis.hints import hints
from venvls.analysis.hover import hover
from venvls.analysis.lenses import lenses
from venvls.analysis.links import links
from venvls.analysis.navigation import definition, references, renamed
from venvls.analysis.outline import symbols
from venvls.analysis.selection import selections
from venvls.analysis.tokens import tokens
from venvls.text import Position, Range

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


def ask_everything(name: str, text: str, position: Position) -> None:
    """Ask every feature, and check what holds for all answers: ranges lie in the document."""
    case, uri = Case.of(name, text), uri_of(name)
    snapshot, here = case.snapshot, Range(position, position)
    document = snapshot.documents[uri]
    everything = Range(Position(0, 0), document.text.end)
    found = [one.range for one in diagnose(snapshot, uri).value]
    found += [one.range for one in (hover(snapshot, uri, position).value,) if one]
    found += [one.replace for one in (complete(snapshot, uri, position).value,) if one]
    found += [one.range for one in tokens(snapshot, uri)]
    found += [one.range for one in links(snapshot, uri)]
    found += [one.range for one in lenses(snapshot, uri)]
    found += [one.range for one in formatted(snapshot, uri)]
    found += [one.range for one in symbols(snapshot, uri)]
    found += selections(snapshot, uri, position)
    found += [one.range for one in references(snapshot, uri, position)]
    assert all(everything.start <= one.start <= one.end <= everything.end for one in found)
    assert all(0 <= fold.first <= fold.last < len(document.text.lines) for fold in folds(snapshot, uri))
    actions(snapshot, uri, here)
    definition(snapshot, uri, position)
    renamed(snapshot, uri, position, "other")
    hints(snapshot, uri, everything)
