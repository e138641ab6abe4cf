"""What happens to an environment outside of the editor is seen by itself, and not all is read again."""

import asyncio
import shutil
import sys
import time

import pytest

from tests.support.editing import editing
from tests.support.environments import bare, install_fake, python_of, seeded
from tests.support.loopback_index import Release, serving
from tests.support.tracing import Tracing

THING = Release("thing", "1.0")
OTHERS = 50


@pytest.fixture
def shop(tmp_path):
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "requirements.txt").write_text("thing\n")
    return folder


async def in_a_terminal(*command):
    """Run a command as a person would beside the editor."""
    process = await asyncio.create_subprocess_exec(
        *map(str, command), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0, said.decode()


def installer(name, prefix):
    if name == "pip":
        return (python_of(prefix), "-m", "pip", "--isolated", "--disable-pip-version-check")
    return (sys.executable, "-m", "uv", "--no-config", "pip")


def options(name, prefix, index):
    target = ("--python", python_of(prefix)) if name == "uv" else ()
    return (*target, "--index-url", index.url)


@pytest.mark.parametrize("name", ["pip", "uv"])
async def test_an_install_in_a_terminal_is_seen_without_reading_everything_again(shop, tmp_path, name):
    prefix = seeded(shop / ".venv", "--seeder", "pip")
    for number in range(OTHERS):
        install_fake(prefix, f"other-{number}", modules=[f"other{number}"])
    tracing = Tracing(tmp_path, reads_below=prefix)
    with serving(THING) as index:
        async with editing(shop, index, environ=tracing.environ) as editor:
            editor.open("requirements.txt")
            await editor.until_said("requirements.txt", "not-installed")
            read_before = len(tracing.read())
            await in_a_terminal(*installer(name, prefix), "install", *options(name, prefix, index), "thing")
            ended = time.monotonic()
            await editor.until_silent("requirements.txt", "not-installed")
            print(f"seen {1000 * (time.monotonic() - ended):.0f} ms after the end of {name}")
            read = tracing.read()[read_before:]
            assert [path for path in read if "/other_" in path] == []
            assert any("thing-1.0.dist-info" in path for path in read)
            remove = ("uninstall", "--yes") if name == "pip" else ("uninstall", "--python", python_of(prefix))
            await in_a_terminal(*installer(name, prefix), *remove, "thing")
            await editor.until_said("requirements.txt", "not-installed")


async def test_created_moved_away_and_back_replaced_and_deleted(shop, tmp_path):
    prefix = shop / ".venv"
    async with editing(shop, None) as editor:
        editor.open("requirements.txt")
        generation = (await editor.until_contract("missing"))["generation"]
        bare(prefix)
        generation = (await editor.until_contract("ready", after=generation))["generation"]
        prefix.rename(tmp_path / "aside")
        generation = (await editor.until_contract("missing", after=generation))["generation"]
        (tmp_path / "aside").rename(prefix)
        generation = (await editor.until_contract("ready", after=generation))["generation"]
        shutil.rmtree(prefix)
        bare(prefix, prompt="another")
        replaced = await editor.client.until(lambda: _prompted(editor, "another"))
        assert replaced["generation"] > generation
        shutil.rmtree(prefix)
        await editor.until_contract("missing", after=replaced["generation"])


def _prompted(editor, prompt):
    contracts = editor.client.notifications("venvls/didChangeEnvironment")
    return next((one for one in contracts if prompt in str(one["environmentVariables"]["set"])), None)


async def test_a_link_that_is_turned_leads_to_the_other_environment(shop, tmp_path):
    one, two = bare(tmp_path / "one"), bare(tmp_path / "two")
    install_fake(two, "thing", modules=["thing"])
    (shop / ".venv").symlink_to(one)
    with serving(THING) as index:
        async with editing(shop, index) as editor:
            editor.open("requirements.txt")
            await editor.until_said("requirements.txt", "not-installed")
            (shop / ".turned").symlink_to(two)
            (shop / ".turned").rename(shop / ".venv")
            await editor.until_silent("requirements.txt", "not-installed")


async def test_a_file_that_names_another_environment_is_followed(shop, tmp_path):
    one, two = bare(tmp_path / "one"), bare(tmp_path / "two")
    (shop / ".venv").write_text(f"{one}\n")
    async with editing(shop, None) as editor:
        editor.open("requirements.txt")
        first = await editor.until_contract("ready")
        assert first["sysPrefix"] == str(one)
        (shop / ".venv").write_text(f"{two}\n")
        second = await editor.until_contract("ready", after=first["generation"])
        assert second["sysPrefix"] == str(two)


async def test_what_was_edited_in_place_is_seen(shop):
    prefix = bare(shop / ".venv")
    info = install_fake(prefix, "thing", "1.0", modules=["thing"])
    (shop / "requirements.txt").write_text("thing>=2\n")
    with serving(THING, Release("thing", "2.0")) as index:
        async with editing(shop, index) as editor:
            editor.open("requirements.txt")
            await editor.until_said("requirements.txt", "version-mismatch")
            shutil.rmtree(info)
            install_fake(prefix, "thing", "2.0", modules=["thing"])
            await editor.until_silent("requirements.txt", "version-mismatch")
