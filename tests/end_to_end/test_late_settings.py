"""Settings that a client tells when it is asked: they hold for what is open, and nothing is done before."""

import pytest

from tests.support.editing import editing
from tests.support.environments import bare
from tests.support.loopback_index import Release, serving
from tests.support.raw_client import CAPABILITIES, SILENCE

MANIFEST = "requirements.txt"
SLOW = "workspace/configuration"


@pytest.fixture
def shop(tmp_path):
    (tmp_path / "shop").mkdir()
    return tmp_path / "shop"


async def tell(editor, settings):
    """Answer the question for settings, which the client has left open."""
    (asked,) = await editor.client.until(lambda: questions(editor))
    answer = {"jsonrpc": "2.0", "id": asked["id"], "result": [settings for _ in asked["params"]["items"]]}
    editor.client.send(answer)


def questions(editor):
    return [message for message in editor.client.messages if message.get("method") == SLOW]


def slow(editor):
    editor.client.answers[SLOW] = SILENCE


async def test_who_wants_no_offers_gets_none_however_late_that_is_told(shop):
    async with editing(shop, None, capabilities=CAPABILITIES, before=slow) as editor:
        editor.open(MANIFEST, "# nothing yet\n")
        await editor.until_contract("missing")
        await tell(editor, {"environment": {"offer": False}})
        await editor.client.shut_down()
        await editor.server.exit_code()
        assert not editor.client.requests("window/showMessageRequest")


async def test_who_is_offline_asks_no_index_however_late_that_is_told(shop):
    bare(shop / ".venv")
    with serving(Release("flask", "3.0")) as index:
        async with editing(shop, index, capabilities=CAPABILITIES, before=slow) as editor:
            editor.open(MANIFEST, "flask\n")
            await editor.until_contract("ready")
            # Each of these would ask, and wait for the answer.
            assert await editor.hover(MANIFEST, 0, 2) == "**flask**"
            await tell(editor, {"index": {"offline": True}})
            assert await editor.hover(MANIFEST, 0, 2) == "**flask**"
            assert (await editor.client.execute("venvls.checkUpgrades", {"uri": editor.uri(MANIFEST)}))[
                "newer"
            ] == []
        assert not index.requests


async def test_a_client_that_never_tells_its_settings_is_not_waited_for(shop):
    bare(shop / ".venv")
    with serving(Release("flask", "3.0")) as index:
        async with editing(shop, index, capabilities=CAPABILITIES, before=slow) as editor:
            editor.open(MANIFEST, "flask==4\n")
            await editor.until_said(MANIFEST, "no-matching-release")


async def test_a_file_that_is_open_is_a_manifest_once_a_pattern_says_so(shop):
    async with editing(shop, None, capabilities=CAPABILITIES, before=slow) as editor:
        editor.open("needs.lst", "flask==\n")
        await tell(editor, {"manifests": {"patterns": ["needs.lst"]}})
        await editor.until_said("needs.lst", "invalid-requirement")
