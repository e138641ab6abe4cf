"""Newer releases on request, and how a requirement is changed to take one: always in its own shape."""

# ruff: noqa: E501 -- a caret line is as long as what it points at and says

import pytest

from tests.support.check import Case, check_actions, check_diagnostics, edited, uri_of
from tests.support.check_features import check_hints, check_lenses
from venvls.analysis.actions import actions
from venvls.analysis.diagnosing import diagnose
from venvls.analysis.hints import hints
from venvls.analysis.lenses import lenses
from venvls.model.names import Uri
from venvls.text import Position, Range

INDEX = """
-- index --
thing 3.1.4
thing 2.9.1
thing 2.0
thing 1.0
-- settings --
upgrades = true
"""


def test_nothing_is_said_unless_somebody_wants_to_know() -> None:
    check_diagnostics("""
thing==1.0
-- index --
thing 2.0
thing 1.0
""")


def test_newer_release_than_the_one_that_is_meant() -> None:
    check_diagnostics("""
thing==1.0
     ^^^^^ information[newer-release]: `thing` `3.1.4` is out, `==1.0` does not allow it
other
fresh>=1
held
^^^^ information[newer-release]: `held` `2.0` is out, `.venv` holds `1.0`
-- .venv --
thing 1.0
held 1.0
other 1.0
fresh 2.0
-- index --
thing 3.1.4
thing 1.0
other 1.0
fresh 2.0
fresh 1.0
held 2.0
-- settings --
upgrades = true
""")


def test_only_what_an_installer_would_take_counts() -> None:
    check_diagnostics("""
thing==1.0
     ^^^^^ information[newer-release]: `thing` `1.1` is out, `==1.0` does not allow it
-- .venv --
python 3.9.0
tag py3-none-any
thing 1.0
-- index --
thing 5.0 wheels=cp39-cp39-win_arm64 no-source
thing 4.0 uploaded=999999
thing 3.0 requires-python=>=3.12
thing 2.0 yanked=
thing 1.2rc1
thing 1.1 uploaded=100000
thing 1.0
-- settings --
upgrades = true
index.minimumReleaseAge = 86400
""")


@pytest.mark.parametrize(
    ("written", "offered"),
    [
        ("thing==1.0", {"Pin to `==3.1.4`": "thing==3.1.4"}),
        ("thing == 1.0 ; python_version > '3'", {"Pin to `==3.1.4`": "thing == 3.1.4 ; python_version > '3'"}),
        ("thing===1.0", {"Pin to `===3.1.4`": "thing===3.1.4"}),
        ("thing==2.*", {"Pin to `==3.*`": "thing==3.*"}),
        (
            "thing >=1.0",
            {"Raise the floor to `>=3.1.4`": "thing >=3.1.4", "Pin to `==3.1.4`": "thing ==3.1.4"},
        ),
        (
            "thing~=2.0",
            {"Raise the floor to `~=3.1`": "thing~=3.1", "Pin to `==3.1.4`": "thing==3.1.4"},
        ),
        (
            "thing ~= 2.0.0",
            {"Raise the floor to `~=3.1.4`": "thing ~= 3.1.4", "Pin to `==3.1.4`": "thing == 3.1.4"},
        ),
        (
            "thing >= 1.0 , < 3",
            {
                "Raise the floor to `>=2.9.1`": "thing >= 2.9.1 , < 3",
                "Widen to `<4`": "thing >= 1.0 , < 4",
                "Pin to `==3.1.4`": "thing == 3.1.4",
            },
        ),
        ("thing<3.0", {"Widen to `<4.0`": "thing<4.0", "Pin to `==3.1.4`": "thing==3.1.4"}),
        ("thing<2.5", {"Widen to `<3.2`": "thing<3.2", "Pin to `==3.1.4`": "thing==3.1.4"}),
        ("thing<=2.9.1", {"Widen to `<=3.1.4`": "thing<=3.1.4", "Pin to `==3.1.4`": "thing==3.1.4"}),
        ("thing (>=1,<3)", {
            "Raise the floor to `>=2.9.1`": "thing (>=2.9.1,<3)",
            "Widen to `<4`": "thing (>=1,<4)",
            "Pin to `==3.1.4`": "thing (==3.1.4)",
        }),
        ("thing==1.0,>=0.5", {"Pin to `==3.1.4`": "thing==3.1.4"}),
        ("thing<3.0.0.dev0", {"Widen to `<4.0.0.dev0`": "thing<4.0.0.dev0", "Pin to `==3.1.4`": "thing==3.1.4"}),
        ("thing>=1 \\\n  , <3", {
            "Raise the floor to `>=2.9.1`": "thing>=2.9.1 \\\n  , <3",
            "Widen to `<4`": "thing>=1 \\\n  , <4",
            "Pin to `==3.1.4`": "thing==3.1.4",
        }),
        ("thing<3,!=2.9.1", {"Widen to `<4`": "thing<4,!=2.9.1", "Pin to `==3.1.4`": "thing==3.1.4"}),
        ("thing==1.0 --hash=sha256:" + "0" * 64, {}),
    ],
)  # fmt: skip
def test_requirement_keeps_its_shape(written: str, offered: dict[str, str]) -> None:
    assert _offered("requirements.txt", written + "\n", 0) == {
        title: text + "\n" for title, text in offered.items()
    }


