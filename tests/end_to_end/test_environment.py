"""Environments as a person in an editor meets them."""

import os
import shutil

import pytest
from packaging.tags import platform_tags

from tests.support.editing import editing
from tests.support.environments import ask, bare, install_fake
from tests.support.loopback_index import Release, serving
from venvls.environments.interpreters import interpreters, one_of_each_minor

CREATE = "Create `.venv`"


@pytest.fixture
def shop(tmp_path):
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "requirements.txt").write_text("# nothing yet\n")
    return folder


def choosing(title):
    return lambda params: next(action for action in params["actions"] if action["title"] == title)


async def test_creation_is_offered_and_done_with_progress(shop):
    async with editing(shop, None) as editor:
        editor.client.answers["window/showMessageRequest"] = choosing(CREATE)
        editor.open("requirements.txt")
        contract = await editor.until_contract("ready", limit=60)
        assert contract["sysPrefix"] == str(shop / ".venv")
        assert (shop / ".venv" / ".gitignore").read_text().splitlines()[-1] == "*"
        assert ask(shop / ".venv", "import sys, json; print(json.dumps(sys.prefix))") == str(shop / ".venv")
        kinds = [p["value"]["kind"] for p in editor.client.notifications("$/progress")]
        assert kinds[0] == "begin"
        assert kinds[-1] == "end"
        states = [c["state"] for c in editor.client.notifications("venvls/didChangeEnvironment")]
        assert states[0] == "missing"
        assert "creating" in states


async def test_why_nothing_can_be_created_is_told_to_who_accepted_the_offer(shop):
    (shop / "pyproject.toml").write_text(
        '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=99"\n'
    )
    async with editing(shop, None) as editor:
        editor.client.answers["window/showMessageRequest"] = choosing(CREATE)
        editor.open("requirements.txt")
        await editor.client.until(lambda: editor.client.notifications("window/showMessage"))
        (said,) = editor.client.notifications("window/showMessage")
        assert said["message"].endswith("satisfies `requires-python`: `>=99`")
        assert said["type"] == 1
        assert not (shop / ".venv").exists()


async def test_what_was_cancelled_is_missing_again_and_can_be_created(shop):
    async with editing(shop, None) as editor:
        params = {"command": "venvls.createEnvironment", "arguments": [{"uri": shop.as_uri()}]}
        request = editor.client.ask("workspace/executeCommand", params)
        await editor.until_contract("creating")
        editor.client.notify("$/cancelRequest", {"id": request})
        assert (await editor.client.response(request))["error"]["code"] == -32800
        contract = await editor.client.result("venvls/environment", {"uri": shop.as_uri()})
        assert contract["state"] == "missing"
        assert not (shop / ".venv").exists()
        assert (await editor.execute("venvls.createEnvironment"))["created"]


async def test_what_another_tool_has_settled_is_told_when_it_changes(shop):
    bare(shop / ".venv")
    async with editing(shop, None) as editor:
        editor.open("requirements.txt")
        first = await editor.until_contract("ready")
        assert first["overrides"] == []
        file = shop / "ty.toml"
        file.write_text('[environment]\npython = "other"\n')
        editor.client.notify(
            "workspace/didChangeWatchedFiles", {"changes": [{"uri": file.as_uri(), "type": 1}]}
        )
        await editor.client.until(lambda: told(editor)["overrides"])
        assert told(editor)["generation"] > first["generation"]
        assert told(editor)["consumers"]["ty"]["settings"] == {"ty": {}}
        file.unlink()
        editor.client.notify(
            "workspace/didChangeWatchedFiles", {"changes": [{"uri": file.as_uri(), "type": 3}]}
        )
        await editor.client.until(lambda: not told(editor)["overrides"])


def told(editor):
    """Return the contract that was announced last."""
    return editor.client.notifications("venvls/didChangeEnvironment")[-1]


async def test_not_now_is_remembered(shop):
    for start in (1, 2):
        async with editing(shop, None) as editor:
            editor.open("requirements.txt")
            await editor.until_contract("missing")
            if start == 1:
                await editor.client.until(lambda: editor.client.requests("window/showMessageRequest"))
            await editor.client.shut_down()
            await editor.server.exit_code()
            asked = editor.client.requests("window/showMessageRequest")
            assert len(asked) == (1 if start == 1 else 0)


