"""Formatting changes blanks and nothing else, and does so once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.requirements import Requirement

from tests.support.check import document
from tests.support.check_features import check_formatting, formatted_text


def test_blanks_between_the_parts() -> None:
    check_formatting(
        """Requests [ socks , security ] >= 2 ,  < 3 ;python_version>"3"   # why
flask
tool@https://files.example/tool.whl ;  os_name=="posix"
""",
        """Requests[socks,security]>=2,<3; python_version>"3"  # why
flask
tool @ https://files.example/tool.whl ; os_name=="posix"
""",
    )


def test_comments_hashes_and_continuations_stay() -> None:
    check_formatting(
        """#   head
flask == 3.0 \\
    --hash=sha256:00 \\
    --hash=sha256:11
\t# indented
""",
        """#   head
flask==3.0 \\
    --hash=sha256:00 \\
    --hash=sha256:11
\t# indented
""",
    )


def test_ends_of_lines_and_of_the_file() -> None:
    check_formatting("flask   \nrequests", "flask\nrequests\n")
    check_formatting("flask\n\n\n\n", "flask\n")
    check_formatting("", "")
    check_formatting("\n\n", "\n\n")


def test_strings_of_toml_are_formatted_inside() -> None:
    check_formatting(
        '[project]\ndependencies = ["flask >= 2",   "requests [socks]"]   # why\n',
        '[project]\ndependencies = ["flask>=2",   "requests[socks]"]   # why\n',
        "pyproject.toml",
    )


def test_what_is_not_understood_stays_as_it_is() -> None:
    check_formatting(
        "flask >=  >= 2\nname (>= 2)\n./path  with blanks\n",
        "flask >=  >= 2\nname (>=2)\n./path  with blanks\n",
    )


_BLANKS = st.sampled_from(["", " ", "  ", "\t"])
_LINES = st.builds(
    "{0[0]}{1}{2}{0[1]}>={0[2]}2{0[3]},{0[4]}!=2.5{0[5]}{3}{4}".format,
    st.lists(_BLANKS, min_size=6, max_size=6),
    st.sampled_from(["Flask", "a.b_c"]),
    st.sampled_from(["", "[x]", "[ x , y ]"]),
    st.sampled_from(["", ";os_name=='nt'", " ; python_version > '3'"]),
    st.sampled_from(["", " # c", "   #", " --hash=sha256:00", "  "]),
)


@given(st.lists(_LINES, max_size=4).map("\n".join), st.sampled_from(["", "\n", "\n\n", "\r\n"]))
def test_meaning_stays_and_formatting_twice_is_formatting_once(text: str, end: str) -> None:
    once = formatted_text(text + end)
    assert formatted_text(once) == once
    assert _requirements(once) == _requirements(text + end)


@pytest.mark.parametrize("line", ["-e tool@git+https://git.example/tool", "tool@#egg=tool"])
def test_no_blank_comes_where_it_would_end_an_argument_or_begin_a_comment(line: str) -> None:
    assert formatted_text(f"{line}\n") == f"{line}\n"


def test_the_blank_that_ends_an_arbitrary_version_stays() -> None:
    assert formatted_text("flask === 1.0 , < 2 , != 1.5\n") == "flask===1.0 , <2,!=1.5\n"


def test_a_backslash_before_blanks_does_not_become_a_continuation() -> None:
    assert formatted_text("flask \\ \nrequests  # why\n") == "flask \\ \nrequests  # why\n"


def _requirements(text: str) -> list[Requirement | None]:
    manifest = document("requirements.txt", text).manifest
    assert manifest is not None
    return [one.requirement for block in manifest.blocks for one in block.declarations]
