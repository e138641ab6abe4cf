"""What a person is told while an installer works."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from venvls.install.progress import INSTALLING, RESOLVING, following

PIP = """\
Looking in indexes: https://index.example/simple
Collecting flask>=3
  Downloading flask-3.0-py3-none-any.whl (100 kB)
Progress 0 of 1000
Progress 500 of 1000
Progress 1000 of 1000
Collecting werkzeug>=3 (from flask>=3)
  Using cached werkzeug-3.1-py3-none-any.whl (200 kB)
Building wheels for collected packages: old-style
Would install flask-3.0 werkzeug-3.1
""".splitlines()


def told(lines: list[str], stage: object = RESOLVING) -> list[tuple[str, int | None]]:
    said: list[tuple[str, int | None]] = []
    follow = following(lambda message, percentage: said.append((message, percentage)), stage)  # type: ignore[arg-type]
    for line in lines:
        follow(line)
    return said


def test_pip_says_what_it_does_with_which_project() -> None:
    messages = list(dict.fromkeys(message for message, _ in told(PIP)))
    assert messages == [
        "Resolving `flask>=3`",
        "Downloading `flask-3.0`",
        "Resolving `werkzeug>=3`",
        "Reading `werkzeug-3.1`",
        "Building `old-style`",
        "Resolved",
    ]


def test_what_is_collected_again_after_the_choice_is_fetched() -> None:
    again = [
        "Collecting flask==3.0",
        "  Using cached flask-3.0-py3-none-any.whl (100 kB)",
        "Saved ./flask-3.0-py3-none-any.whl",
    ]
    messages = list(dict.fromkeys(message for message, _ in told([*PIP, *again])))
    assert messages[-4:] == [
        "Resolved",
        "Fetching `flask==3.0`",
        "Reading `flask-3.0`",
        "Fetched `flask-3.0`",
    ]


@pytest.mark.parametrize(
    ("file", "shown"),
    [
        ("pyyaml-6.0.3-cp311-cp311-manylinux2014_x86_64.manylinux_2_17_x86_64.whl", "pyyaml-6.0.3"),
        ("six-1.17.0-py2.py3-none-any.whl", "six-1.17.0"),
        ("types-python-dateutil-2.9.0.tar.gz", "types-python-dateutil-2.9.0"),
        ("https://index.example/files/numpy-2.0-pp310-pypy310_pp73-win_amd64.whl#sha256=00", "numpy-2.0"),
    ],
)
def test_a_file_is_shown_as_its_project_and_version(file: str, shown: str) -> None:
    assert told([f"  Downloading {file} (1 kB)"])[0][0] == f"Downloading `{shown}`"


@pytest.mark.parametrize(
    "line",
    [
        "Collecting https://me:secret@index.example",
        "Collecting git+https://secret@index.example/",
        "  Downloading https://me:secret@index.example/files/a-1.0.tar.gz",
    ],
)
def test_credentials_are_not_shown(line: str) -> None:
    assert "secret" not in told([line])[0][0]


def test_received_bytes_move_the_percentage_under_the_same_message() -> None:
    during = [percentage for message, percentage in told(PIP) if message == "Downloading `flask-3.0`"]
    assert len(during) > 1
    assert during == sorted(set(during))


def test_a_line_that_says_nothing_new_is_not_reported() -> None:
    assert told(["Looking in indexes: x", "", "Collecting a", "Collecting a"]) == [("Resolving `a`", 6)]


def test_installing_begins_where_planning_ended() -> None:
    said = told(["Installing collected packages: a, b", "Successfully installed a-1 b-1"], INSTALLING)
    assert [message for message, _ in said] == ["Installing `a`", "Checking"]
    assert all(60 < (percentage or 0) <= 95 for _, percentage in said)


@given(
    st.lists(
        st.sampled_from(PIP)
        | st.text()
        | st.builds("Progress {} of {}".format, st.integers(0), st.integers(0))
    )
)
def test_the_percentage_never_goes_back_and_stays_in_its_stage(lines: list[str]) -> None:
    percentages = [percentage or 0 for _, percentage in told(lines)]
    assert percentages == sorted(percentages)
    assert all(RESOLVING.first <= percentage <= RESOLVING.last for percentage in percentages)
