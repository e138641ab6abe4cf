"""The fixture language is a format like any other: it is read and written back."""

from tests.support.fixture import Note, annotated, parse
from venvls.text import Position

CASE = """
-- requirements.txt --
reqeusts>=2
^^^^^^^^ error[unknown-project]: no project named `reqeusts` on the index
flask==99
^^^^^ warning[not-installed]: `flask` is not installed
     ^^^^ error[no-matching-release]: no release of `flask` matches `==99`
-- app.py --
import req$0uests
"""


def test_marks_are_taken_out_and_point_at_the_line_above() -> None:
    section = parse(CASE)["requirements.txt"]
    assert section.text == "reqeusts>=2\nflask==99\n"
    assert section.notes[2] == Note(
        1, 5, 9, "error[no-matching-release]: no release of `flask` matches `==99`"
    )


def test_the_cursor_is_taken_out() -> None:
    section = parse(CASE)["app.py"]
    assert (section.text, section.cursor) == ("import requests\n", Position(0, 10))


def test_annotating_gives_the_fixture_back() -> None:
    section = parse(CASE)["requirements.txt"]
    assert annotated(section.text, section.notes) in CASE


def test_text_before_the_first_header_is_a_requirements_file() -> None:
    assert parse("flask\n")["requirements.txt"].text == "flask\n"
