"""While the index is away: it heals by itself, is one line in the log, and consent decides who is asked.

What each kind of failure is like for a person is in `test_fault_table`.
"""

import asyncio
import sys

import pytest

from tests.support.editing import editing, isolated
from tests.support.environments import bare, install_fake
from tests.support.loopback_index import Release, Status, serving
from tests.support.stdio import environment


@pytest.fixture
def shop(tmp_path):
    install_fake(bare(tmp_path / "shop" / ".venv"), "requests", "2.32.3", modules=("requests",))
    return tmp_path / "shop"


async def test_what_was_wrong_is_said_once_the_index_is_back_without_a_restart(shop):
    with serving(Release("requests", "2.32.3")) as index:
        index.fail(Status(500))
        async with editing(shop, index) as editor:
            editor.open("requirements.txt", "mine-alone==1.0\n")
            await editor.until_said("requirements.txt", "not-installed")
            index.wait_for("/simple/mine-alone/")
            index.heal()
            await editor.until_said("requirements.txt", "unknown-project", 60)


async def test_one_line_in_the_log_for_one_index_that_is_away(shop):
    (shop / "requirements.txt").write_text("".join(f"project-{number}\n" for number in range(20)))
    with serving() as index:
        index.fail(Status(500))
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "venvls", "check", shop),
            env=environment(isolated(shop.parent, index)),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        _, errors = await asyncio.wait_for(process.communicate(), 60)
        assert index.paths
        about = [line for line in errors.decode().splitlines() if "127.0.0.1" in line]
        assert len(about) == 1, about


async def test_an_index_that_only_the_workspace_names_is_asked_after_consent_alone(shop):
    with serving(Release("requests", "2.32.3")) as mine, serving(Release("private", "1.0")) as theirs:
        async with editing(shop, mine) as editor:
            text = f"--index-url {theirs.url}\nprivate==2.0\n"
            (shop / "requirements.txt").write_text(text)
            editor.open("requirements.txt")
            await editor.until_said("requirements.txt", "not-installed")
            assert (await editor.execute("venvls.freeze"))["requirements"] == ["requests==2.32.3"]
            assert theirs.paths == []
            assert mine.paths == []
            assert await editor.execute("venvls.trust") == {"agreed": [theirs.url]}
            await editor.until_said("requirements.txt", "no-matching-release")
            assert theirs.paths


@pytest.mark.parametrize("installer", ["pip", "uv"])
async def test_an_installation_offline_says_nothing_about_the_index(tmp_path, installer):
    bare(tmp_path / "shop" / ".venv")
    with serving(Release("thing", "1.0")) as index:
        settings = {"installer": installer, "index": {"names": "off", "offline": True}}
        async with editing(tmp_path / "shop", index, settings=settings) as editor:
            editor.open("requirements.txt", "thing\n")
            await editor.until_said("requirements.txt", "not-installed")
            await editor.until_hovered("requirements.txt", 0, 2, "No index was asked")
            result = await editor.execute("venvls.install", requirements=["thing"])
            assert result["failure"]["message"] == "No index was asked, since venvls works offline"
            assert index.paths == []