async def test_nothing_is_offered_for_files_that_definitions_lead_to(shop, tmp_path):
    library = tmp_path / "library"
    library.mkdir()
    (library / "thing.py").write_text("import nothing\n")
    async with editing(shop, None) as editor:
        uri = (library / "thing.py").as_uri()
        editor.client.open(uri, "import nothing\n", "python")
        contract = await editor.client.result("venvls/environment", {"uri": uri})
        assert contract["state"] == "missing"
        # Offers come one after the other: that of the project came after this one.
        editor.open("requirements.txt")
        await editor.client.until(lambda: offers(editor))
        assert offers(editor) == [f"no environment was found for `{shop}`"]


def offers(editor):
    return [one["message"] for one in editor.client.requests("window/showMessageRequest")]


async def test_an_existing_folder_is_never_overwritten(shop):
    (shop / ".venv").mkdir()
    (shop / ".venv" / "precious.txt").write_text("mine")
    async with editing(shop, None) as editor:
        editor.open("requirements.txt")
        response = await editor.client.request(
            "workspace/executeCommand",
            {"command": "venvls.createEnvironment", "arguments": [{"uri": shop.as_uri()}]},
        )
        assert ".venv" in str(response)
        assert response.get("result", {}).get("created") is not True
        assert (shop / ".venv" / "precious.txt").read_text() == "mine"


async def test_an_interpreter_that_satisfies_requires_python_is_chosen_or_none(shop):
    (shop / "pyproject.toml").write_text(
        '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.99"\n'
    )
    async with editing(shop, None) as editor:
        response = await editor.client.request(
            "workspace/executeCommand",
            {"command": "venvls.createEnvironment", "arguments": [{"uri": shop.as_uri()}]},
        )
        assert response["error"]["message"] == (
            "no interpreter on this machine satisfies `requires-python`: `>=3.99`"
        )
        assert not (shop / ".venv").exists()


async def test_an_environment_that_appears_breaks_and_vanishes_on_disk_is_noticed(shop):
    with serving() as index:
        async with editing(shop, index) as editor:
            editor.open("app.py", "import requests\n")
            missing = await editor.until_contract("missing")
            bare(shop / ".venv")
            ready = await editor.until_contract("ready", after=missing["generation"])
            await editor.until_said("app.py", "unresolved-import")
            install_fake(shop / ".venv", "requests", "2.32.3", modules=("requests",))
            await editor.until_silent("app.py", "unresolved-import")
            changed = await editor.until_contract("ready", after=ready["generation"])
            (shop / ".venv" / "bin" / "python").unlink()
            for link in (shop / ".venv" / "bin").glob("python*"):
                link.unlink()
            broken = await editor.until_contract("broken", after=changed["generation"])
            assert broken["reason"]
            shutil.rmtree(shop / ".venv")
            await editor.until_contract("missing", after=broken["generation"])


async def test_the_request_answers_the_whole_contract(shop):
    bare(shop / ".venv")
    async with editing(shop, None) as editor:
        contract = await editor.client.result("venvls/environment", {"uri": editor.uri("requirements.txt")})
        assert set(contract) == {
            "scopeUri",
            "generation",
            "state",
            "reason",
            "interpreter",
            "sysPrefix",
            "version",
            "implementation",
            "kind",
            "why",
            "environmentVariables",
            "shells",
            "consumers",
            "overrides",
        }
        assert contract["scopeUri"] == shop.as_uri()
        assert contract["state"] == "ready"
        assert set(contract["version"]) == {"major", "minor", "patch"}
        assert set(contract["environmentVariables"]) == {"set", "prepend", "unset"}
        assert {"bash", "zsh", "fish", "powershell", "cmd", "nu"} <= set(contract["shells"])
        assert {"pyright", "ty", "pylsp", "jedi-language-server"} <= set(contract["consumers"])


async def test_two_projects_in_one_window_never_mix(tmp_path):
    for name in ("one", "two"):
        bare(tmp_path / "work" / name / ".venv")
        (tmp_path / "work" / name / "pyproject.toml").write_text(
            f'[project]\nname = "{name}"\nversion = "1"\n'
        )
    install_fake(tmp_path / "work" / "one" / ".venv", "requests", "2.32.3", modules=("requests",))
    with serving() as index:
        async with editing(tmp_path / "work", index) as editor:
            editor.open("one/app.py", "import requests\n")
            editor.open("two/app.py", "import requests\n")
            await editor.until_said("two/app.py", "unresolved-import")
            await editor.client.until(lambda: editor.client.publications(editor.uri("one/app.py")))
            assert editor.codes("one/app.py") == []


async def test_the_interpreter_that_a_project_pins_is_taken(shop):
    (shop / ".python-version").write_text("3.12\n")
    async with editing(shop, None) as editor:
        response = await editor.client.request(
            "workspace/executeCommand",
            {"command": "venvls.createEnvironment", "arguments": [{"uri": shop.as_uri()}]},
            limit=60,
        )
        minor = response["result"]["environment"]["version"]["minor"]
        available = {found.version.minor for found in interpreters(os.environ)}
        assert minor == 12 or 12 not in available


