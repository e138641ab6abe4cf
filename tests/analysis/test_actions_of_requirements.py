"""Quick fixes in requirements files, and what their edits make of the text."""

from tests.support.check import Case, check_actions, uri_of
from venvls.analysis.actions import actions
from venvls.text import Position, Range


def test_missing_requirement_is_installed_without_its_marker() -> None:
    check_actions("""
fla$0sk[async]>=2,<4 ; python_version > "3"
-- .venv --
-- actions --
Install `flask`
  venvls.install {"uri": "requirements.txt", "requirements": ["flask[async]<4,>=2"]}
Install all of this file
  venvls.sync {"uri": "requirements.txt"}
""")


def test_misspelled_project_is_renamed() -> None:
    check_actions("""
requests
req$0eusts >= 2
-- index --
requests 2.0
-- actions --
Change to `requests`
-- requirements.txt after Change to `requests` --
requests
requests >= 2
""")


def test_nearest_versions_keep_operator_and_spacing() -> None:
    check_actions("""
flask  ==  2$0.5 # pinned
-- index --
flask 2.0
flask 2.4.1
flask 3.0
flask 4.0rc1
-- actions --
Change the version to `2.4.1`
Change the version to `3.0`
Change the version to `2.0`
-- requirements.txt after Change the version to `2.4.1` --
flask  ==  2.4.1 # pinned
""")


def test_yanked_release_is_replaced_by_one_that_the_python_can_run() -> None:
    check_actions("""
flask==2.$04
-- index --
flask 2.4 yanked="oops"
flask 3.0 requires-python=>=3.13
flask 2.3
-- .venv --
python 3.12.0
flask 2.4
-- actions --
Change the version to `2.3`
""")


def test_duplicate_line_is_removed_with_its_continuation() -> None:
    check_actions("""
flask
fl$0ask \\
  >=2
django
-- actions --
Remove this declaration of `flask`
-- requirements.txt after Remove this declaration of `flask` --
flask
django
""")


def test_nothing_is_offered_where_nothing_is_wrong() -> None:
    check_actions("""
fla$0sk
-- actions --
""")


def test_a_selection_offers_each_thing_once() -> None:
    case = Case("""
flask
django
-- .venv --
""")
    uri = uri_of("requirements.txt")
    everything = Range(Position(0, 0), Position(2, 0))
    found = case.settled(lambda snapshot: actions(snapshot, uri, everything))
    assert [action.title for action in found] == [
        "Install `flask`",
        "Install `django`",
        "Install all of this file",
    ]


def test_name_of_a_module_is_changed_to_that_of_its_project() -> None:
    check_actions("""
bs$04
-- index --
beautifulsoup4 4.13
-- actions --
Change to `beautifulsoup4`
""")
