"""What pyproject.toml, scripts and locks declare, with places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from venvls.model.requirement import Section
from venvls.syntax.groups import cycles, groups_of, unknown_groups
from venvls.syntax.manifest import ManifestKind
from venvls.syntax.parsing import parse_manifest
from venvls.syntax.poetry import pep440
from venvls.syntax.project_table import project_table, requires_python
from venvls.text import Position, Range, Text

PYPROJECT = """\
[build-system]
requires = ["hatchling>=1"]
build-backend = "hatchling.build"
[project]
name = "My.Project"
version = "1.0"
requires-python = ">=3.9"
dynamic = ["readme"]
dependencies = ["requests>=2 ; python_version < '4'", "fl\\u0061sk[async]"]
[project.optional-dependencies]
Web_UI = ["a"]
[dependency-groups]
test = ["pytest", { include-group = "Lint" }]
lint = ["ruff", { include-group = "missing" }]
loop = [{ include-group = "loop" }]
[tool.uv]
dev-dependencies = ["b"]
constraint-dependencies = ["c<2"]
override-dependencies = ["d==1"]
[tool.pdm.dev-dependencies]
doc = ["sphinx"]
[tool.hatch.envs.lint]
dependencies = ["e"]
extra-dependencies = ["f"]
[tool.setuptools.dynamic]
dependencies = { file = ["requirements.txt"] }
optional-dependencies.x = { file = "x.txt" }
[tool.pytest.ini_options]
dependencies = ["not-a-dependency"]
"""

POETRY = """\
[tool.poetry.dependencies]
python = "^3.9"
Foo_bar = "^1.2"
git-one = { git = "https://h/x.git", branch = "main" }
marked = { version = "~2.1", markers = "os_name == 'nt'", python = ">=3.10" }
many = [{ version = "<2", python = "<3.8" }, { version = ">=2" }]
either = "1 || 2"
[tool.poetry.group.dev.dependencies]
pytest = "*"
"""

SCRIPT = """\
#!/usr/bin/env python
# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "requests<3",
#   "half>=",
# ]
# ///
import requests
"""


def parse(source, kind=ManifestKind.PYPROJECT):
    manifest = parse_manifest(kind, Text.of(source))
    assert "".join(block.text for block in manifest.blocks) == source
    return manifest


def declared(source, kind=ManifestKind.PYPROJECT):
    return [
        (one.section, one.group, one.name, one.span.of(block.text))
        for block in parse(source, kind).blocks
        for one in block.declarations
    ]


def found(name, manifest):
    """Return the first declaration of a project with its block."""
    return next((block, one) for block in manifest.blocks for one in block.declarations if one.name == name)


def requirements(source):
    return [
        (one.section, one.group, str(one.requirement))
        for block in parse(source).blocks
        for one in block.declarations
    ]


def test_every_table_of_requirements_is_read_and_no_other():
    assert declared(PYPROJECT) == [
        (Section.BUILD, "", "hatchling", "hatchling>=1"),
        (Section.MAIN, "", "requests", "requests>=2 ; python_version < '4'"),
        (Section.MAIN, "", "flask", "fl\\u0061sk[async]"),
        (Section.EXTRA, "Web_UI", "a", "a"),
        (Section.GROUP, "test", "pytest", "pytest"),
        (Section.GROUP, "lint", "ruff", "ruff"),
        (Section.GROUP, "dev", "b", "b"),
        (Section.CONSTRAINT, "", "c", "c<2"),
        (Section.OVERRIDE, "", "d", "d==1"),
        (Section.GROUP, "doc", "sphinx", "sphinx"),
        (Section.GROUP, "lint", "e", "e"),
        (Section.GROUP, "lint", "f", "f"),
    ]


def test_an_escape_moves_no_place_after_it():
    block, flask = found("flask", parse(PYPROJECT))
    assert flask.name_span.of(block.text) == "fl\\u0061sk"
    assert flask.extras[0].span.of(block.text) == "async"


def test_files_that_setuptools_reads_are_includes():
    options = [(block, option) for block in parse(PYPROJECT).blocks for option in block.options]
    assert [(option.name, option.argument) for _, option in options] == [
        ("--requirement", "requirements.txt"),
        ("--requirement", "x.txt"),
    ]
    block, option = options[0]
    assert option.argument_span.of(block.text) == "requirements.txt"


def test_the_project_says_what_it_is():
    table = project_table(PYPROJECT)
    assert (table.name, table.version, table.requires_python) == ("my-project", "1.0", ">=3.9")
    assert table.name_span.of(PYPROJECT) == "My.Project"
    assert [(one.written, one.normal, one.span.of(PYPROJECT)) for one in table.extras] == [
        ("Web_UI", "web-ui", "Web_UI")
    ]
    assert [one.normal for one in table.groups] == ["test", "lint", "loop"]
    assert [(one.inside, one.group.normal, one.group.span.of(PYPROJECT)) for one in table.includes] == [
        ("test", "lint", "Lint"),
        ("lint", "missing", "missing"),
        ("loop", "loop", "loop"),
    ]
    assert table.dynamic == ("readme",)
    assert table.tools == {"uv", "pdm", "hatch", "setuptools", "pytest"}
    assert requires_python("[project\nrequires-python = '>=3'") == ">=3"


def test_a_group_that_is_included_may_be_unknown_or_the_group_itself():
    groups = groups_of(parse(PYPROJECT))
    assert [(one.inside, one.target) for one in unknown_groups(groups)] == [("lint", "missing")]
    assert [(one.inclusion.inside, one.inclusion.target) for one in cycles(groups)] == [("loop", "loop")]


def test_tables_of_tools_name_groups_and_extras():
    table = project_table("""
