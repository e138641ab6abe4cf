"""TOML with places: the values of `tomllib` where that reads it, something useful where it does not."""

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.toml_values import strings_loaded, strings_scanned
from venvls.syntax.toml import scan_toml
from venvls.syntax.toml_truth import toml_problems
from venvls.syntax.toml_values import Array, InlineTable, String

FIXTURE = '''\
# comment
title = "a \\u00e9 \\"b\\" \\\\ c" # comment
'quoted key' . "b\\tc".d = 'literal \\ string'
multi = """
first \\
    joined "quoted" ""
"""
raw = \'\'\'
a'b''c\'\'\'
[a.b . "c.d"]
numbers = [1, 2.5, -inf, 1979-05-27 07:32:00Z, true, [ "nested", ['x'] ]]
table = { x = 1, y.z = "v", list = ["p", { q = "r" }] }
empty = []

[[packages]]
name = "one"

[[packages]]
name = "two"
list = [
  "a", # comment ] with bracket
  'b',
  # comment
  """c""",
]
last = ""
'''

TOKENS = [
    "a",
    "b.c",
    '"k"',
    "'l'",
    " = ",
    "=",
    "1",
    "true",
    "1.5",
    "1979-05-27",
    '"s"',
    "'t'",
    '"\\n"',
    '"\\x"',
    '"é"',
]
TOKENS += [
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    ",",
    "\n",
    "\r\n",
    " ",
    "\t",
    "#",
    "# c",
    '"""',
    "'''",
    '"',
    "'",
    "\\",
    "\\\n",
]
TOKENS += ["[t]\n", "[[u]]\n", "x = 1\n", "y = [\n", '  "i",\n', "\x00", "\ud800", "\ufeff", "\r"]
TEXTS = st.lists(st.sampled_from(TOKENS), max_size=14).map("".join)


def leaf(text, *path):
    return next(leaf for leaf in scan_toml(text).leaves() if leaf.path == path)


def test_keys_and_values_have_places():
    found = leaf(FIXTURE, "a", "b", "c.d", "table", "y", "z")
    assert [FIXTURE[span.start : span.end] for span in map(found.place, found.entry.key_spans)] == ["y", "z"]
    assert found.place(found.value.span).of(FIXTURE) == '"v"'
    assert found.place(found.value.inner).of(FIXTURE) == "v"


def test_escapes_keep_the_place_of_every_character():
    found = leaf(FIXTURE, "title")
    place = found.value.places
    assert found.value.value[2] == "é"
    assert FIXTURE[found.offset + place.starts[2] : found.offset + place.ends[2]] == "\\u00e9"


def test_the_fixture_reads_as_tomllib_reads_it():
    assert strings_scanned(scan_toml(FIXTURE)) == strings_loaded(tomllib.loads(FIXTURE))
    assert toml_problems(FIXTURE, scan_toml(FIXTURE)) == ()


@pytest.mark.parametrize(
    ("text", "path", "values"),
    [
        ('a = ["x", "y\nb = ["z"]\n', ("a",), ["x", "y"]),
        ('a = ["x", "y\nb = ["z"]\n', ("b",), ["z"]),
        ('a = [\n  "x",\n  "y\n\n[t]\nb = ["z"]\n', ("a",), ["x", "y"]),
        ('a = [\n  "x",\n  "y\n\n[t]\nb = ["z"]\n', ("t", "b"), ["z"]),
        ('a = [\n  "x"\n  "y"\n]\n', ("a",), ["x", "y"]),
        ('a = ["x",, "y"]\n', ("a",), ["x", "y"]),
        ('a\nb = ["z"]\n', ("b",), ["z"]),
        ('[t\nb = ["z"]\n', ("t", "b"), ["z"]),
        ('a = ["x", ""]\n', ("a",), ["x", ""]),
    ],
)
def test_what_is_broken_costs_nothing_after_it(text, path, values):
    assert [item.value for item in leaf(text, *path).value.items] == values


@pytest.mark.parametrize(
    ("text", "marked", "message"),
    [
        ('a = "x\n', '"x', 'expected `"` at the end of the string'),
        ('a = ["x"\n', "[", "expected `]` to close this"),
        ("a = {x = 1\n", "{", "expected `}` to close this"),
        ("a\n", "", "expected `=` after the key"),
        ("a = \n", "", "expected a value"),
        ('a = ["x" "y"]\n', '"', "expected `,` or `]`"),
        ('a = "\\q"\n', "\\q", "`\\q` is no escape of a string"),
        ("[]\n", "[", "expected the name of a table"),
        ("[t\n", "[", "expected `]` after the name of the table"),
        ("a = 1 2\n", "2", "expected the end of the line"),
        ("= 1\n", "= 1", "expected a key or a table"),
        ("a = 1\na = 2\n", "a", "cannot overwrite a value"),
        ("a = 01\n", "1", "expected newline or end of document after a statement"),
    ],
)
def test_problems_are_at_the_exact_characters(text, marked, message):
    problem = toml_problems(text, scan_toml(text))[0]
    assert (problem.code, problem.span.of(text), problem.message) == ("invalid-toml", marked, message)


def check(text):
    document = scan_toml(text)
    for one in document.leaves():
        spans = [*one.entry.key_spans, one.value.span]
        assert all(0 <= one.place(span).start <= one.place(span).end <= len(text) for span in spans)
        _check_value(text, one.offset, one.value)
    problems = toml_problems(text, document)
    assert all(0 <= problem.span.start <= problem.span.end <= len(text) for problem in problems)
    return document, problems


def _check_value(text, offset, value):
    if isinstance(value, String) and value.places is None:
        assert value.inner.shifted(offset).of(text) == value.value
    elif isinstance(value, Array):
        for item in value.items:
            _check_value(text, offset, item)
    elif isinstance(value, InlineTable):
        for entry in value.entries:
            _check_value(text, offset, entry.value)


def test_every_prefix_of_the_fixture_is_read():
    for end in range(len(FIXTURE) + 1):
        check(FIXTURE[:end])


@given(TEXTS)
@settings(max_examples=500)
def test_valid_documents_read_as_tomllib_reads_them_and_others_have_a_problem(text):
    document, problems = check(text)
    try:
        loaded = tomllib.loads(text)
    except ValueError:
        assert problems
        return
    assert problems == ()
    assert strings_scanned(document) == strings_loaded(loaded)


@given(st.text(max_size=60))
def test_arbitrary_characters_are_read(text):
    check(text)


@pytest.mark.slow
@pytest.mark.timeout(90)
@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 100_000,
        "a = " + "{a=" * 100_000,
        "a = [" + "'x'," * 1_000_000 + "]",
        "a = '" + "x" * 10_000_000,
        "a = 1\n" * 200_000,
        "[" * 1_000_000,
        '"""' * 300_001,
        "a." * 1_000_000,
        "\n" * 1_000_000,
        "a = [\n" * 100_000,
        " " * 10_000_000,
        "a = 1" + " " * 1_000_000 + "x",
    ],
    ids=lambda text: repr(text[:8]),
)
def test_hostile_documents_are_answered(text):
    check(text)
