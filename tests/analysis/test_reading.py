"""Outline, folds, tokens, links, selections, hints and lenses of manifests."""

import pytest

from tests.support.check import Case, uri_of
from tests.support.check_features import (
    check_folds,
    check_hints,
    check_lenses,
    check_links,
    check_outline,
    check_selections,
    check_tokens,
)
from venvls.analysis.tokens import tokens
from venvls.text import Position, Range


def test_outline_of_a_requirements_file_is_flat() -> None:
    check_outline("""
-r base.txt
flask[async]>=2  # web
--pre
./local
-- outline --
--requirement base.txt
flask >=2
--pre
./local
""")


def test_outline_of_a_pyproject_goes_by_group() -> None:
    check_outline("""
-- pyproject.toml --
[build-system]
requires = ["hatchling"]
[project]
dependencies = ["flask>=2", "requests"]
[project.optional-dependencies]
fast = ["uvloop"]
[dependency-groups]
test = ["pytest", { include-group = "lint" }]
lint = ["ruff"]
-- outline --
build requirements
  hatchling
dependencies
  flask >=2
  requests
extra fast
  uvloop
group test
  pytest
group lint
  ruff
""")


def test_comments_and_continued_lines_fold() -> None:
    check_folds("""
# one
# two
flask \\
  >=2
# alone
requests
-- folds --
1-2 comment
3-4 region
""")


def test_tables_and_arrays_fold() -> None:
    check_folds("""
-- pyproject.toml --
[project]
name = "app"
dependencies = [
    "flask",
]

[tool.ruff]
line-length = 110
-- folds --
1-5 region
3-5 region
7-8 region
""")


def test_metadata_of_a_script_folds_and_its_code_does_not() -> None:
    check_folds("""
-- tool.py --
#!/usr/bin/env python
# /// script
# dependencies = ["flask"]
# ///
def main():
    pass
-- folds --
2-4 region
""")


def test_tokens_of_a_requirement() -> None:
    check_tokens("""
flask[async]>=2; python_version > "3"  # web
^^^^^ project
      ^^^^^ extra
            ^^ operator
              ^ version
                 ^^^^^^^^^^^^^^^^^^^^ marker
                                       ^^^^^ comment
-r base.txt
^^ option
   ^^^^^^^^ address
""")


def test_tokens_inside_of_toml() -> None:
    check_tokens("""
-- pyproject.toml --
[project]
dependencies = ["flask>=2"]
                 ^^^^^ project
                      ^^ operator
                        ^ version
""")


@pytest.mark.parametrize("name", ["requirements.txt", "pyproject.toml"])
def test_tokens_of_some_lines_are_those_of_the_file_on_these_lines(name: str) -> None:
    lines = ["flask[async]>=2", "requests", "django \\\n  <5", "six==1"]
    text = "".join(f"{line}\n" for line in lines)
    if name == "pyproject.toml":
        text = "[project]\ndependencies = [\n" + "".join(f'"{line}",\n' for line in lines[:2]) + "]\n"
    case, uri = Case.of(name, text), uri_of(name)
    everything = tokens(case.snapshot, uri)
    for first in range(6):
        some = Range(Position(first, 0), Position(first + 1, 0))
        found = tokens(case.snapshot, uri, some)
        assert set(found) <= set(everything)
        assert {one for one in everything if one.line == first} <= set(found)
        assert all(one.line in range(first - 1, first + 3) for one in found)


def test_links_lead_to_files_and_addresses_without_credentials() -> None:
    check_links("""
-r sub/base.txt
   ^^^^^^^^^^^^ sub/base.txt
-c ../constraints.txt
   ^^^^^^^^^^^^^^^^^^ file:///constraints.txt
-r ${HERE}/other.txt
-r https://lists.example/base.txt
   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ https://lists.example/base.txt
-r file://localhost/project/with%20blank.txt
   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ with%20blank.txt
--index-url https://index.example/simple
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ https://index.example/simple
--index-url https://user:secret@index.example/simple
tool @ git+https://git.example/tool.git@v1#subdirectory=a
       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ https://git.example/tool.git@v1
./vendored
^^^^^^^^^^ vendored
""")


def test_selections_grow() -> None:
    check_selections("""
requests
flask[async, dot$0env]>=2,<3 ; python_version > "3"
-- selections --
dotenv
[async, dotenv]
flask[async, dotenv]
flask[async, dotenv]>=2,<3 ; python_version > "3"
requests
flask[async, dotenv]>=2,<3 ; python_version > "3"
""")


def test_selections_grow_through_statement_and_table() -> None:
    check_selections("""
-- pyproject.toml --
[project]
name = "app"
dependencies = [
    "flask>=$02",
    "requests",
]
[tool]
-- selections --
2
>=2
flask>=2
"flask>=2",
[
    "flask>=2",
    "requests",
]
dependencies = [
    "flask>=2",
    "requests",
]
[project]
name = "app"
dependencies = [
    "flask>=2",
    "requests",
]
[project]
name = "app"
dependencies = [
    "flask>=2",
    "requests",
]
[tool]
""")


def test_selections_grow_in_a_script() -> None:
    check_selections("""
-- tool.py --
# /// script
# dependencies = ["fl$0ask", "requests"]
# ///
import flask
-- selections --
flask
# dependencies = ["flask", "requests"]
# /// script
# dependencies = ["flask", "requests"]
# ///
# /// script
# dependencies = ["flask", "requests"]
# ///
import flask
""")


def test_installed_version_is_shown_where_it_differs() -> None:
    check_hints("""
requests==2.32
              ^ hint: installed: 2.31.0
flask>=2
pytest
-- .venv --
requests 2.31.0
flask 3.0
""")


def test_lens_counts_what_is_missing() -> None:
    check_lenses("""
requests==2.32
^^^^^^^^^^^^^^ lens: Install all (2 not installed)
flask
rich
-- .venv --
requests 2.32
""")


def test_no_lens_where_all_is_installed_or_nothing_is_known() -> None:
    check_lenses("requests\n-- .venv --\nrequests 2.32\n")
    check_lenses("requests\n")
