"""A pyproject.toml table by table: an edit costs the tables it touches and equals a new reading."""

import tomllib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.syntax.test_toml import TEXTS
from venvls.syntax import pyproject
from venvls.syntax.manifest import ManifestKind
from venvls.syntax.parsing import parse_manifest, reparsed
from venvls.text import Position, Range, Text

DOCUMENT = """\
name = "root"

[project]
dependencies = [
  "a>=1",
]

[tool.x]
y = 1

[[tool.list]]
z = 1

[[tool.list]]
z = 2

[dependency-groups]
test = ["b"]
"""

PIECES = st.sampled_from(
    [
        "[project]\n",
        "[project.x]\n",
        "[[project]]\n",
        "[tool.a]\r\n",
        "[tool.a.b]\n",
        "[tool]\n",
        "['q']\n",
        "  [1]\n",
        "[",
        "]",
        "dependencies = [\n",
        "'a',\n",
        "a.b = 1\n",
        "b = {c = 1}\n",
        "x.dependencies = ['z']\n",
        "a = '''\n",
        "'''\n",
        '"""',
        '"',
        "'",
        "\\",
        "#",
        "\n",
        "\r",
        "\r\n",
        "=",
        "1",
    ]
)
DOCUMENTS = st.lists(PIECES, max_size=14).map("".join)


def edited(source, start, end, inserted):
    """Return the manifest after an edit made line by line, and the one that is read anew."""
    text = Text.of(source)
    before = parse_manifest(ManifestKind.PYPROJECT, text)
    length = len(source)
    first, last = sorted((min(start, length), min(end, length)))
    after, change = text.replaced(Range(text.position(first), text.position(last)), inserted)
    return reparsed(before, after, change), parse_manifest(ManifestKind.PYPROJECT, after)


def replaced(source, old, new):
    """Return the manifests before and after the first `old` became `new`."""
    text = Text.of(source)
    before = parse_manifest(ManifestKind.PYPROJECT, text)
    at = source.index(old)
    after, change = text.replaced(Range(text.position(at), text.position(at + len(old))), new)
    return before, reparsed(before, after, change)


def messages(manifest):
    return [problem.message for block in manifest.blocks for problem in block.problems]


def test_each_table_is_a_block_and_starts_where_its_header_does():
    manifest = parse_manifest(ManifestKind.PYPROJECT, Text.of(DOCUMENT))
    lines = DOCUMENT.splitlines()
    assert [lines[start] for start in manifest.starts] == [
        'name = "root"',
        "[project]",
        "[tool.x]",
        "[[tool.list]]",
        "[[tool.list]]",
        "[dependency-groups]",
    ]
    assert "".join(block.text for block in manifest.blocks) == DOCUMENT
    assert manifest.blocks[-1].lines == 3  # The line after the last line end belongs to it.


@pytest.mark.parametrize("new", ["a>=2", "a>=2\\n", "a", 'a",\n  "b', "a>="])
def test_an_edit_leaves_the_other_tables_as_they_are(new):
    before, after = replaced(DOCUMENT, "a>=1", new)
    assert all(one is other for one, other in zip(before.blocks[2:], after.blocks[2:], strict=True))
    assert after.tables is before.tables


def test_a_backslash_at_the_end_of_a_line_does_not_hold_the_next_one():
    source = "a = 1\n[tool.x]\ny = 1\n"
    before = parse_manifest(ManifestKind.PYPROJECT, Text.of(source))
    text, change = Text.of(source).replaced(Range(Position(0, 4), Position(0, 5)), '"\\')
    assert reparsed(before, text, change) == parse_manifest(ManifestKind.PYPROJECT, text)
    assert [block.text for block in reparsed(before, text, change).blocks] == [
        'a = "\\\n',
        "[tool.x]\ny = 1\n",
    ]


def test_only_the_tables_around_an_edit_are_read(monkeypatch):
    source = DOCUMENT + "".join(f"\n[tool.other-{number}]\nx = 1\n" for number in range(200))
    text = Text.of(source)
    before = parse_manifest(ManifestKind.PYPROJECT, text)
    read = []
    block = pyproject._block
    monkeypatch.setattr(pyproject, "_block", lambda text, lines: read.append(text) or block(text, lines))
    after, change = text.replaced(Range(Position(8, 4), Position(8, 5)), "2")
    reparsed(before, after, change)
    assert read == ['[project]\ndependencies = [\n  "a>=1",\n]\n\n', "[tool.x]\ny = 2\n\n"]


def test_tables_that_begin_to_contradict_each_other_are_noticed():
    _, after = replaced(DOCUMENT, "[tool.x]", "[project]")
    assert messages(after) == ["cannot declare ('project',) twice"]
    index = next(index for index, block in enumerate(after.blocks) if block.problems)
    assert after.starts[index] == 7
    _, twice = replaced("[a]\nb = 1\n[a.c]\n", "b = 1", "c = 1")
    assert messages(twice)


def test_a_contradiction_that_is_removed_is_forgotten():
    _, after = replaced(DOCUMENT.replace("[tool.x]", "[project]"), "[project]\ny", "[tool.x]\ny")
    assert messages(after) == []


def test_a_string_of_several_lines_that_is_opened_takes_the_tables_below():
    before, after = replaced(DOCUMENT, 'name = "root"', 'name = """root')
    assert len(after.blocks) == len(before.blocks)
    _, closed = replaced(DOCUMENT.replace('name = "root"', 'name = """root'), "y = 1", 'y = """')
    assert closed.blocks[0].text.endswith('[tool.x]\ny = """\n\n')


@given(DOCUMENTS, st.integers(0, 80), st.integers(0, 80), DOCUMENTS)
@settings(max_examples=300)
@example("a = '''\n[b]\nx = 1\n[c]\nx = 1\n[d]\n", 30, 30, "'''")
@example("[a]\nx = 1\n[b]\nx = [\n[c]\nx = 1\n", 11, 14, "['b']")
def test_an_edit_reads_as_the_whole_document_does(source, start, end, inserted):
    incremental, whole = edited(source, start, end, inserted)
    assert incremental == whole


@given(TEXTS, st.integers(0, 40), st.integers(0, 40), TEXTS)
@settings(max_examples=200)
def test_an_edit_of_any_text_reads_as_the_whole_document_does(source, start, end, inserted):
    incremental, whole = edited(source, start, end, inserted)
    assert incremental == whole


@given(DOCUMENTS, st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80), DOCUMENTS), max_size=5))
@settings(max_examples=200)
def test_many_edits_tell_validity_as_tomllib_does(source, edits):
    text = Text.of(source)
    manifest = parse_manifest(ManifestKind.PYPROJECT, text)
    for start, end, inserted in edits:
        length = len(str(text))
        first, last = sorted((min(start, length), min(end, length)))
        text, change = text.replaced(Range(text.position(first), text.position(last)), inserted)
        manifest = reparsed(manifest, text, change)
        found = [one for block in manifest.blocks for one in block.problems if one.code == "invalid-toml"]
        assert bool(found) != is_toml(str(text))


def is_toml(source):
    try:
        tomllib.loads(source)
    except ValueError:
        return False
    return True
