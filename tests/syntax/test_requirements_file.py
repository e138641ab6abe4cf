"""Requirements files: pip's grammar in blocks, whole and edited, complete and half typed."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conformance.report import Report
from tests.conformance.requirement_files import compare_text
from venvls.model.requirement import Section
from venvls.syntax.manifest import ManifestKind
from venvls.syntax.parsing import parse_manifest, reparsed
from venvls.syntax.requirements_file import parse_block
from venvls.text import Position, Range, Text

FIXTURE = """\
\ufeff# -*- coding: utf-8 -*-
--index-url https://index.example/simple/   # the index
-r base.txt
--constraint=constraints.txt
--pre --no-binary :all:

requests [security,tests] >= 2.8.1, == 2.8.* ; python_version < "2.7" # why
hashed==1.0 \\
    --hash=sha256:aaaa \\
    # a comment in between
    --hash sha512:bbbb
-e git+https://h/project.git@main#egg=project&subdirectory=a
-e "./with space[extra]"
./local/path[a, b] ; os_name == 'nt'
https://h/wheel-1.0-py3-none-any.whl
direct @ file:///tmp/direct-1.0.tar.gz ; sys_platform != 'win32'
split\\
name==\\
1.0
half>=
--hash
${HOME}/x
"""
TOKENS = [
    "a",
    "==1",
    ">=",
    "\\",
    "\\\n",
    "\n",
    "\r",
    "\r\n",
    " ",
    "#",
    " # c",
    "-r b",
    "-e ",
    "--hash=sha256:a",
    "'",
]
TOKENS += [
    "\x0c",
    "\x85",
    "\u2028",
    "./p",
    "https://h/x",
    ";",
    "[",
    "]",
    "${A}",
    "é",
    "\ud800",
    "\x00",
    "@",
    "@ u",
]
TEXTS = st.lists(st.sampled_from(TOKENS), max_size=14).map("".join)


def parsed(source, kind=ManifestKind.REQUIREMENTS):
    return parse_manifest(kind, Text.of(source))


def only(source):
    (declaration,) = parse_block(source).declarations
    return declaration


def test_a_requirement_ends_before_options_and_comments():
    block = parse_block("foo >=1 ; os_name == 'nt' --hash=sha256:ab  # why\n")
    (declaration,) = block.declarations
    assert declaration.span.of(block.text) == "foo >=1 ; os_name == 'nt'"
    assert declaration.hashes == ("sha256:ab",)
    (option,) = block.options
    assert (option.name, option.argument) == ("--hash", "sha256:ab")
    assert option.argument_span.of(block.text) == "sha256:ab"


def test_continued_lines_are_one_block_with_places_of_their_own():
    manifest = parsed("a==1 \\\n  --hash=sha256:x \\\n  --hash=sha256:y\nb\n")
    assert [block.lines for block in manifest.blocks] == [3, 1, 1]
    assert manifest.starts == (0, 3, 4)
    second = manifest.blocks[0].options[1]
    assert manifest.range(0, second.argument_span) == Range(Position(2, 9), Position(2, 17))


def test_a_name_split_over_lines_is_one_name():
    declaration = only("spl\\\nit==\\\n1\n")
    assert declaration.name == "split"
    assert str(declaration.requirement) == "split==1"
    assert declaration.name_span.of("spl\\\nit==\\\n1\n") == "spl\\\nit"


@pytest.mark.parametrize(
    ("line", "name", "argument"),
    [
        ("-r base.txt", "--requirement", "base.txt"),
        ("-rbase.txt", "--requirement", "base.txt"),
        ("--requirement=base.txt", "--requirement", "base.txt"),
        ("--requirem base.txt", "--requirement", "base.txt"),
        ("-c 'a b.txt'", "--constraint", "a b.txt"),
        ('--find-links="a\\"b"', "--find-links", 'a"b'),
        ("--pypi-url u", "--index-url", "u"),
        ("--no-index", "--no-index", ""),
    ],
)
def test_options_have_one_name_however_they_are_written(line, name, argument):
    (option,) = parse_block(line).options
    assert (option.name, option.argument) == (name, argument)
    assert option.span.of(line) == line


@pytest.mark.parametrize(
    ("line", "code", "marked"),
    [
        ("--unknown x", "invalid-option", "--unknown"),
        ("-x", "invalid-option", "-x"),
        ("--pre=1", "invalid-option", "--pre=1"),
        ("-r", "invalid-option", "-r"),
        ("-r 'a", "invalid-option", "'a"),
        ("--no x", "invalid-option", "--no"),
        ("a --config-settings=b", "invalid-option", "b"),
        ("a --hash=abc", "malformed-hash", "abc"),
        ("a --hash=md5:abc", "malformed-hash", "md5"),
        ("-e https://h/x", "invalid-requirement", "https://h/x"),
        ("-e git+https://h/x", "invalid-requirement", "git+https://h/x"),
        ("git://h/x", "invalid-requirement", "git"),
        ("https://h/x#egg=a[b]", "invalid-requirement", "a[b]"),
        ("./x.whl", "invalid-requirement", "x.whl"),
        ("./p[a b]", "invalid-requirement", "[a b]"),
        ("foo>=", "invalid-requirement", ">="),
    ],
)
def test_what_pip_refuses_is_said_at_the_exact_characters(line, code, marked):
    problem = parse_block(line).problems[0]
    assert (problem.code, problem.span.of(line)) == (code, marked)


@pytest.mark.parametrize(
    ("line", "name", "location", "editable"),
    [
        ("-e git+https://h/x.git@v1#egg=X_y", "x-y", "git+https://h/x.git@v1#egg=X_y", True),
        ("-e git://h/x.git#egg=a", "a", "git+git://h/x.git#egg=a", True),
        ("-e .", None, ".", True),
        ("-e 'a b'", None, "a b", True),
        ("--editable a@git+https://h/x", "a", "git+https://h/x", True),
        ("./a/b[c]", None, "./a/b", False),
        ("a.tar.gz", None, "a.tar.gz", False),
        ("dir/Some_Thing-1.0-py3-none-any.whl", "some-thing", "dir/Some_Thing-1.0-py3-none-any.whl", False),
        ("https://h/a.zip#sha256=ab", None, "https://h/a.zip#sha256=ab", False),
        ("a@https://h/a.zip;os_name=='nt'", "a", "https://h/a.zip", False),
    ],
)
def test_locations_are_told_from_names(line, name, location, editable):
    declaration = only(line)
    assert (declaration.name, declaration.location, declaration.editable) == (name, location, editable)
    assert declaration.url_span.of(line).strip("'") == location.replace("git+git:", "git:")
    assert parse_block(line).problems == ()


def test_a_constraints_file_holds_constraints():
    (block, _) = parsed("a<2\n", ManifestKind.CONSTRAINTS).blocks
    assert block.declarations[0].section is Section.CONSTRAINT
    assert parse_block("-e .", constraint=True).problems


def test_equal_lines_are_parsed_once():
    manifest = parsed("same==1\n" * 3)
    assert manifest.blocks[0] is manifest.blocks[1] is manifest.blocks[2]


def check(source):
    manifest = parsed(source)
    assert "".join(block.text for block in manifest.blocks) == source
    assert manifest.starts == tuple(
        sum(block.lines for block in manifest.blocks[:index]) for index in range(len(manifest.blocks))
    )
    for block in manifest.blocks:
        spans = [problem.span for problem in block.problems]
        spans += [option.span for option in block.options] + [one.span for one in block.declarations]
        assert all(0 <= span.start <= span.end <= len(block.text) for span in spans)


def test_every_prefix_of_the_fixture_is_read():
    for end in range(len(FIXTURE) + 1):
        check(FIXTURE[:end])


@given(TEXTS)
def test_any_text_is_read_and_blocks_join_to_it(source):
    check(source)


@given(st.text(max_size=60))
def test_arbitrary_characters_are_read(source):
    check(source)


@given(TEXTS, st.data(), TEXTS)
def test_an_edit_gives_what_parsing_everything_gives(source, data, inserted):
    text = Text.of(source)
    positions = st.builds(Position, st.integers(0, len(text.lines)), st.integers(0, 6))
    start, end = sorted(text.clamp(data.draw(positions)) for _ in range(2))
    after, change = text.replaced(Range(start, end), inserted)
    found = reparsed(parsed(source), after, change)
    assert found == parsed(str(after))


def test_an_edit_keeps_the_blocks_it_does_not_touch():
    source = "".join(f"project-{number}==1\n" for number in range(100))
    before = parsed(source)
    after, change = Text.of(source).replaced(Range(Position(50, 0), Position(50, 1)), "P")
    found = reparsed(before, after, change)
    changed = [
        index
        for index, pair in enumerate(zip(before.blocks, found.blocks, strict=True))
        if pair[0] is not pair[1]
    ]
    assert changed == [50]


class TestByteOrderMark:
    """Some editors keep the mark of a file as its first character; pip takes it off there alone."""

    def test_it_is_no_part_of_the_first_line(self):
        manifest = parsed("\ufefffoo>=1\n")
        (declaration,) = manifest.blocks[0].declarations
        assert declaration.name_span.of(manifest.blocks[0].text) == "foo"
        assert manifest.blocks[0].problems == ()

    def test_a_comment_after_it_does_not_continue(self):
        assert [block.text for block in parsed("\ufeff# c \\\nfoo\n").blocks] == [
            "\ufeff# c \\\n",
            "foo\n",
            "",
        ]

    def test_elsewhere_it_is_refused_where_it_stands(self):
        (problem,) = parsed("foo\n\ufeffbar\n").blocks[1].problems
        assert problem.span.start == 0

    def test_a_line_that_comes_before_it_lets_it_be_refused(self):
        before = parsed("\ufefffoo\n")
        after, change = Text.of("\ufefffoo\n").replaced(Range(Position(0, 0), Position(0, 0)), "bar\n")
        assert reparsed(before, after, change) == parsed("bar\n\ufefffoo\n")


PIP_TOKENS = [
    "foo",
    "A.b",
    "[x,y]",
    "[",
    ">=1",
    "==1.*",
    "~=1",
    ",",
    ";",
    "; ",
    "os_name=='nt'",
    "@",
    " @ ",
    "-e ",
    "-r ",
]
PIP_TOKENS += [
    "https://h/x.zip",
    "git+https://h/x",
    "#egg=a",
    " # c",
    "\\\n",
    "\n",
    " --hash=sha256:a",
    " --pre",
    "(",
    ")",
]
PIP_TOKENS += [
    "--extra-index-url u",
    "--no",
    "=",
    "'",
    '"',
    "./p",
    "x.whl",
    "a-1-py3-none-any.whl",
    "${V}",
    " ",
    "\t",
    "2!1.0",
    "===1,",
    "\ufeff",
    "\x00",
]


@given(st.lists(st.sampled_from(PIP_TOKENS), max_size=10).map("".join))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_every_line_reads_as_pip_reads_it(source):
    report = Report()
    compare_text(Path("requirements.txt"), source, report, constraint=False)
    assert report.differences == []


@pytest.mark.parametrize(
    "source",
    [
        "a==1\n" * 200_000,
        "x" * 10_000_000,
        "a " + "#" * 10_000_000,
        " " * 10_000_000,
        "a \\\n" * 100_000,
        "a;" + "(" * 100_000,
        "--hash " * 1_000_000,
        "'" * 1_000_001,
        "a\x00\ud800" * 100_000,
        "-e " + "[" * 1_000_000,
        "a" + "[" * 100_000,
        "./a" + "[" * 100_000 + "]]",
        "\x0c" * 1_000_000,
    ],
    ids=lambda source: repr(source[:8]),
)
@pytest.mark.timeout(60)
@pytest.mark.slow
def test_hostile_files_are_answered(source):
    assert "".join(block.text for block in parsed(source).blocks) == source
