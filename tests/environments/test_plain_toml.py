"""What is read without a parser is what the parser reads; everything that is not plain is left to it."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from venvls.environments.documents import has_table_in, value_at, value_in
from venvls.environments.plain_toml import NotPlainError, has_table, plain_value

WORKSPACE = ("tool", "uv", "workspace")
PLAIN = """\
[project]
name = "shop" # the name
version = '1'

[tool.uv.workspace]
members = [
  "parts/*",  # most
  'tools/one',
]
exclude = []
[tool.poetry]
"""

LINES = [
    "[project]",
    "[tool.uv.workspace]",
    "  [tool.poetry]",
    "[tool.poetry]",
    "[[tool.poetry]]",
    "[tool.uv]",
    "[tool.uv.workspace.more]",
    '["tool".uv.workspace]',
    "[ tool.poetry ]",
    "[tool.poetry] # ours",
    'name = "shop"',
    "name = 'it' # a \"name\"",
    'name="sh#op"',
    'name = """shop',
    '"""',
    'name = "a\\u0062"',
    "name = 3",
    'name.first = "x"',
    '"name" = "quoted"',
    '  name = "indented"',
    'workspace = { members = ["x"] }',
    'workspace.members = ["y"]',
    'members = ["a", "b/*"]',
    "members = []",
    "members = [",
    '  "a,b",',
    "  'c]',",
    "  3,",
    '  ["x"],',
    '["x"]',
    "]",
    "]  # that is all",
    "# name = 1",
    "",
    "exclude = ['a'] # and \"b\"",
]
ASKED = [("project", "name"), ("tool", "poetry", "name"), (*WORKSPACE, "members"), (*WORKSPACE, "exclude")]


def test_the_shape_that_people_write_is_read() -> None:
    assert plain_value(PLAIN, "project", "name") == "shop"
    assert plain_value(PLAIN, *WORKSPACE, "members") == ["parts/*", "tools/one"]
    assert plain_value(PLAIN, *WORKSPACE, "exclude") == []
    assert plain_value(PLAIN, "tool", "poetry", "name") is None
    assert has_table(PLAIN, "tool", "poetry")


@pytest.mark.parametrize("keys", [("tool", "pdm"), ("tool", "uv")])
def test_a_table_without_a_header_of_its_own_takes_a_parser(keys: tuple[str, ...]) -> None:
    with pytest.raises(NotPlainError):
        has_table(PLAIN, *keys)


@given(st.lists(st.sampled_from(LINES), max_size=12).map("\n".join), st.sampled_from(ASKED))
def test_it_never_says_anything_else_than_the_parser(text: str, keys: tuple[str, ...]) -> None:
    try:
        document = tomllib.loads(text)
        plain = plain_value(text, *keys)
    except (tomllib.TOMLDecodeError, NotPlainError):
        return
    parsed = value_at(document, *keys)
    # A table is no value for anybody who asks for one.
    assert plain == (None if isinstance(parsed, dict) else parsed)
    assert has_table(text, *keys[:-1]) == (value_at(document, *keys[:-1]) is not None)


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        '[tool.uv]\nworkspace = { members = ["a"] }\n',
        '[tool]\nuv.workspace.members = ["a"]\n',
        '["tool"."uv"."works\\u0070ace"]\nmembers = ["a"]\n',
        "",
        "[tool.uv.workspace\n",
    ],
)
def test_a_file_says_the_same_however_it_is_spelled(tmp_path: Path, text: str) -> None:
    (file := tmp_path / "pyproject.toml").write_text(text)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        document = {}
    assert value_in(str(file), *WORKSPACE, "members") == value_at(document, *WORKSPACE, "members")
    assert has_table_in(str(file), *WORKSPACE) is (value_at(document, *WORKSPACE) is not None)
