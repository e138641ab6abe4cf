"""Installs by command: cancelled, failing, racing, killed."""

import asyncio
import hashlib
import json
import os
from pathlib import Path

import pytest

from tests.support.editing import editing
from tests.support.environments import ask, bare, install_fake, site_packages
from tests.support.loopback_index import Release, Slow, Status, serving
from tests.support.raw_client import SILENCE

THINGS = (
    Release("thing", "2.0", requires=("part>=1",)),
    Release("thing", "1.0"),
    Release("part", "1.5"),
    Release("part", "0.5"),
)


BACKEND = """
import zipfile

def get_requires_for_build_editable(config_settings=None):
    return []

def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    name = "shop-1.0-py3-none-any.whl"
    files = {
        "shop.pth": __file__.rpartition("/")[0],
        "shop-1.0.dist-info/METADATA": "Metadata-Version: 2.1\\nName: shop\\nVersion: 1.0\\n",
        "shop-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    }
    record = "".join(f"{path},,\\n" for path in [*files, "shop-1.0.dist-info/RECORD"])
    with zipfile.ZipFile(f"{wheel_directory}/{name}", "w") as wheel:
        for path, text in {**files, "shop-1.0.dist-info/RECORD": record}.items():
            wheel.writestr(path, text)
    return name
"""


@pytest.fixture
def shop(tmp_path):
    bare(tmp_path / "shop" / ".venv")
    return tmp_path / "shop"


def contents(prefix: Path) -> dict[str, str]:
    """Return a digest of every file below a folder, and the names of all folders."""
    found = {}
    for folder, _, names in os.walk(prefix):
        found[folder] = "folder"
        for name in names:
            path = Path(folder, name)
            found[str(path)] = (
                os.readlink(path) if path.is_symlink() else hashlib.sha256(path.read_bytes()).hexdigest()
            )
    return found


def projects(steps):
    return {step["name"]: step["after"] for step in steps}


async def test_install_upgrade_uninstall_freeze(shop):
    with serving(*THINGS) as index:
        async with editing(shop, index) as editor:
            result = await editor.execute("venvls.install", requirements=["thing==1.0"])
            assert projects(result["added"]) == {"thing": "1.0"}
            result = await editor.execute("venvls.upgrade", requirements=["thing"])
            assert result["changed"] == [{"name": "thing", "before": "1.0", "after": "2.0"}]
            assert projects(result["added"]) == {"part": "1.5"}
            assert (await editor.execute("venvls.freeze"))["requirements"] == ["part==1.5", "thing==2.0"]
            result = await editor.execute("venvls.uninstall", requirements=["thing"])
            assert [step["name"] for step in result["removed"]] == ["thing"]
            assert (await editor.execute("venvls.freeze"))["requirements"] == ["part==1.5"]


async def test_sync_installs_what_a_requirements_file_says(shop):
    (shop / "requirements.txt").write_text("thing<2\npart\n")
    with serving(*THINGS) as index:
        async with editing(shop, index) as editor:
            result = await editor.execute("venvls.sync", uri=editor.uri("requirements.txt"))
            assert projects(result["added"]) == {"part": "1.5", "thing": "1.0"}


@pytest.mark.parametrize(
    ("command", "argument"),
    [
        ("venvls.install", {"requirements": []}),
        ("venvls.install", {"requirements": ["part", 3]}),
        ("venvls.install", {"requirements": ["part"], "uri": 5}),
        ("venvls.install", {"requirements": ["part"], "prereleases": "yes"}),
        ("venvls.createEnvironment", {"installer": "another"}),
        ("venvls.sync", {"uri": "file:///shop/app.py"}),
        ("venvls.sync", {"uri": "file:///shop/pyproject.toml"}),
    ],
)
async def test_an_argument_of_another_shape_is_invalid(shop, command, argument):
    with serving(*THINGS) as index:
        async with editing(shop, index) as editor:
            params = {"command": command, "arguments": [{"uri": editor.uri("app.py"), **argument}]}
            response = await editor.client.request("workspace/executeCommand", params)
    assert response["error"]["code"] == -32602


