"""The main job over stdio: from an unresolved import to an installed, declared, active environment."""

import pytest

from tests.support.editing import CAPABILITIES, editing
from tests.support.environments import ask, bare, install_fake
from tests.support.loopback_index import Release, serving
from tests.support.raw_client import SILENCE

PYYAML = (
    Release("PyYAML", "6.0.2", modules=("yaml", "_yaml")),
    Release("PyYAML", "6.0.1", modules=("yaml", "_yaml")),
)
FIRST, SECOND = "Install `PyYAML`", "Install `PyYAML` and add it to `requirements.txt`"


@pytest.fixture
def shop(tmp_path):
    folder = tmp_path / "shop"
    bare(folder / ".venv")
    (folder / "requirements.txt").write_text("# the shop\n")
    return folder


def titles(actions):
    return [action["title"] for action in actions]


async def test_from_an_unresolved_import_to_an_installed_declared_active_environment(shop):
    with serving(*PYYAML) as index:
        async with editing(shop, index) as editor:
            before = await editor.until_contract("ready")
            editor.open("requirements.txt")
            editor.open("app.py", "import json\nimport yaml\n")
            said = await editor.until_said("app.py", "unresolved-import")
            assert said["range"]["start"] == {"line": 1, "character": 7}

            actions = await editor.actions("app.py", 1, 8)
            assert titles(actions)[:2] == [FIRST, SECOND]
            result = await editor.perform(actions[1])

            assert result["failure"] is None
            assert result["added"] == [{"name": "pyyaml", "before": None, "after": "6.0.2"}]
            assert result["declared"] is True
            assert (shop / "requirements.txt").read_text() == "# the shop\nPyYAML\n"
            await editor.until_silent("app.py", "unresolved-import")
            after = await editor.until_contract("ready", after=before["generation"])
            assert after["sysPrefix"] == str(shop / ".venv")
            assert ask(shop / ".venv", "import yaml, json; print(json.dumps(yaml.__name__))") == "yaml"


async def test_progress_moves_and_never_goes_back(shop):
    with serving(*PYYAML) as index:
        async with editing(shop, index) as editor:
            await editor.execute("venvls.install", requirements=["pyyaml"])
            values = [p["value"] for p in editor.client.notifications("$/progress")]
            assert values[0]["kind"] == "begin"
            assert values[-1]["kind"] == "end"
            percentages = [v["percentage"] for v in values if v.get("percentage") is not None]
            assert percentages == sorted(percentages)
            assert len(set(percentages)) > 2
            assert "add pyyaml 6.0.2" in [v.get("message") for v in values]


async def test_the_fix_can_declare_in_pyproject_too(shop):
    (shop / "requirements.txt").unlink()
    (shop / "pyproject.toml").write_text(
        '[project]\nname = "shop"\nversion = "1"\ndependencies = [\n    "six",\n]\n'
    )
    with serving(*PYYAML, Release("six", "1.17", modules=("six.py",))) as index:
        async with editing(shop, index) as editor:
            editor.open("app.py", "import yaml\n")
            await editor.until_said("app.py", "unresolved-import")
            actions = await editor.actions("app.py", 0, 8)
            assert titles(actions)[:2] == [FIRST, "Install `PyYAML` and add it to `pyproject.toml`"]
            assert (await editor.perform(actions[1]))["declared"] is True
            text = (shop / "pyproject.toml").read_text()
            assert 'dependencies = [\n    "six",\n    "PyYAML",\n]' in text


async def test_an_editor_that_says_nothing_about_an_edit_is_not_said_to_have_refused_it(shop):
    silent = {**CAPABILITIES, "workspace": {"applyEdit": False}}
    with serving(*PYYAML) as index:
        async with editing(shop, index, capabilities=silent) as editor:
            editor.client.answers["workspace/applyEdit"] = SILENCE
            declare_in = editor.uri("requirements-dev.txt")
            result = await editor.execute("venvls.install", requirements=["PyYAML"], declareIn=declare_in)
            assert result["failure"] is None
            assert result["declared"] is False
            (shown,) = editor.client.notifications("window/showMessage")
            assert shown["message"] == (
                "the editor has not said whether it applied the edit: `requirements-dev.txt`"
            )
            assert (shop / "requirements-dev.txt").exists()


async def test_a_module_that_exists_nowhere_gets_a_diagnostic_and_no_fix(shop):
    with serving(*PYYAML) as index:
        async with editing(shop, index) as editor:
            editor.open("app.py", "import nowhere_to_be_found\n")
            await editor.until_said("app.py", "unresolved-import")
            assert await editor.actions("app.py", 0, 8) == []


async def test_a_project_of_that_name_without_the_module_is_never_offered(shop):
    with serving(Release("yaml", "1.0", modules=("something_else",))) as index:
        async with editing(shop, index) as editor:
            editor.open("app.py", "import yaml\n")
            await editor.until_said("app.py", "unresolved-import")
            assert await editor.actions("app.py", 0, 8) == []


async def test_only_a_small_part_of_a_wheel_is_read_for_the_proof(shop):
    with serving(Release("PyYAML", "6.0.2", modules=("yaml",), padding=3_000_000)) as index:
        async with editing(shop, index) as editor:
            editor.open("app.py", "import yaml\n")
            await editor.until_said("app.py", "unresolved-import")
            assert titles(await editor.actions("app.py", 0, 8))[0] == FIRST
            wheels = [request for request in index.requests if request.path.endswith(".whl")]
            assert wheels
            assert all("range" in request.headers for request in wheels)


async def test_what_is_there_is_not_reported(shop):
    (shop / "src" / "own").mkdir(parents=True)
    (shop / "src" / "own" / "__init__.py").write_text("")
    (shop / "beside.py").write_text("")
    install_fake(shop / ".venv", "requests", "2.32.3", modules=("requests",))
    install_fake(shop / ".venv", "protobuf", "5.0", modules=("google.protobuf",))
    (shop / "elsewhere").mkdir()
    (shop / "elsewhere" / "linked.py").write_text("")
    next((shop / ".venv" / "lib").glob("python*/site-packages")).joinpath("link.pth").write_text(
        f"{shop / 'elsewhere'}\n"
    )
    source = (
        "import json, own, beside, requests.sessions, linked\n"
        "import google.protobuf.message\n"
        "from . import nothing\n"
        "import google.cloud\n"
    )
    with serving() as index:
        async with editing(shop, index) as editor:
            editor.open("app.py", source)
            said = await editor.until_said("app.py", "unresolved-import")
            assert said["range"]["start"]["line"] == 3
            assert editor.codes("app.py") == ["unresolved-import"]


@pytest.mark.network
async def test_the_same_against_the_configured_index(shop, configured_index):
    async with editing(shop, None, environ=configured_index) as editor:
        editor.open("requirements.txt")
        editor.open("app.py", "import yaml\n")
        await editor.until_said("app.py", "unresolved-import", 60)
        actions = []
        while not actions:
            actions = await editor.actions("app.py", 0, 8)
        assert titles(actions)[:2] == [FIRST, SECOND]
        result = await editor.perform(actions[1], limit=300)
        assert [each["name"] for each in result["added"]] == ["pyyaml"]
        await editor.until_silent("app.py", "unresolved-import")
        assert ask(shop / ".venv", "import yaml; print(yaml.safe_load('42'))") == 42
