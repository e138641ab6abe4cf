"""A recreated environment is what the old one was, and a killed server loses neither."""

import os
import shutil
import subprocess

import pytest

from tests.support.editing import editing
from tests.support.environments import ask, bare, by_uv, install_fake
from tests.support.faults import Slow
from tests.support.loopback_index import Release, serving
from venvls.environments.inspection import inspect
from venvls.environments.interpreters import interpreters
from venvls.install.journal import close, hold
from venvls.model.environment import EnvironmentKind

pytestmark = pytest.mark.slow

THING = Release("thing", "1.0")


@pytest.fixture
def shop(tmp_path):
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "requirements.txt").write_text("# what the shop needs\n")
    return folder


@pytest.fixture
def another_python():
    """A Python of this machine that nobody would choose by himself: not the newest one."""
    found = [one for one in interpreters(os.environ) if (3, 9) <= one.version.release < (3, 13)]
    if not found:
        pytest.skip("there is one Python only")
    return found[-1]


def half_install(prefix):
    install_fake(prefix, "thing", "1.0", modules=("thing",), record=False)


def agreeing(params):
    return next(one for one in params["actions"] if one["title"] in {"Recreate", "Put it back"})


async def repaired(folder, code="interrupted-install"):
    with serving(THING) as index:
        async with editing(folder, index) as editor:
            editor.client.answers["window/showMessageRequest"] = agreeing
            argument = {"uri": folder.as_uri(), "code": code}
            params = {"command": "venvls.repairEnvironment", "arguments": [argument]}
            return await editor.client.request("workspace/executeCommand", params)


async def test_it_has_the_same_python_and_the_same_maker(shop, another_python):
    half_install(by_uv(shop / ".venv", "--python", another_python.executable))
    assert (await repaired(shop))["result"] == {"repaired": True, "failure": None}
    made = inspect(str(shop / ".venv"))
    assert (made.version, made.kind, made.has_pip) == (another_python.version, EnvironmentKind.UV, False)
    assert list(made.distributions) == ["thing"]


async def test_what_it_sees_of_its_python_is_seen_again_and_not_installed(shop):
    half_install(bare(shop / ".venv", system_site=True, prompt="mine"))
    assert (await repaired(shop))["result"] == {"repaired": True, "failure": None}
    made = inspect(str(shop / ".venv"))
    own = [one.name for one in made.distributions.values() if one.folder.startswith(made.prefix)]
    assert (made.system_site, made.prompt, own) == (True, "mine", ["thing"])


async def test_a_link_goes_on_leading_to_it(shop, tmp_path):
    elsewhere = bare(tmp_path / "elsewhere")
    (shop / ".venv").symlink_to(elsewhere)
    half_install(elsewhere)
    assert (await repaired(shop))["result"] == {"repaired": True, "failure": None}
    assert (shop / ".venv").readlink() == elsewhere
    assert ask(shop / ".venv", "import thing, json; print(json.dumps(thing.__name__))") == "thing"


async def test_it_waits_for_an_install_of_another_editor_and_keeps_what_that_brought(shop):
    half_install(bare(shop / ".venv"))
    other = hold(shop / ".venv", "Installing part")
    with serving(THING, Release("part", "1.5")) as index:
        async with editing(shop, index) as editor:
            editor.client.answers["window/showMessageRequest"] = agreeing
            argument = {"uri": shop.as_uri(), "code": "interrupted-install"}
            params = {"command": "venvls.repairEnvironment", "arguments": [argument]}
            repairing = editor.client.ask("workspace/executeCommand", params)
            await editor.client.until(lambda: waits_for(editor, "Installing part"))
            install_fake(shop / ".venv", "part", "1.5", modules=("part",))
            close(other)
            answer = await editor.client.response(repairing)
    assert answer["result"] == {"repaired": True, "failure": None}
    assert sorted(inspect(str(shop / ".venv")).distributions) == ["part", "thing"]


def waits_for(editor, whom):
    told = editor.client.notifications("$/progress")
    said = (one["value"].get("message") or "" for one in told)
    return any(each.startswith(f"Waiting for another install in this environment: {whom}") for each in said)


