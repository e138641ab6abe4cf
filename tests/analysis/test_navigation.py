"""From a name to its definition, to all places that mean it, and to another name."""

import re

import pytest

from tests.support.check_features import (
    check_definition,
    check_highlights,
    check_references,
    check_rename,
)

PROJECT = """
-- pyproject.toml --
[project]
name = "app"
dependencies = ["app[fast]"]

[project.optional-dependencies]
fast = ["uvloop"]

[dependency-groups]
test = ["pytest"]
dev = [{ include-group = "Test" }, "app[fast]"]
"""


def test_group_is_defined_by_its_key() -> None:
    check_definition("""
-- pyproject.toml --
[dependency-groups]
test = ["pytest"]
^^^^ definition
dev = [{ include-group = "Te$0st" }]
""")


def test_extra_of_this_project_is_defined_by_its_key() -> None:
    check_definition("""
-- pyproject.toml --
[project]
name = "app"
[project.optional-dependencies]
fast = ["uvloop"]
^^^^ definition
-- requirements.txt --
app[fa$0st]
""")


def test_project_is_defined_where_it_is_declared() -> None:
    check_definition("""
-- constraints.txt --
fla$0sk<3
-- requirements.txt --
Flask>=2
^^^^^ definition
""")


def test_import_leads_to_the_declaration_of_its_project() -> None:
    check_definition("""
-- app.py --
import ya$0ml
-- requirements.txt --
flask
pyyaml
^^^^^^ definition
-- .venv --
PyYAML 6.0 modules=yaml
""")


def test_include_leads_to_the_file() -> None:
    check_definition("""
-- base.txt --
flask
^ definition
-- requirements.txt --
-r ba$0se.txt
""")


def test_references_of_a_project_are_in_all_manifests() -> None:
    check_references("""
-- requirements.txt --
fla$0sk>=2
^^^^^ reference
-- constraints.txt --
Flask<3
^^^^^ reference
requests
""")


def test_group_is_renamed_everywhere() -> None:
    check_rename(
        PROJECT.replace("test = ", "te$0st = ")
        + "-- pyproject.toml after renaming to checks --"
        + PROJECT.replace("\n-- pyproject.toml --", "")
        .replace("test = ", "checks = ")
        .replace('"Test"', '"checks"'),
        "checks",
    )


def test_extra_is_renamed_where_it_is_used() -> None:
    check_rename(
        PROJECT.replace("fast = ", "fa$0st = ")
        + "-- pyproject.toml after renaming to quick --"
        + PROJECT.replace("\n-- pyproject.toml --", "").replace("fast", "quick"),
        "quick",
    )


def test_projects_and_broken_names_are_not_renamed() -> None:
    check_rename(PROJECT.replace("pytest", "py$0test"), "other")
    check_rename(PROJECT.replace("test = ", "te$0st = "), "not a name")
    check_rename(PROJECT.replace("test = ", "te$0st = "), "dotted.name")


def test_extra_is_renamed_where_the_folder_of_the_project_is_installed() -> None:
    check_rename(
        """
-- pyproject.toml --
[project]
name = "shop"
[project.optional-dependencies]
web$0-ui = ["flask"]
-- requirements.txt --
-e .[Web_UI,test]
../project/[web-ui]
./other[web-ui]
-- pyproject.toml after renaming to front --
[project]
name = "shop"
[project.optional-dependencies]
front = ["flask"]
-- requirements.txt after renaming to front --
-e .[front,test]
../project/[front]
./other[web-ui]
""",
        "front",
    )


@pytest.mark.parametrize(
    ("renamed", "uses"),
    [
        ("test = ", '[tool.uv]\ndefault-groups = ["dev", "Test"]\n'),
        ("test = ", '[tool.hatch.envs.ci]\ndependency-groups = ["test"]\n'),
        ("fast = ", '[tool.hatch.envs.ci]\nfeatures = ["Fast"]\n'),
    ],
)
def test_groups_and_extras_are_renamed_where_tools_list_them(renamed: str, uses: str) -> None:
    head, _, tail = PROJECT.partition(renamed)
    name = renamed.removesuffix(" = ")
    after = re.sub(rf"(?<![-\w]){name}(?![-\w])", "other", f"{PROJECT}{uses}", flags=re.IGNORECASE)
    check_rename(
        f"{head}{name}$0 = {tail}{uses}-- pyproject.toml after renaming to other --"
        + after.replace("\n-- pyproject.toml --", ""),
        "other",
    )


def test_highlights_are_the_references_in_one_file() -> None:
    check_highlights("""
-- pyproject.toml --
[dependency-groups]
test = ["pytest"]
^^^^ write
dev = [{ include-group = "Te$0st" }]
                          ^^^^ read
[tool.uv]
default-groups = ["test"]
                   ^^^^ read
-- requirements.txt --
pytest
""")
