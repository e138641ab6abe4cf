"""Markers, options, paths, groups, schemes: what else is completed in manifests."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.check import Case, check_completion, uri_of
from venvls.analysis.completion import complete
from venvls.text import Position, Range


def labels(fixture: str) -> list[str]:
    case = Case(fixture)
    uri, position, _ = case.cursor
    found = complete(case.snapshot, uri, position).value
    return [item.label for item in found.items] if found else []


@pytest.mark.parametrize("before", ["flask; ", "flask;", "flask>=2 ; (", 'flask; os_name == "nt" and '])
def test_variables_where_a_comparison_begins(before: str) -> None:
    assert labels(f"{before}$0\n")[:2] == ["python_version", "sys_platform"]


def test_half_typed_variable_is_replaced() -> None:
    case = Case("flask; python_v$0\n")
    uri, position, _ = case.cursor
    found = complete(case.snapshot, uri, position).value
    assert found is not None
    assert found.typed == "python_v"


def test_operators_after_a_variable() -> None:
    assert labels("flask; python_version $0\n")[:3] == [">=", "<", "=="]
    assert labels("flask; sys_platform $0\n") == ["==", "!=", "in", "not in"]


def test_values_bring_their_quotes_unless_they_are_there() -> None:
    assert labels("flask; sys_platform == $0\n")[:2] == ['"linux"', '"darwin"']
    assert labels('flask; sys_platform == "$0"\n')[:2] == ["linux", "darwin"]
    assert labels('-- pyproject.toml --\n[project]\ndependencies = ["flask; os_name == $0"]\n') == [
        "'posix'",
        "'nt'",
        "'java'",
    ]


def test_value_alone_is_replaced() -> None:
    check_completion("""
flask; os_name == "po$0"
                   ^^ replaced
-- completion --
posix
nt
java
""")


def test_quotes_stay_around_a_value_to_come() -> None:
    case = Case("flask; os_name == '$0'\n")
    uri, position, _ = case.cursor
    found = complete(case.snapshot, uri, position).value
    assert found is not None
    assert found.replace == Range(position, position)
    assert [item.text for item in found.items] == ["posix", "nt", "java"]


def test_comparisons_are_joined() -> None:
    assert labels('flask; os_name == "nt" $0\n') == ["and", "or"]


def test_options_of_a_line() -> None:
    found = labels("--in$0\n")
    assert found[:2] == ["--requirement", "--constraint"]
    assert "--hash" not in found
    assert labels("flask --$0\n") == ["--config-settings", "--hash"]


def test_included_files_are_those_of_the_project() -> None:
    for line in ("-r $0", "-rreq$0", "--requirement=req$0", "-c req$0"):
        found = labels(f"{line}\n-- requirements/base.txt --\nflask\n-- setup.py --\n")
        assert found == ["requirements/base.txt"], line


def test_arguments_that_can_be_known() -> None:
    assert labels("--no-binary $0\n-- requirements-dev.txt --\nnumpy\n") == [":all:", ":none:", "numpy"]
    assert labels("flask==1 --hash=$0\n") == ["sha256", "sha384", "sha512"]
    assert labels("--use-feature=fast$0\n")[:2] == ["build-constraint", "fast-deps"]
    assert labels("-e $0\n") == ["./", "git+https://"]
    assert labels("-i $0\n") == ["https://", "file:///"]
    assert labels("--only-final $0\n") == [":all:", ":none:"]


def test_names_between_commas_are_replaced_one_by_one() -> None:
    check_completion("""
--only-binary numpy,pan$0d,scipy
                    ^^^^ replaced
-- completion --
:all:
:none:
""")


def test_schemes_of_a_direct_reference() -> None:
    assert labels("tool @ $0\n")[:2] == ["https://", "git+https://"]
    assert labels("tool @ https://$0\n") == []


def test_groups_that_can_be_included() -> None:
    check_completion("""
-- pyproject.toml --
[dependency-groups]
test = ["pytest"]
lint = ["ruff"]
dev = [{ include-group = "te$0" }]
                          ^^ replaced
-- completion --
test
lint
""")


@pytest.mark.parametrize("before", ["[{$0}]", "[{ inc$0 }]", '["six", {$0', "[\n  {$0},\n]"])
def test_the_key_that_includes_a_group(before: str) -> None:
    assert labels(f"-- pyproject.toml --\n[dependency-groups]\ndev = {before}\n") == ["include-group"]
    assert labels(f"-- pyproject.toml --\n[tool.other]\ndev = {before}\n") == []


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ('[tool.uv]\ndefault-groups = ["$0"]', ["test", "dev"]),
        ('[tool.uv]\ndefault-groups = ["dev", "te$0"]', ["test", "dev"]),
        ('[tool.hatch.envs.ci]\ndependency-groups = ["$0"]', ["test", "dev"]),
        ('[tool.hatch.envs.ci]\nfeatures = ["$0"]', ["fast", "slow"]),
        ('[tool.hatch.envs.ci]\nscripts = ["$0"]', []),
    ],
)
def test_groups_and_extras_that_tools_list(table: str, expected: list[str]) -> None:
    assert (
        labels(f"""