async def test_one_of_conda_is_left_to_conda(shop):
    half_install(bare(shop / ".conda"))
    (shop / ".conda" / "pyvenv.cfg").unlink()
    (shop / ".conda" / "conda-meta").mkdir()
    assert "only conda can make this environment anew" in (await repaired(shop))["error"]["message"]
    assert (shop / ".conda" / "conda-meta").is_dir()


@pytest.mark.parametrize("pointer", [".\n", "../precious\n", ".venv/../../precious\n"])
async def test_what_is_no_environment_is_never_replaced(shop, pointer):
    (shop.parent / "precious").mkdir()
    (shop.parent / "precious" / "thesis.txt").write_text("mine")
    (shop / ".venv").write_text(pointer)
    answer = await repaired(shop, "broken-environment")
    assert "this is no environment, so it is left as it is" in answer["error"]["message"]
    assert (shop.parent / "precious" / "thesis.txt").read_text() == "mine"
    assert (shop / "requirements.txt").exists()


async def test_a_folder_that_has_lost_its_configuration_file_is_an_environment_all_the_same(shop):
    (bare(shop / ".venv") / "pyvenv.cfg").unlink()
    assert (await repaired(shop, "broken-environment"))["result"] == {"repaired": True, "failure": None}
    assert inspect(str(shop / ".venv")).is_ready


async def test_a_server_killed_half_way_leaves_the_old_one_to_be_put_back(shop):
    half_install(bare(shop / ".venv"))
    (shop / ".venv" / "mine.txt").write_text("kept")
    with serving(THING) as index:
        async with editing(shop, index) as editor:
            editor.client.answers["window/showMessageRequest"] = agreeing
            await editor.until_contract("ready")
            index.fail(Slow(60.0), "/simple/thing")
            argument = {"uri": shop.as_uri(), "code": "interrupted-install"}
            params = {"command": "venvls.repairEnvironment", "arguments": [argument]}
            editor.client.ask("workspace/executeCommand", params)
            await editor.client.until(lambda: (shop / ".venv" / ".gitignore").exists() or reported(editor))
            explained = await editor.execute("venvls.explainEnvironment")
            assert "interrupted-recreation" not in {one["code"] for one in explained["defects"]}
            editor.server.process.kill()
            await editor.server.process.wait()
        async with editing(shop, index) as editor:
            editor.client.answers["window/showMessageRequest"] = agreeing
            editor.open("requirements.txt")
            await editor.client.until(lambda: kept(editor))
            fix = next(
                one
                for one in await editor.actions("requirements.txt", 0, 2)
                if one["title"] == "Put the environment back that was set aside"
            )
            assert await editor.perform(fix) == {"repaired": True, "failure": None}
    assert (shop / ".venv" / "mine.txt").read_text() == "kept"
    assert sorted(one.name for one in shop.iterdir()) == [".venv", "requirements.txt"]
    assert not [one for one in (shop / ".venv").iterdir() if "venvls" in one.name]


def reported(editor):
    told = editor.client.notifications("$/progress")
    return any("thing" in (one["value"].get("message") or "") for one in told)


def kept(editor):
    said = editor.client.diagnostics(editor.uri("requirements.txt"))
    return any("is kept in" in one["message"] for one in said)


async def test_a_repair_that_does_not_help_says_so(shop):
    half_install(bare(shop / ".venv"))
    leftover = next((shop / ".venv" / "lib").glob("py*")) / "site-packages" / "~hing"
    leftover.mkdir()
    immutable = subprocess.run(["chattr", "+i", str(leftover)], capture_output=True, check=False)
    if immutable.returncode != 0:
        leftover.rmdir()
        pytest.skip("nothing can be protected from its owner here")
    try:
        result = (await repaired(shop, "interrupted-uninstall"))["result"]
    finally:
        subprocess.run(["chattr", "-i", str(leftover)], check=True)
        shutil.rmtree(leftover)
    assert (result["repaired"], result["failure"]["reason"]) == (False, "permission")