[tool.uv]
default-groups = ["Dev", 1]
[tool.hatch.envs.ci]
features = ["fast_io"]
dependency-groups = ["test"]
scripts = ["lint"]
""")
    assert [one.normal for one in table.used_groups] == ["dev", "test"]
    assert [one.normal for one in table.used_extras] == ["fast-io"]


def test_poetry_names_are_keys_and_versions_have_its_syntax():
    assert requirements(POETRY) == [
        (Section.MAIN, "", "Foo_bar<2,>=1.2"),
        (Section.MAIN, "", "git-one @ https://h/x.git"),
        (Section.MAIN, "", 'marked<2.2,>=2.1; os_name == "nt" and python_version >= "3.10"'),
        (Section.MAIN, "", 'many<2; python_version < "3.8"'),
        (Section.MAIN, "", "many>=2"),
        (Section.MAIN, "", "None"),
        (Section.GROUP, "dev", "pytest"),
    ]
    block, first = found("foo-bar", parse(POETRY))
    assert first.name_span.of(block.text) == "Foo_bar"
    assert [(part.operator.of(block.text), part.version.of(block.text)) for part in first.specifiers] == [
        ("^", "1.2")
    ]


FIELDS = ('version = "^1.2"', 'extras = ["b"]', "markers = \"os_name == 'nt'\"")
LINES, DOTTED = "\n".join(FIELDS), "\n".join(f"Foo.{field}" for field in FIELDS)
BRACES = f"{{{', '.join(FIELDS)}}}"


@pytest.mark.parametrize(
    "source",
    [
        f"[tool.poetry.dependencies.Foo]\n{LINES}\n",
        f"[[tool.poetry.dependencies.Foo]]\n{LINES}\n",
        f"[tool.poetry.dependencies]\n{DOTTED}\n",
        f"[tool.poetry.dependencies]\nFoo = {BRACES}\n",
        f"[tool.poetry]\ndependencies = {{Foo = {BRACES}}}\n",
        f"tool.poetry.dependencies.Foo = {BRACES}\n",
    ],
)
def test_a_dependency_of_poetry_may_be_written_in_any_form_of_toml(source):
    block, one = found("foo", parse(source))
    assert str(one.requirement) == 'Foo[b]<2,>=1.2; os_name == "nt"'
    assert one.name_span.of(block.text) == "Foo"
    assert [extra.span.of(block.text) for extra in one.extras] == ["b"]
    assert [part.version.of(block.text) for part in one.specifiers] == ["1.2"]
    assert one.span.start == one.name_span.start
    assert one.span.end >= one.specifiers[0].span.end


def test_any_version_is_no_comparison():
    source = '[tool.poetry.dependencies]\na = "*"\nb = ">=1, *"\n'
    *_, block = parse_manifest(ManifestKind.PYPROJECT, Text.of(source)).blocks
    first, second = block.declarations
    assert first.specifiers == ()
    assert [part.span.of(block.text) for part in second.specifiers] == [">=1"]


def test_an_optional_dependency_of_poetry_belongs_to_extras():
    assert requirements('[tool.poetry.dependencies]\na = {version = "*", optional = true}\n') == [
        (Section.EXTRA, "", "a")
    ]


def test_deeper_tables_of_poetry_are_no_fields_of_a_dependency():
    assert requirements('[tool.poetry.dependencies.a.b]\nversion = "1"\n') == []
    assert requirements('[tool.poetry.group.dev.dependencies.a]\nversion = "1"\n') == [
        (Section.GROUP, "dev", "a==1")
    ]


def test_quotes_of_a_key_are_no_part_of_the_name():
    source = '[tool.poetry.dependencies]\n"ruamel.yaml" = "^0.16"\n'
    (block,) = [
        one for one in parse_manifest(ManifestKind.PYPROJECT, Text.of(source)).blocks if one.declarations
    ]
    (declaration,) = block.declarations
    assert declaration.name_span.of(block.text) == "ruamel.yaml"
    assert declaration.span.of(block.text) == '"ruamel.yaml" = "^0.16"'


@pytest.mark.parametrize(
    ("constraint", "specifier"),
    [
        ("^1.2.3", ">=1.2.3,<2"),
        ("^0.2.3", ">=0.2.3,<0.3"),
        ("^0.0.3", ">=0.0.3,<0.0.4"),
        ("^0", ">=0,<1"),
        ("^0.0", ">=0.0,<0.1"),
        ("~1.2.3", ">=1.2.3,<1.3"),
        ("~1", ">=1,<2"),
        ("1.*", "==1.*"),
        ("*", ""),
        ("1.2", "==1.2"),
        (">=1.2, <3", ">=1.2,<3"),
        (">=1 <2", ">=1,<2"),
        ("1 || 2", None),
        ("^x", None),
        ("===1.0", None),
        ("^0.0.0.1", ">=0.0.0.1,<0.0.1"),
        ("^1!1.2", ">=1!1.2,<1!2"),
        (">=1!1.2", ">=1!1.2"),
        ("~=2", ">=2,<3"),
        (">1.2.*", ">1.2"),
        ("^1.2.3+local", ">=1.2.3,<2"),
    ],
)
def test_constraints_of_poetry_say_the_same_in_pep_440(constraint, specifier):
    assert pep440(constraint) == specifier


def test_a_script_declares_in_its_comment():
    manifest = parse(SCRIPT, ManifestKind.SCRIPT)
    assert [block.lines for block in manifest.blocks] == [1, 7, 2]
    block = manifest.blocks[1]
    assert [one.span.of(block.text) for one in block.declarations] == ["requests<3", "half>="]
    (problem,) = block.problems
    assert manifest.range(1, problem.span) == Range(Position(5, 9), Position(5, 11))


def test_a_script_that_is_not_closed_says_so():
    (block,) = parse("# /// script\n# dependencies = ['a']\n", ManifestKind.SCRIPT).blocks[:1]
    assert [one.name for one in block.declarations] == ["a"]
    assert block.problems[0].message == "expected `# ///` at the end of the script metadata"


@pytest.mark.parametrize(
    "source", ["import a\n", "# /// other\n# ///\n", "  # /// script\n", "x = '# /// script'\n"]
)
def test_a_file_without_metadata_declares_nothing(source):
    assert declared(source, ManifestKind.SCRIPT) == []


def test_locks_pin():
    lock = '[[package]]\nname = "Foo"\nversion = "1.0"\nmarker = "os_name == \'nt\'"\n'
    lock += '[package.dependencies]\nbar = "*"\n'
    (block,) = parse(lock, ManifestKind.LOCK).blocks
    (declaration,) = block.declarations
    assert str(declaration.requirement) == 'Foo==1.0; os_name == "nt"'
    assert declaration.specifiers[0].version.of(block.text) == "1.0"


def test_a_pylock_is_checked_by_packaging():
    source = 'lock-version = "1.0"\ncreated-by = "x"\n[[packages]]\nname = "a"\nversion = "1"\n'
    (problem,) = parse(source, ManifestKind.PYLOCK).blocks[0].problems
    assert problem.code == "invalid-lock"
    assert parse(source + "directory = { path = '.' }\n", ManifestKind.PYLOCK).blocks[0].problems == ()


LOCK = 'lock-version = "1.0"\ncreated-by = "x"\n'
PINNED = f'{LOCK}[[packages]]\nname = "b"\nversion = "1"\ndirectory.path = "."\n'


@pytest.mark.parametrize(
    ("source", "marked", "message"),
    [
        (f'{PINNED}[[packages]]\nname = "a"\nversion = "x y"\n', '"x y"', "invalid version: 'x y'"),
        (
            f'{PINNED}[[packages]]\nname = "a"\n[packages.vcs]\ntype = "git"\n',
            "[packages.vcs]",
            "missing required value: `packages[1].vcs.commit-id`",
        ),
        (
            f'{PINNED}[[packages.wheels]]\nname = "b-1-py3-none-any.whl"\nurl = 1\nhashes = {{md5 = "0"}}\n',
            "1",
            "unexpected type int (expected str)",
        ),
        (f'{LOCK}environments = ["os_name == \'nt\'", "x ="]\npackages = []\n', '"x ="', None),
        (f'{LOCK}packages = [{{ name = "a", version = 1 }}]\n', "1", "unexpected type int (expected str)"),
        ('created-by = "x"\n', "created-by", "missing required value: `lock-version`"),
    ],
)
def test_what_is_wrong_with_a_pylock_is_said_at_its_value(source, marked, message):
    (block,) = parse(source, ManifestKind.PYLOCK).blocks
    (problem,) = block.problems
    assert problem.span.of(block.text) == marked
    assert message in (None, problem.message)


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        (PYPROJECT, ManifestKind.PYPROJECT),
        (POETRY, ManifestKind.PYPROJECT),
        (SCRIPT, ManifestKind.SCRIPT),
        (SCRIPT.replace("\n", "\r\n"), ManifestKind.SCRIPT),
        ('[[packages]]\nname = "a"\nversion = "1"\nmarker = "x"\n', ManifestKind.PYLOCK),
    ],
)
def test_every_prefix_is_read(source, kind):
    for end in range(len(source) + 1):
        text = Text.of(source[:end])
        manifest = parse_manifest(kind, text)
        for index, block in enumerate(manifest.blocks):
            spans = [one.span for one in (*block.declarations, *block.options, *block.problems)]
            assert all(0 <= span.start <= span.end <= len(block.text) for span in spans)
            assert all(manifest.range(index, span).end <= text.end for span in spans)


PIECES = [
    "# /// script\n",
    "# ///\n",
    "#\n",
    "# ",
    '"a"',
    "dependencies = [",
    "]",
    "\n",
    "\r\n",
    "x",
    "[project]\n",
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.sampled_from(ManifestKind))
def test_any_text_of_any_kind_is_read(source, kind):
    parse(source, kind)


@pytest.mark.parametrize(
    ("source", "marked", "message"),
    [
        ("[project]\ndependencies = 'a'\n", "'a'", "expected an array of requirements"),
        ("[dependency-groups]\na = {}\n", "{}", "expected an array of requirements"),
        ("[build-system]\nrequires = ['a', 1]\n", "1", "expected a requirement in quotes"),
        (
            "[dependency-groups]\na = [{x = 'b'}]\n",
            "{x = 'b'}",
            'expected a requirement in quotes or `{ include-group = "name" }`',
        ),
    ],
)
def test_a_value_that_is_no_requirement_is_said_to_be_none(source, marked, message):
    (block,) = parse(source).blocks
    (problem,) = block.problems
    assert (problem.code, problem.span.of(block.text), problem.message) == (
        "invalid-requirement",
        marked,
        message,
    )


@pytest.mark.parametrize("source", ["[project]\ndependencies =", "[project]\ndependencies = \n"])
def test_a_value_that_is_still_to_come_is_a_matter_of_toml_alone(source):
    assert [one.code for block in parse(source).blocks for one in block.problems] == ["invalid-toml"]


def test_groups_in_rings_are_told_with_their_way():
    source = "[dependency-groups]\na = [{include-group = 'b'}]\nb = [{include-group = 'c'}]\n"
    source += "c = [{include-group = 'b'}, {include-group = 'd'}]\nd = []\n"
    found = [(one.inclusion.inside, one.way) for one in cycles(groups_of(parse(source)))]
    assert found == [("b", ("c", "b")), ("c", ("b", "c"))]


def test_many_groups_in_one_ring_are_told_without_their_way():
    count = 1_000
    includes = "".join(f"g{one} = [{{include-group = 'g{(one + 1) % count}'}}]\n" for one in range(count))
    found = list(cycles(groups_of(parse(f"[dependency-groups]\n{includes}"))))
    assert len(found) == count
    assert {one.way for one in found} == {()}


def test_editables_of_pdm_are_requirements_of_its_groups_alone():
    line = "-e file:///${PROJECT_ROOT}/sub#egg=sub"
    source = f'[tool.pdm.dev-dependencies]\ndev = ["{line}"]\n[dependency-groups]\ndev = ["{line}"]\n'
    pdm, standard = [
        block for block in parse_manifest(ManifestKind.PYPROJECT, Text.of(source)).blocks if block.lines > 1
    ]
    (declaration,) = pdm.declarations
    assert (declaration.name, declaration.editable, declaration.group) == ("sub", True, "dev")
    assert declaration.name_span.of(pdm.text) == "sub"
    assert pdm.problems == ()
    assert [problem.code for problem in standard.problems] == ["invalid-requirement"]


def test_code_around_the_metadata_of_a_script_leaves_its_block_as_it_is():
    source = "# /// script\n# dependencies = ['a']\n# ///\nimport a\n"
    before = parse_manifest(ManifestKind.SCRIPT, Text.of(source))
    after = parse_manifest(ManifestKind.SCRIPT, Text.of("#!/usr/bin/python\n" + source + "print(a)\n"))
    assert after.blocks[1] is before.blocks[0]