def second_newest():
    """Return the minor version before the newest that this machine has."""
    several = one_of_each_minor(interpreters(os.environ), ">=3.8")
    if len(several) < 2:
        pytest.skip("there is one Python only")
    return several[1].version.minor


async def minor_of_a_new_one(folder, *releases):
    with serving(*releases) as index:
        async with editing(folder, index) as editor:
            return (await editor.execute("venvls.createEnvironment"))["environment"]["version"]["minor"]


async def test_the_newest_interpreter_with_wheels_for_what_is_declared_is_chosen(shop):
    minor = second_newest()
    (shop / "requirements.txt").write_text("built\nplain\n")
    built = Release(
        "built", "1.0", tags=(f"cp3{minor}-cp3{minor}-{next(platform_tags())}",), with_source=True
    )
    assert await minor_of_a_new_one(shop, built, Release("plain", "1.0")) == minor


async def test_what_has_no_wheel_for_anybody_decides_nothing(shop):
    second_newest()
    newest = max(found.version.minor for found in interpreters(os.environ))
    (shop / "pyproject.toml").write_text('[project]\nname = "s"\nversion = "1"\ndependencies = ["raw"]\n')
    assert await minor_of_a_new_one(shop, Release("raw", "1.0", source_only=True)) == newest


async def test_an_interpreter_can_be_named_that_lies_where_nobody_would_look(shop, tmp_path):
    found = next(one for one in interpreters(os.environ) if one.version.release >= (3, 9))
    (shop / "pyproject.toml").write_text('[project]\nname = "s"\nversion = "1"\nrequires-python = "<3.9"\n')
    alias = tmp_path / "my-python"
    alias.symlink_to(found.executable)
    async with editing(shop, None, environ={"PATH": os.defpath, "PYENV_ROOT": "/nowhere"}) as editor:
        argument = {"uri": shop.as_uri(), "interpreter": str(alias)}
        params = {"command": "venvls.createEnvironment", "arguments": [argument]}
        refused = await editor.client.request("workspace/executeCommand", params)
        assert refused["error"]["message"] == f"`{alias}` does not satisfy `requires-python`: `<3.9`"
        (shop / "pyproject.toml").unlink()
        made = (await editor.execute("venvls.createEnvironment", interpreter=str(alias)))["environment"]
        assert made["version"]["minor"] == found.version.minor


async def test_what_a_project_requires_is_installed_with_its_environment(shop):
    (shop / "requirements.txt").write_text("thing\n")
    with serving(Release("thing", "1.0")) as index:
        async with editing(shop, index) as editor:
            result = await editor.execute("venvls.createEnvironment", installRequirements=True)
            assert result["failure"] is None
            assert "thing==1.0" in (await editor.execute("venvls.freeze"))["requirements"]


async def test_a_script_has_an_environment_of_its_own(shop):
    bare(shop / ".venv")
    script = '# /// script\n# dependencies = ["thing"]\n# ///\nimport thing\n'
    with serving(Release("thing", "1.0")) as index:
        environ = {"XDG_CACHE_HOME": str(shop.parent / "cache")}
        async with editing(shop, index, environ=environ) as editor:
            editor.open("tool.py", script)
            contract = await editor.client.result("venvls/environment", {"uri": editor.uri("tool.py")})
            assert contract["state"] == "missing"
            assert contract["scopeUri"] == editor.uri("tool.py")
            result = await editor.execute(
                "venvls.createEnvironment", uri=editor.uri("tool.py"), installRequirements=True
            )
            assert result["failure"] is None
            assert result["environment"]["sysPrefix"].startswith(str(shop.parent / "cache"))
            frozen = await editor.execute("venvls.freeze", uri=editor.uri("tool.py"))
            assert frozen["requirements"] == ["thing==1.0"]
            assert (await editor.execute("venvls.freeze"))["requirements"] == []


async def test_nothing_is_created_for_a_folder_that_is_gone(shop):
    async with editing(shop, None) as editor:
        editor.open("requirements.txt")
        await editor.until_contract("missing")
        shutil.rmtree(shop)
        for uri in (shop.as_uri(), f"{shop.as_uri()}/requirements.txt", f"{shop.as_uri()}/other/app.py"):
            params = {"command": "venvls.createEnvironment", "arguments": [{"uri": uri}]}
            response = await editor.client.request("workspace/executeCommand", params)
            assert "there is no such f" in response["error"]["message"]
    assert not shop.exists()
    assert not (shop.parent / ".venv").exists()