async def test_sync_asks_before_it_contacts_an_index_that_only_the_folder_names(shop):
    with serving() as mine, serving(*THINGS) as theirs:
        (shop / "requirements.txt").write_text(f"--index-url {theirs.url}\npart\n")
        async with editing(shop, mine) as editor:
            uri = editor.uri("requirements.txt")
            result = await editor.execute("venvls.sync", uri=uri)
            assert result["failure"]["reason"] == "not-trusted"
            assert theirs.paths == []
            editor.client.answers["window/showMessageRequest"] = lambda params: params["actions"][0]
            result = await editor.execute("venvls.sync", uri=uri)
            assert projects(result["added"]) == {"part": "1.5"}


async def test_the_project_itself_is_installed_in_place(shop):
    (shop / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
        '[project]\nname = "shop"\nversion = "1.0"\n'
    )
    (shop / "backend.py").write_text(BACKEND)
    async with editing(shop, None) as editor:
        result = await editor.execute("venvls.install", requirements=["-e ."])
        assert result["failure"] is None, result
        assert projects(result["added"]) == {"shop": "1.0"}


async def test_what_is_removed_while_it_is_compiled_leaves_nothing_behind(shop):
    modules = {f"part/module_{number}.py": "x = [1, 2, 3]\n" * 200 for number in range(200)}
    with serving(Release("part", "1.5", files=modules)) as index:
        async with editing(shop, index) as editor:
            assert (await editor.execute("venvls.install", requirements=["part"]))["failure"] is None
            assert (await editor.execute("venvls.uninstall", requirements=["part"]))["failure"] is None
            assert not (site_packages(shop / ".venv") / "part").exists()


async def test_upgrade_installer_puts_a_pip_there(shop):
    with serving(Release("pip", "99.0")) as index:
        async with editing(shop, index) as editor:
            result = await editor.execute("venvls.upgradeInstaller")
            assert projects(result["added"]) == {"pip": "99.0"}


async def test_cancelled_while_resolving_the_environment_is_byte_identical(shop):
    before = contents(shop / ".venv")
    with serving(*THINGS) as index:
        index.fail(Slow(30), "/simple/thing/")
        async with editing(shop, index) as editor:
            params = {
                "command": "venvls.install",
                "arguments": [{"uri": shop.as_uri(), "requirements": ["thing"]}],
            }
            number = editor.client.ask("workspace/executeCommand", params)
            await asyncio.to_thread(index.wait_for, "/simple/thing/")
            editor.client.notify("$/cancelRequest", {"id": number})
            response = await editor.client.response(number)
            assert response["error"]["code"] == -32800
            assert contents(shop / ".venv") == before


async def test_cancelled_by_the_progress_while_resolving(shop):
    before = contents(shop / ".venv")
    with serving(*THINGS) as index:
        index.fail(Slow(30), "/simple/thing/")
        async with editing(shop, index) as editor:
            params = {
                "command": "venvls.install",
                "arguments": [{"uri": shop.as_uri(), "requirements": ["thing"]}],
            }
            number = editor.client.ask("workspace/executeCommand", params)
            await asyncio.to_thread(index.wait_for, "/simple/thing/")
            token = editor.client.requests("window/workDoneProgress/create")[-1]["token"]
            editor.client.notify("window/workDoneProgress/cancel", {"token": token})
            response = await editor.client.response(number)
            assert response["result"]["failure"]["reason"] == "cancelled"
            assert contents(shop / ".venv") == before


async def test_cancelled_while_applying_the_plan_is_completed_and_the_result_says_so(shop):
    with serving(*THINGS) as index:
        async with editing(shop, index) as editor:
            params = {
                "command": "venvls.install",
                "arguments": [{"uri": shop.as_uri(), "requirements": ["thing"]}],
            }
            number = editor.client.ask("workspace/executeCommand", params)

            def applying():
                messages = [p["value"].get("message") for p in editor.client.notifications("$/progress")]
                return any(message and message.startswith("add ") for message in messages)

            await editor.client.until(applying, 60)
            editor.client.notify("$/cancelRequest", {"id": number})
            response = await editor.client.response(number, 60)
            assert response["result"]["cancelledLate"] is True
            assert projects(response["result"]["added"]) == {"part": "1.5", "thing": "2.0"}
            assert ask(shop / ".venv", "import thing, json; print(json.dumps(thing.__name__))") == "thing"