-- pyproject.toml --
{table}
[dependency-groups]
test = []
dev = []
[project.optional-dependencies]
fast = []
slow = []
""")
        == expected
    )


def test_empty_string_of_toml_is_a_name_to_come() -> None:
    check_completion("""
-- pyproject.toml --
[project]
dependencies = ["flask", "$0"]
-- names --
requests
-- .venv --
rich 13
-- completion --
rich | 13 installed
flask | declared in this project
""")


_ANY = st.text("abc[];,=<>!~ '\"#-@:/().\n\\", max_size=40)


@given(_ANY, st.integers(0, 3), st.integers(0, 45), st.sampled_from(["requirements.txt", "pyproject.toml"]))
def test_completion_never_raises_and_replaces_what_it_says(
    text: str, line: int, column: int, name: str
) -> None:
    if name == "pyproject.toml":
        text = f'[project]\ndependencies = ["{text}"]\n'
    case = Case.of(name, text)
    document = case.snapshot.documents[uri_of(name)]
    found = complete(case.snapshot, document.uri, Position(line, column)).value
    if found is not None:
        assert document.text.slice(found.replace) == found.typed
        assert found.replace.start <= document.text.clamp(Position(line, column)) <= found.replace.end


def test_script_metadata_is_a_manifest_inside_of_a_comment() -> None:
    check_completion("""
-- script.py --
# /// script
# dependencies = ["ri$0"]
                   ^^ replaced
# ///
import rich
-- .venv --
rich 13.0
-- completion --
rich | 13.0 installed
""")


def test_keys_of_script_metadata() -> None:
    check_completion("""
-- script.py --
# /// script
# dep$0
  ^^^ replaced
# ///
-- completion --
dependencies | what the script needs
requires-python | the versions of Python it runs on
[tool] | settings of a tool
""")


def test_extras_of_the_project_itself() -> None:
    assert labels("""
-- pyproject.toml --
[project]
name = "shop"
[project.optional-dependencies]
all = ["shop[docs,$0]"]
docs = []
Web_UI = []
""") == ["all", "Web_UI"]


SHOP = {
    "/project": (
        "LICENSE",
        ".git/",
        ".venv/",
        "base.txt",
        "deps/",
        "my docs/",
        "requirements.txt",
        "setup.py",
    ),
    "/project/deps": ("more/", "notes.md", "odd.list", "page.html", "tool-1.0-py3-none-any.whl"),
    "/": ("project/", "vmlinuz"),
}


def offered(fixture: str) -> list[str]:
    """Return the paths that are offered where folders hold what `SHOP` says."""
    case = Case(fixture)
    uri, position, _ = case.cursor
    found = complete(replace(case.snapshot, listings=SHOP), uri, position).value
    schemes = ("https://", "git+https://", "git+ssh://", "file:///")
    return [item.label for item in found.items if item.label not in schemes] if found else []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("-r $0", ["base.txt", "deps/"]),
        ("-rb$0", ["base.txt", "deps/"]),
        ("--constraint=deps/o$0", ["deps/more/", "deps/odd.list"]),
        ("-c ./deps/$0", ["./deps/more/", "./deps/odd.list"]),
        ("-r .$0", ["./", "../", ".git/", ".venv/", "base.txt", "deps/"]),
        ("-r ../$0", ["../project/"]),
        ("-r nowhere/$0", []),
        ("-e $0", ["deps/", "./"]),
        ("-e ./$0", ["./deps/"]),
        ("-e file:///$0", ["file:///project/"]),
        ("--find-links deps/$0", ["deps/more/", "deps/page.html", "./"]),
        ("./deps/$0", ["./deps/more/", "./deps/tool-1.0-py3-none-any.whl"]),
        ("deps/t$0", ["deps/more/", "deps/tool-1.0-py3-none-any.whl"]),
        ("tool @ deps/$0", []),
        (
            "tool @ file:///project/deps/t$0",
            ["file:///project/deps/more/", "file:///project/deps/tool-1.0-py3-none-any.whl"],
        ),
        ("-r ${FOLDER}/$0", []),
    ],
)
def test_paths_are_those_that_can_be_meant(line: str, expected: list[str]) -> None:
    assert offered(f"{line}\n") == expected


def test_files_that_setuptools_reads() -> None:
    assert offered("""
-- pyproject.toml --
[tool.setuptools.dynamic]
dependencies = { file = ["deps/$0"] }
""") == ["deps/more/", "deps/odd.list"]


@pytest.mark.parametrize("line", ["-r //host/share/$0", "-e file:////host/share/$0", "-r ${HOME}/$0"])
def test_what_others_would_learn_of_is_not_looked_at(line: str) -> None:
    case = Case(f"{line}\n")
    uri, position, _ = case.cursor
    assert complete(case.snapshot, uri, position).unlisted == frozenset()


def test_what_a_folder_holds_is_asked_for() -> None:
    case = Case("-r deps/$0\n")
    uri, position, _ = case.cursor
    assert complete(case.snapshot, uri, position).unlisted == {"/project/deps"}