@pytest.mark.parametrize(
    ("written", "offered"),
    [
        ('thing = "^2.0"', {"Raise the floor to `^3.1.4`": 'thing = "^3.1.4"', "Pin to `==3.1.4`": 'thing = "==3.1.4"'}),
        ('thing = "~2.0"', {"Raise the floor to `~3.1`": 'thing = "~3.1"', "Pin to `==3.1.4`": 'thing = "==3.1.4"'}),
        ('thing = "2.0"', {"Pin to `==3.1.4`": 'thing = "3.1.4"'}),
        ('thing = {version = ">=1,<3", extras = ["x"]}', {
            "Raise the floor to `>=2.9.1`": 'thing = {version = ">=2.9.1,<3", extras = ["x"]}',
            "Widen to `<4`": 'thing = {version = ">=1,<4", extras = ["x"]}',
            "Pin to `==3.1.4`": 'thing = {version = "==3.1.4", extras = ["x"]}',
        }),
    ],
)  # fmt: skip
def test_table_of_poetry_keeps_its_operators(written: str, offered: dict[str, str]) -> None:
    head = "[tool.poetry.dependencies]\n"
    found = _offered("pyproject.toml", f"{head}{written}\n", 1)
    assert found == {title: f"{head}{text}\n" for title, text in offered.items()}


def test_what_is_installed_can_be_upgraded_where_the_requirement_allows_it() -> None:
    check_actions("""
thi$0ng
-- .venv --
thing 1.0
-- index --
thing 2.0
thing 1.0
-- settings --
upgrades = true
-- actions --
Pin to `==2.0`
Install `thing` `2.0`
  venvls.install {"uri": "requirements.txt", "requirements": ["thing==2.0"]}
-- requirements.txt after Pin to `==2.0` --
thing==2.0
""")


def test_lenses_and_hints_show_what_was_asked_for() -> None:
    check_lenses("""
thing >= 1.0 , < 3
      ^^^^^^^^^^^^ lens: Clear upgrades
      ^^^^^^^^^^^^ lens: Pin to `==3.1.4`
      ^^^^^^^^^^^^ lens: Raise the floor to `>=2.9.1`
      ^^^^^^^^^^^^ lens: Widen to `<4`
fresh
-- index --
fresh 1.0
thing 3.1.4
thing 2.9.1
-- settings --
upgrades = true
""")
    check_hints("""
thing<3
       ^ hint: latest: 3.1.4
-- index --
thing 3.1.4
thing 2.9.1
-- settings --
upgrades = true
""")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("requirements.txt", "thing[a] >= 1.0 , < 3 ; python_version > '3'  # why\nthing==2.*\nthing ~= 2.0"),
        ("pyproject.toml", '[project]\ndependencies = ["thing>=1,<3", "thing~=2.0 ; os_name > \'a\'"]\n'),
        ("pyproject.toml", '[tool.poetry.dependencies]\nthing = {version = "^2.0,<3", extras = ["a"]}\n'),
        ("tool.py", '# /// script\n# dependencies = ["thing<3"]\n# ///\nimport thing\n'),
    ],
)
def test_half_typed_requirements_with_all_facts_known_do_no_harm(name: str, text: str) -> None:
    facts = INDEX.replace("-- settings --", "vulnerable thing 2.0 id=A fixed-in=2.9.1\n-- settings --")
    for end in range(len(text)):
        case, uri = Case(f"-- {name} --\n{text[:end]}\n{facts}-- .venv --\nthing 1.0\n"), uri_of(name)
        _ask_everything(case, uri)


def _ask_everything(case: Case, uri: Uri) -> None:
    everything = Range(Position(0, 0), case.snapshot.documents[uri].text.end)
    found = case.settled(lambda snapshot: diagnose(snapshot, uri))
    offered = case.settled(lambda snapshot: actions(snapshot, uri, everything))
    edits = [edit for action in offered for edit in action.edits.get(uri, ())]
    places = [one.range for one in (*found, *lenses(case.snapshot, uri), *edits)]
    assert all(everything.start <= place.start <= place.end <= everything.end for place in places)
    hints(case.snapshot, uri, everything)


def _offered(name: str, text: str, line: int) -> dict[str, str]:
    case = Case(f"-- {name} --\n{text}{INDEX}")
    start, end = Position(line, 0), Position(line, 200)
    found = case.settled(lambda snapshot: actions(snapshot, uri_of(name), Range(start, end)))
    return {
        action.title: edited(text, action.edits[uri_of(name)])
        for action in found
        if any(fixed.finding.code == "newer-release" for fixed in action.fixes)
    }