@pytest.mark.parametrize(
    ("requirements", "reason"),
    [
        (["thing==99"], "no-matching-distribution"),
        (["thing==2.0", "part<1"], "conflict"),
        (["--index-url=https://index.example/simple"], "invalid-request"),
        (["not a requirement"], "invalid-request"),
    ],
)
async def test_a_failure_has_a_reason_a_sentence_and_changes_nothing(shop, requirements, reason):
    before = contents(shop / ".venv")
    with serving(*THINGS) as index:
        async with editing(shop, index) as editor:
            result = await editor.execute("venvls.install", requirements=requirements)
            assert result["failure"]["reason"] == reason
            assert result["failure"]["message"]
            assert "Traceback" not in result["failure"]["message"] + result["failure"]["detail"]
            assert result["added"] == result["changed"] == result["removed"] == []
            shown = [message["message"] for message in editor.client.notifications("window/showMessage")]
            assert result["failure"]["message"] in shown
            assert contents(shop / ".venv") == before


async def test_credentials_are_told_to_nobody_who_looks_at_the_job(shop):
    with serving(*THINGS) as index:
        index.require("me", "hidden-word")
        address = index.url_with("me", "hidden-word").replace("/simple/", "/files/part-1.5-py3-none-any.whl")
        async with editing(shop, index) as editor:
            result = await editor.execute("venvls.install", requirements=[f"part @ {address}"])
            assert result["failure"] is None, result
            assert projects(result["added"]) == {"part": "1.5"}
            assert (await editor.execute("venvls.uninstall", requirements=["part"]))["failure"] is None
            begun = [
                p["value"]["title"]
                for p in editor.client.notifications("$/progress")
                if "title" in p["value"]
            ]
            assert begun[0].startswith("Installing part @ http://****@")
            assert not any("hidden-word" in json.dumps(message) for message in editor.client.messages)


async def test_an_index_that_is_away_is_a_network_failure(shop):
    with serving(*THINGS) as index:
        index.fail(Status(503))
        async with editing(shop, index) as editor:
            result = await editor.execute("venvls.install", requirements=["thing"])
            assert result["failure"]["reason"] == "network"


async def test_without_an_environment_the_result_says_so(tmp_path):
    async with editing(tmp_path / "empty", None) as editor:
        result = await editor.execute("venvls.install", requirements=["thing"])
        assert result["failure"]["reason"] == "no-environment"


async def test_two_jobs_for_one_environment_wait_for_each_other(shop):
    with serving(*THINGS) as index:
        async with editing(shop, index) as editor:
            both = await asyncio.gather(
                editor.execute("venvls.install", requirements=["thing==1.0"]),
                editor.execute("venvls.install", requirements=["part"]),
            )
            assert [result["failure"] for result in both] == [None, None]
            assert (await editor.execute("venvls.freeze"))["requirements"] == ["part==1.5", "thing==1.0"]


@pytest.mark.parametrize(
    "argument",
    [
        None,
        5,
        [],
        {},
        {"uri": 5},
        {"uri": "untitled:x", "requirements": ["a"]},
        {"uri": "", "requirements": []},
    ],
)
async def test_a_malformed_argument_is_answered_with_a_sentence(shop, argument):
    async with editing(shop, None) as editor:
        response = await editor.client.request(
            "workspace/executeCommand", {"command": "venvls.install", "arguments": [argument]}
        )
        assert response["error"]["message"]
        assert "Traceback" not in response["error"]["message"]


