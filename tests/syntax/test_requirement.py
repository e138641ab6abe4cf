"""One requirement: its value is what `packaging` says, its parts are where they stand."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from packaging.requirements import InvalidRequirement, Requirement

from venvls.syntax.requirement import read_requirement

NAMES = ["requests", "A.b_c", "a", "x,y", "extra", "python_version", "os_name"]
OPERATORS = [">=", "==", "~=", "<", "===", "!=", "!", "=", "in", "not", "and", "or"]
VALUES = ["1", "1.0", "2.*", "1.0+local", "1!2", "1.0rc1", "'3.9'", '"nt"', "https://h/x.zip"]
MARKS = ["[", "]", ",", ";", "(", ")", "@", "#", ".", "é", "\x00", "\ud800"]
PIECES = st.sampled_from([*NAMES, *OPERATORS, *VALUES, *MARKS])
TEXTS = st.lists(st.one_of(PIECES, st.sampled_from([" ", "\t"])), min_size=1, max_size=12).map("".join)


def read(text):
    return read_requirement(text, 0, len(text))


def test_every_part_has_its_place():
    text = "Requests [socks, Use_Chardet] >=2.8, == 2.* ; python_version < '4'"
    declaration = read(text).declaration
    assert declaration.name == "requests"
    assert declaration.name_span.of(text) == "Requests"
    assert [(part.name, part.span.of(text)) for part in declaration.extras] == [
        ("socks", "socks"),
        ("use-chardet", "Use_Chardet"),
    ]
    assert declaration.extras_span.of(text) == "[socks, Use_Chardet]"
    assert [(part.operator.of(text), part.version.of(text)) for part in declaration.specifiers] == [
        (">=", "2.8"),
        ("==", "2.*"),
    ]
    assert declaration.specifiers_span.of(text) == ">=2.8, == 2.*"
    assert declaration.marker_span.of(text) == "python_version < '4'"


def test_a_direct_reference_has_a_location():
    text = "pip @ git+https://h/pip.git@22.0 ; os_name == 'nt'"
    declaration = read(text).declaration
    assert declaration.url_span.of(text) == declaration.location == "git+https://h/pip.git@22.0"
    assert declaration.marker_span.of(text) == "os_name == 'nt'"


@pytest.mark.parametrize(
    ("text", "marked", "message"),
    [
        (">=1", ">=1", "expected the name of a project"),
        ("foo-", "-", "a name ends with a letter or a digit"),
        ("foo[a b]", "[a b]", "expected names of extras with a comma between them, such as `[socks,brotli]`"),
        ("foo[a", "[a", "expected `]` after the extras"),
        ("foo>=", ">=", "expected a version after `>=`"),
        ("foo=1", "=", "expected `==`: `=` compares nothing"),
        ("foo~1", "~", "expected `~=`: `~` compares nothing"),
        ("foo 1.0", "1.0", "expected a comparison before the version: `==1.0`"),
        ("foo==1.x", "1.x", "expected a version, found `1.x`"),
        ("foo>=1.*", "1.*", "expected a version without `*` after `>=`: only `==` and `!=` take one"),
        (
            "foo<1+a",
            "1+a",
            "expected a version without local label after `<`: only `==` and `!=` take one",
        ),
        ("foo~=1", "1", "expected at least two numbers after `~=`, such as `1.0`"),
        ("foo>=1 <2", "<", "expected `,` between comparisons"),
        ("foo (>=1", "(>=1", "expected `)` after the comparisons"),
        ("foo bar", "bar", "expected a comparison such as `>=1.0`, a marker after `;`, or the end"),
        ("foo @", "", "expected a URL after `@`"),
        ("foo @ u; os_name == 'nt'", ";", "expected a space before `;`, else it belongs to the URL"),
        ("foo;", ";", "expected a marker after `;`"),
        ("foo; python == '3'", "python", "expected a marker variable or quoted string"),
        ("foo; (os_name == 'a'", "(os_name == 'a'", "expected matching `)` for `(`, after marker expression"),
    ],
)
def test_a_problem_is_at_the_exact_characters_with_the_expected_form(text, marked, message):
    reading = read(text)
    (problem,) = reading.problems
    assert (problem.code, problem.span.of(text), problem.message) == ("invalid-requirement", marked, message)
    assert reading.declaration.requirement is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("foo>=", [(">=", "")]),
        ("foo>=1,", [(">=", "1")]),
        ("foo>=1,<", [(">=", "1"), ("<", "")]),
        ("foo==1.", [("==", "1.")]),
        ("foo[a>=2", [(">=", "2")]),
        ("foo===a,b", [("===", "a")]),
        ("foo===1.0,<2", [("===", "1.0"), ("<", "2")]),
        ("foo (>=1!2.0, !=1!2.1 )", [(">=", "1!2.0"), ("!=", "1!2.1")]),
    ],
)
def test_half_typed_comparisons_have_parts(text, parts):
    found = read(text).declaration.specifiers
    assert [(part.operator.of(text), part.version.of(text)) for part in found] == parts


@given(TEXTS)
@example("foo; '\x00' == os_name")
@example("a==1" + "0" * 5000)
@example("a;" + "(" * 500 + "os_name == 'x'" + ")" * 500)
@example("a;" + "('x' == os_name) or " * 100 + "os_name == 'x'")
def test_the_value_is_what_packaging_says_and_what_it_refuses_has_a_problem(text):
    text = text.strip()
    if not text:
        return
    reading = read(text)
    try:
        expected = Requirement(text)
    except (InvalidRequirement, RecursionError):
        assert reading.problems
        assert reading.declaration.requirement is None
        return
    if len(text) > 1000:
        return
    found = reading.declaration.requirement
    assert found == expected
    assert str(found) == str(expected)
    assert hash(found) == hash(expected)
    assert reading.problems == ()


@given(TEXTS)
def test_places_name_what_the_value_says(text):
    text = text.strip()
    if not text:
        return
    declaration, problems = read(text)
    for problem in problems:
        assert 0 <= problem.span.start <= problem.span.end <= len(text)
    requirement = declaration.requirement
    if requirement is None:
        return
    assert declaration.name_span.of(text) == requirement.name
    assert {part.span.of(text) for part in declaration.extras} == requirement.extras
    written = {"".join((p.operator.of(text), p.version.of(text))) for p in declaration.specifiers}
    assert {str(one) for one in requirement.specifier} == written
    assert (declaration.url_span.of(text) if declaration.url_span else None) == requirement.url
    assert (declaration.marker is None) == (declaration.marker_span is None)


@given(st.text(max_size=40).map(str.strip).filter(bool))
def test_any_text_is_read(text):
    declaration = read(text).declaration
    assert declaration.span.of(text) == text


@pytest.mark.parametrize(
    "text", ["a" * 10_000_000, "a;" + "(" * 100_000, "a[" + "," * 1_000_000, "a" + "," * 1_000_000]
)
def test_hostile_requirements_are_refused_in_bounded_time(text):
    assert read(text).problems


def test_what_the_lines_of_a_long_file_have_in_common_is_there_once():
    one, other = (read(f"{name}>=1,<2; os_name == 'nt'").declaration for name in ("alpha", "omega"))
    assert one.requirement.specifier is other.requirement.specifier
    assert one.marker is other.marker
    assert one.specifiers[0] is other.specifiers[0]
    assert one.requirement.name is one.name
