"""Poetry's tables have a version syntax of their own, and the same features."""

from tests.support.check import check_actions, check_completion, check_diagnostics


def test_constraints_are_compared_as_poetry_means_them() -> None:
    check_diagnostics("""
-- pyproject.toml --
[tool.poetry.dependencies]
python = "^3.10"
rich = "^12"
        ^^^ warning[version-mismatch]: `.venv` holds `rich` `13.1`, which `<13,>=12` does not allow
a = {version = "~99", extras = ["http2"]}
                ^^^ error[no-matching-release]: no release of `a` matches `<100,>=99`, the nearest is `0.28`
-- .venv --
rich 13.1
a 99.1
-- index --
rich 13.1
rich 12.0
a 0.28
""")


def test_alternatives_of_one_key_are_neither_duplicates_nor_contradictions() -> None:
    check_diagnostics("""
-- pyproject.toml --
[tool.poetry.dependencies]
numpy = [
    {version = "<2", python = "<3.9"},
    {version = ">=2", python = ">=3.9"},
]
scipy = [{version = "<1"}, {version = ">=2"}]
""")


def test_version_is_completed_after_a_caret() -> None:
    check_completion("""
-- pyproject.toml --
[tool.poetry.dependencies]
rich = "^1$0"
         ^ replaced
-- index --
rich 13.1
-- completion --
13.1 | newest
""")


def test_version_is_changed_behind_its_operator() -> None:
    check_actions("""
-- pyproject.toml --
[tool.poetry.dependencies]
rich = "~ 14$0"
-- index --
rich 13.1
-- actions --
Change the version to `13.1`
-- pyproject.toml after Change the version to `13.1` --
[tool.poetry.dependencies]
rich = "~ 13.1"
""")


def test_a_version_to_come_is_completed() -> None:
    for begun in ("", "^", ">=12,<"):
        check_completion(f"""
-- pyproject.toml --
[tool.poetry.dependencies]
rich = {{ version = "{begun}$0", optional = true }}
-- index --
rich 13.1
-- completion --
13.1 | newest
""")


def test_markers_are_completed_and_judged() -> None:
    check_completion("""
-- pyproject.toml --
[tool.poetry.dependencies]
rich = { markers = "os_name == '$0'", version = "^13" }
-- completion --
posix
nt
java
""")
    check_completion("""
-- pyproject.toml --
[tool.poetry.dependencies]
rich = { markers = "os_name == 'nt'", version = "^1$0" }
                                                  ^ replaced
-- index --
rich 13.1
-- completion --
13.1 | newest
""")
    check_diagnostics("""
-- pyproject.toml --
[tool.poetry.dependencies]
rich = { markers = "python_version < '2'", version = "^13" }
                    ^^^^^^^^^^^^^^^^^^^^ warning dim[marker-never-holds]: no environment satisfies this marker
""")


def test_extras_are_completed_between_their_quotes() -> None:
    check_completion("""
-- pyproject.toml --
[tool.poetry.dependencies]
a = {version = "^0.28", extras = ["http2", "$0"]}
-- index --
a 0.28 extras=http2,brotli
-- completion --
brotli
""")
    check_completion("""
-- pyproject.toml --
[tool.poetry.group.dev.dependencies.a]
version = "^0.28"
extras = ["ht$0tp"]
           ^^^^ replaced
-- index --
a 0.28 extras=http2,brotli
-- completion --
http2
""")


def test_nothing_is_completed_beside_the_quotes_of_extras() -> None:
    check_completion("""
-- pyproject.toml --
[tool.poetry.dependencies]
a = {version = "^0.28", extras = [$0]}
-- index --
a 0.28 extras=http2,brotli
""")
