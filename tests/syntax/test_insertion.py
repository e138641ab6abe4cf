"""Adding a requirement: the edit, and that it changes nothing else."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from venvls.syntax.insertion import insertion
from venvls.syntax.manifest import ManifestKind
from venvls.syntax.parsing import parse_manifest
from venvls.text import Text


def added(kind, source, *requirements, group=None, extra=None):
    text = Text.of(source)
    edits = insertion(parse_manifest(kind, text), text, requirements, group, extra)
    for edit in sorted(edits, reverse=True):
        text, _ = text.replaced(edit.range, edit.text)
    return str(text)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "rich\n"),
        ("a\n", "a\nrich\n"),
        ("a", "a\nrich"),
        ("a\r\nb\r\n", "a\r\nb\r\nrich\r\n"),
        ("a\n\n\n", "a\nrich\n\n\n"),
        ("a # c\n", "a # c\nrich\n"),
        ("a==1 \\\n    --hash=sha256:0\n", "a==1 \\\n    --hash=sha256:0\nrich\n"),
    ],
)
def test_a_requirements_file_grows_at_its_end(before, after):
    assert added(ManifestKind.REQUIREMENTS, before, "rich") == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[project]\ndependencies = []\n", '[project]\ndependencies = ["rich"]\n'),
        ('[project]\ndependencies = ["a"]\n', '[project]\ndependencies = ["a", "rich"]\n'),
        ("[project]\ndependencies = ['a',]\n", "[project]\ndependencies = ['a', 'rich',]\n"),
        (
            '[project]\ndependencies = [\n  "a", # why\n]\n',
            '[project]\ndependencies = [\n  "a", # why\n  "rich",\n]\n',
        ),
        (
            '[project]\ndependencies = [\n\t"a" # why\n]\n',
            '[project]\ndependencies = [\n\t"a", # why\n\t"rich"\n]\n',
        ),
        ('[project]\ndependencies = [\n  "a"]\n', '[project]\ndependencies = [\n  "a",\n  "rich"]\n'),
        (
            "[project]\ndependencies = [ # none\n]\n",
            '[project]\ndependencies = [ # none\n    "rich",\n]\n',
        ),
        (
            '[project]\nname = "x" # c\n\n[tool.a]\nb = 1\n',
            '[project]\nname = "x" # c\ndependencies = [\n    "rich",\n]\n\n[tool.a]\nb = 1\n',
        ),
        ("", '[project]\ndependencies = [\n    "rich",\n]\n'),
        ('[tool.a]\nb = "]"', '[tool.a]\nb = "]"\n\n[project]\ndependencies = [\n    "rich",\n]\n'),
        (
            '[project]\r\ndependencies = [\r\n  "a",\r\n]\r\n',
            '[project]\r\ndependencies = [\r\n  "a",\r\n  "rich",\r\n]\r\n',
        ),
    ],
)
def test_a_pyproject_keeps_the_style_of_its_array(before, after):
    assert added(ManifestKind.PYPROJECT, before, "rich") == after


def test_several_requirements_keep_their_order():
    assert added(ManifestKind.PYPROJECT, '[project]\ndependencies = ["a"]\n', "b", "c").endswith(
        '["a", "b", "c"]\n'
    )
    assert added(ManifestKind.REQUIREMENTS, "a\n", "b", "c") == "a\nb\nc\n"


def test_a_group_is_found_by_its_normal_form_or_made():
    source = '[dependency-groups]\nMy_Test = ["a"]\n'
    assert added(ManifestKind.PYPROJECT, source, "b", group="my-test") == source.replace('"a"', '"a", "b"')
    assert tomllib.loads(added(ManifestKind.PYPROJECT, source, "b", group="dev"))["dependency-groups"] == {
        "My_Test": ["a"],
        "dev": ["b"],
    }


def test_poetry_takes_a_key_with_versions():
    source = '[tool.poetry]\nname = "x"\n\n[tool.poetry.dependencies]\npython = "^3.9" # c\n\n[tool.a]\n'
    expected = source.replace("# c\n", '# c\nrich = "*"\nattrs = "<3,>=2"\n')
    assert added(ManifestKind.PYPROJECT, source, "rich", "attrs>=2,<3") == expected
    assert added(ManifestKind.PYPROJECT, source, "python") == source


@pytest.mark.parametrize(
    ("requirement", "entry"),
    [
        ("rich[jupyter]", 'rich = { version = "*", extras = ["jupyter"] }'),
        (
            "a[y,x]>=1 ; os_name == 'nt'",
            """a = { version = ">=1", extras = ["x", "y"], markers = 'os_name == "nt"' }""",
        ),
        ("zope.interface", '"zope.interface" = "*"'),
        ("a @ https://h.example/a.zip#sha256=0", 'a = { url = "https://h.example/a.zip" }'),
        (
            "a @ git+ssh://git@h.example/x.git@v1.0#subdirectory=y",
            'a = { git = "ssh://git@h.example/x.git", rev = "v1.0", subdirectory = "y" }',
        ),
        ("a @ git+https://h.example/x", 'a = { git = "https://h.example/x" }'),
    ],
)
def test_poetry_says_in_fields_what_a_version_cannot(requirement, entry):
    source = "[tool.poetry.dependencies]\n"
    assert added(ManifestKind.PYPROJECT, source, requirement) == f"{source}{entry}\n"


@pytest.mark.parametrize("requirement", ["a @ hg+https://h.example/x", "a>="])
def test_what_poetry_has_no_words_for_is_not_written(requirement):
    source = "[tool.poetry.dependencies]\n"
    assert added(ManifestKind.PYPROJECT, source, requirement) == source


def test_poetry_with_a_standard_table_uses_that():
    source = '[project]\nname = "x"\n[tool.poetry]\npackage-mode = false\n'
    assert 'dependencies = [\n    "rich",\n]' in added(ManifestKind.PYPROJECT, source, "rich")


def test_an_extra_is_found_by_its_normal_form_or_made():
    source = '[project]\nname = "a"\n[project.optional-dependencies]\nMy_Docs = ["a"]\n'
    assert added(ManifestKind.PYPROJECT, source, "b", extra="my-docs") == source.replace('"a"]', '"a", "b"]')
    project = tomllib.loads(added(ManifestKind.PYPROJECT, source, "b", extra="dev"))["project"]
    assert project["optional-dependencies"] == {"My_Docs": ["a"], "dev": ["b"]}


def test_nothing_is_added_to_extras_that_come_from_somewhere_else():
    source = '[project]\nname = "a"\ndynamic = ["optional-dependencies"]\n'
    assert added(ManifestKind.PYPROJECT, source, "b", extra="docs") == source


def test_a_group_of_poetry_is_used_where_there_is_one():
    source = '[tool.poetry.group.dev.dependencies]\na = "1"\n'
    assert added(ManifestKind.PYPROJECT, source, "b", group="dev") == source + 'b = "*"\n'
    assert "[dependency-groups]" in added(ManifestKind.PYPROJECT, source, "b", group="docs")


def test_a_marker_with_quotes_stays_readable():
    marker = 'a; python_version < "3.9"'
    after = added(ManifestKind.PYPROJECT, "[project]\ndependencies = []\n", marker)
    assert after == f"[project]\ndependencies = ['{marker}']\n"


@pytest.mark.parametrize(
    "source",
    [
        '[project]\ndependencies = ["a\n',
        "[project\n",
        "project = 1\n",
        'project = {name = "a"}\n',
        "[project]\ndependencies = 1\n",
        "[[project]]\n[[project]]\n",
        "[project]\na = 1\na = 2\n",
        '[project]\nname = "a"\ndynamic = ["dependencies"]\n',
    ],
)
def test_a_document_that_cannot_take_it_stays_as_it_is(source):
    assert added(ManifestKind.PYPROJECT, source, "rich") == source


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "import a\n",
            '# /// script\n# dependencies = [\n#   "rich",\n# ]\n# ///\nimport a\n',
        ),
        (
            "#!/usr/bin/python3\nimport a\n",
            '#!/usr/bin/python3\n# /// script\n# dependencies = [\n#   "rich",\n# ]\n# ///\nimport a\n',
        ),
        (
            '# /// script\n# dependencies = [\n#   "a",\n# ]\n# ///\n',
            '# /// script\n# dependencies = [\n#   "a",\n#   "rich",\n# ]\n# ///\n',
        ),
        (
            '# /// script\n# requires-python = ">=3.11"\n# ///\n',
            '# /// script\n# requires-python = ">=3.11"\n# dependencies = [\n#     "rich",\n# ]\n# ///\n',
        ),
        ("# /// script\n# ///\n", '# /// script\n# dependencies = [\n#   "rich",\n# ]\n# ///\n'),
    ],
)
def test_a_script_carries_its_requirements_in_a_comment(before, after):
    assert added(ManifestKind.SCRIPT, before, "rich") == after


ARRAYS = st.lists(st.sampled_from(['"a"', "'b'", ",", " ", "\n", "# c\n", "  "]), max_size=12).map("".join)


@given(ARRAYS, st.sampled_from(["rich", 'x; os_name == "nt"', "y; os_name == 'nt'"]))
def test_any_array_that_is_toml_gains_the_requirement_and_nothing_else(inner, requirement):
    source = f"[project]\ndependencies = [{inner}]\nname = 'n'\n"
    try:
        before = tomllib.loads(source)
    except tomllib.TOMLDecodeError:
        return
    before["project"]["dependencies"].append(requirement)
    assert tomllib.loads(added(ManifestKind.PYPROJECT, source, requirement)) == before
