"""What is wrong with an environment is said on the manifest and can be mended from there."""

import json

import pytest

from tests.support.editing import editing
from tests.support.environments import ask, bare, install_fake, site_packages
from tests.support.loopback_index import Release, serving

THING = Release("thing", "1.0", requires=("part>=1",))
PART = Release("part", "1.5")
RECREATE = "Recreate the environment with what is installed in it"


@pytest.fixture
def shop(tmp_path):
    folder = tmp_path / "shop"
    bare(folder / ".venv")
    (folder / "requirements.txt").write_text("thing\n")
    return folder


def agreeing(params):
    return next(action for action in params["actions"] if action["title"] == "Recreate")


async def fixes(editor, title):
    actions = await editor.actions("requirements.txt", 0, 2)
    return [action for action in actions if action["title"] == title]


async def test_a_dangling_interpreter_is_said_and_the_environment_recreated(shop):
    install_fake(shop / ".venv", "thing", "1.0", modules=("thing",))
    install_fake(shop / ".venv", "part", "1.5", modules=("part",))
    for python in (shop / ".venv" / "bin").glob("python*"):
        python.unlink()
        python.symlink_to("/nowhere/python")
    with serving(THING, PART) as index:
        async with editing(shop, index) as editor:
            editor.client.answers["window/showMessageRequest"] = agreeing
            editor.open("requirements.txt")
            said = await editor.until_said("requirements.txt", "environment-defect")
            assert said["message"]
            result = await editor.perform((await fixes(editor, RECREATE))[0])
            assert result == {"repaired": True, "failure": None}
            await editor.until_contract("ready")
            assert (await editor.execute("venvls.freeze"))["requirements"] == ["part==1.5", "thing==1.0"]
            assert ask(shop / ".venv", "import thing, json; print(json.dumps(thing.__name__))") == "thing"
            assert sorted(path.name for path in shop.iterdir() if "venv" in path.name) == [".venv"]


async def test_a_recreation_that_fails_puts_the_old_environment_back(shop):
    install_fake(shop / ".venv", "unheard-of", "1.0", modules=("unheard_of",))
    (shop / ".venv" / "mine.txt").write_text("kept")
    for python in (shop / ".venv" / "bin").glob("python*"):
        python.unlink()
        python.symlink_to("/nowhere/python")
    with serving(THING, PART) as index:
        async with editing(shop, index) as editor:
            editor.client.answers["window/showMessageRequest"] = agreeing
            editor.open("requirements.txt")
            await editor.until_said("requirements.txt", "environment-defect")
            result = await editor.perform((await fixes(editor, RECREATE))[0])
            assert result["failure"]["reason"] == "no-matching-distribution"
            assert (shop / ".venv" / "mine.txt").read_text() == "kept"


async def test_missing_dependencies_of_what_is_installed_are_said_and_installed(shop):
    install_fake(shop / ".venv", "thing", "1.0", modules=("thing",), requires=("part>=1",))
    with serving(THING, PART) as index:
        async with editing(shop, index) as editor:
            editor.open("requirements.txt")
            await editor.until_said("requirements.txt", "environment-defect")
            await editor.perform((await fixes(editor, "Install the missing dependencies"))[0])
            assert "part==1.5" in (await editor.execute("venvls.freeze"))["requirements"]


async def test_leftovers_are_removed(shop):
    (site_packages(shop / ".venv") / "~hing").mkdir()
    with serving(THING, PART) as index:
        async with editing(shop, index) as editor:
            editor.open("requirements.txt")
            await editor.until_said("requirements.txt", "environment-defect")
            title = "Remove what the interrupted uninstallation left"
            await editor.perform((await fixes(editor, title))[0])
            assert not (site_packages(shop / ".venv") / "~hing").exists()


async def test_explain_and_select(shop, tmp_path):
    elsewhere = bare(tmp_path / "elsewhere")
    async with editing(shop, None) as editor:
        explained = await editor.execute("venvls.explainEnvironment")
        assert [each["prefix"] for each in explained["considered"] if each["taken"]] == [str(shop / ".venv")]
        contract = await editor.execute("venvls.selectEnvironment", prefix=str(elsewhere))
        assert contract["sysPrefix"] == str(elsewhere)
        assert any("chose" in reason for reason in contract["why"])
        contract = await editor.execute("venvls.selectEnvironment", prefix="../elsewhere/bin/python")
        assert contract["sysPrefix"] == str(elsewhere)
    async with editing(shop, None) as editor:
        assert (await editor.until_contract("ready"))["sysPrefix"] == str(elsewhere)
        contract = await editor.execute("venvls.selectEnvironment", prefix=None)
        assert contract["sysPrefix"] == str(shop / ".venv")
        response = await editor.client.request(
            "workspace/executeCommand",
            {
                "command": "venvls.selectEnvironment",
                "arguments": [{"uri": shop.as_uri(), "prefix": str(tmp_path)}],
            },
        )
        assert "no environment that can be used" in response["error"]["message"]
        assert json.dumps(explained)


async def test_a_choice_that_is_removed_counts_again_when_it_is_back(shop, tmp_path):
    elsewhere = bare(tmp_path / "elsewhere")
    async with editing(shop, None) as editor:

        def used(prefix):
            contracts = editor.client.notifications("venvls/didChangeEnvironment")
            return contracts and contracts[-1]["sysPrefix"] == str(prefix)

        await editor.execute("venvls.selectEnvironment", prefix=str(elsewhere))
        elsewhere.rename(tmp_path / "away")
        await editor.client.until(lambda: used(shop / ".venv"))
        explained = await editor.execute("venvls.explainEnvironment")
        assert explained["considered"][0]["why"] == (
            f"you chose `{elsewhere}` for this project, which is not there"
        )
        (tmp_path / "away").rename(elsewhere)
        await editor.client.until(lambda: used(elsewhere))