@pytest.mark.slow
@pytest.mark.parametrize("delay", [0.0, 0.1, 0.2, 0.4, 0.8])
async def test_killed_at_any_moment_the_environment_stays_importable_or_is_repaired(shop, delay):
    install_fake(shop / ".venv", "thing", "1.0", modules=("thing",))
    with serving(*THINGS) as index:
        async with editing(shop, index) as editor:
            await editor.until_contract("ready")
            params = {
                "command": "venvls.upgrade",
                "arguments": [{"uri": shop.as_uri(), "requirements": ["thing"]}],
            }
            editor.client.ask("workspace/executeCommand", params)
            await editor.client.until(
                lambda: any(
                    (p["value"].get("message") or "").startswith("change ")
                    for p in editor.client.notifications("$/progress")
                ),
                60,
            )
            # The moment itself is the point of this test; every one of them must do.
            await asyncio.sleep(delay)
            editor.server.process.kill()
            await editor.server.process.wait()
        async with editing(shop, index) as editor:
            await editor.until_contract("ready")
            frozen: list[str] = []
            async with asyncio.timeout(60):
                while frozen not in (["thing==1.0"], ["part==1.5", "thing==2.0"]):
                    frozen = (await editor.execute("venvls.freeze"))["requirements"]
            assert ask(shop / ".venv", "import thing, json; print(json.dumps(thing.__name__))") == "thing"


async def test_a_client_that_announces_everything_and_answers_nothing_holds_nothing_up(shop):
    (shop / "requirements.txt").write_text("")
    with serving(*THINGS) as index:
        async with editing(shop, index) as editor:
            editor.client.answers["window/workDoneProgress/create"] = SILENCE
            editor.client.answers["workspace/applyEdit"] = SILENCE
            params = {
                "uri": shop.as_uri(),
                "requirements": ["part"],
                "declareIn": editor.uri("requirements.txt"),
            }
            number = editor.client.ask(
                "workspace/executeCommand", {"command": "venvls.install", "arguments": [params]}
            )
            asked = await editor.client.until(
                lambda: next(
                    (
                        m
                        for m in editor.client.messages
                        if m.get("method") == "window/workDoneProgress/create"
                    ),
                    None,
                )
            )
            await asyncio.to_thread(index.wait_for, "/simple/part/")
            # What is planned before the client has said a word is shown when it does.
            editor.client.send({"jsonrpc": "2.0", "id": asked["id"], "result": None})
            await editor.client.until(lambda: editor.client.notifications("$/progress"), 5)
            result = (await editor.client.response(number))["result"]
            assert projects(result["added"]) == {"part": "1.5"}
            assert result["declared"] is False
            assert result["undeclared"] == (
                "the editor has not said whether it applied the edit: `requirements.txt`"
            )


async def test_a_second_editor_waits_for_the_first_and_says_so(shop):
    (shop / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
        '[project]\nname = "shop"\nversion = "1.0"\n'
    )
    gate = shop / "gate"
    os.mkfifo(gate)
    (shop / "backend.py").write_text(BACKEND + WAITING.format(gate=str(gate)))
    with serving(*THINGS) as index:
        async with editing(shop, index) as first, editing(shop, index) as second:
            building = asyncio.ensure_future(first.execute("venvls.install", requirements=["-e ."]))
            await asyncio.to_thread(gate.write_text, "built for the plan")
            await first.client.until(lambda: told(first, "add shop"))
            installing = asyncio.ensure_future(second.execute("venvls.install", requirements=["part"]))
            waiting = await second.client.until(lambda: told(second, "Waiting for another install"))
            assert "Installing -e . (process " in waiting
            await asyncio.to_thread(gate.write_text, "built for good")
            for result in await asyncio.gather(building, installing):
                assert result["failure"] is None
            frozen = (await second.execute("venvls.freeze"))["requirements"]
            assert "part==1.5" in frozen


WAITING = """
_whole = build_editable

def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    open({gate!r}).read()
    return _whole(wheel_directory, config_settings, metadata_directory)
"""


def told(editor, beginning):
    """Return the first progress message that begins so."""
    messages = [each["value"].get("message") or "" for each in editor.client.notifications("$/progress")]
    return next((message for message in messages if message.startswith(beginning)), "")
