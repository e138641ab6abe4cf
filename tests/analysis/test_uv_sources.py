"""What does not come from an index: `[tool.uv.sources]` and the project itself; it is not asked for them."""

import pytest

from tests.support.check import check_actions, check_diagnostics

SOURCES = (
    "[tool.uv.sources]\nshop-core = { workspace = true }\n",
    '[tool.uv.sources]\nShop_Core = { git = "https://git.example/core", rev = "1" }\n',
    '[tool.uv.sources.shop-core]\npath = "../core"\neditable = true\n',
    '[tool.uv]\nsources = { shop-core = { url = "https://files.example/core.tar.gz" } }\n',
    "[tool.uv.sources]\nshop-core = [{ path = 'core' }, { git = 'x', marker = 'sys_platform == ...' }]\n",
)
NOTHING_ON_THE_INDEX = "-- index --\nflask 3.0\n-- .venv --\nflask 3.0\n"


@pytest.mark.parametrize("sources", SOURCES)
def test_the_index_is_not_asked_for_it(sources: str) -> None:
    check_diagnostics(f"""
-- pyproject.toml --
[project]
name = "shop"
dependencies = ["flask", "shop-core>=99"]
                          ^^^^^^^^^ warning[not-installed]: `shop-core` is not installed in `.venv`

{sources}
{NOTHING_ON_THE_INDEX}""")


def test_another_index_is_still_an_index() -> None:
    check_diagnostics(f"""
-- pyproject.toml --
[project]
name = "shop"
dependencies = ["shop-core"]
                 ^^^^^^^^^ error[unknown-project]: no project named `shop-core` on the index

[tool.uv.sources]
shop-core = {{ index = "inner" }}
{NOTHING_ON_THE_INDEX}""")


def test_the_root_of_a_workspace_says_it_for_its_members() -> None:
    check_diagnostics(f"""
-- pyproject.toml --
[tool.uv.sources]
shop-core = {{ workspace = true }}
-- packages/web/pyproject.toml --
[project]
name = "web"
dependencies = ["shop-core"]
                 ^^^^^^^^^ warning[not-installed]: `shop-core` is not installed in `.venv`
{NOTHING_ON_THE_INDEX}""")


def test_a_script_has_its_own() -> None:
    check_diagnostics(f"""
-- tool.py --
# /// script
# dependencies = ["shop-core"]
# [tool.uv.sources]
# shop-core = {{ path = "core" }}
# ///
{NOTHING_ON_THE_INDEX}""")


def test_nothing_is_offered_that_would_take_it_from_an_index() -> None:
    check_actions(f"""
-- pyproject.toml --
[project]
name = "shop"
dependencies = ["shop$0-core"]
[tool.uv.sources]
shop-core = {{ workspace = true }}
{NOTHING_ON_THE_INDEX}
-- actions --
""")


def test_the_project_itself_is_no_question_for_the_index() -> None:
    check_diagnostics(f"""
-- pyproject.toml --
[project]
name = "Shop.Web"
[project.optional-dependencies]
all = ["shop-web[docs]"]
docs = ["flask"]
{NOTHING_ON_THE_INDEX}""")
