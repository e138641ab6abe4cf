"""A project that changes on its index while an editor is open: seen soon, and asked for sparingly."""

import asyncio

import pytest

from tests.support.editing import editing
from tests.support.environments import bare
from tests.support.loopback_index import Release, serving

MANIFEST = "requirements.txt"
OFTEN = {"index": {"names": "off", "refreshInterval": 0.2}}


@pytest.fixture
def shop(tmp_path):
    bare(tmp_path / "shop" / ".venv")
    return tmp_path / "shop"


async def test_a_release_that_is_published_is_seen_without_a_restart(shop):
    with serving(Release("flask", "3.0"), max_age=1) as index:
        async with editing(shop, index, settings=OFTEN) as editor:
            editor.open(MANIFEST, "flask==3.1\n")
            await editor.until_said(MANIFEST, "no-matching-release")
            index.publish(Release("flask", "3.1"))
            await editor.until_silent(MANIFEST, "no-matching-release")
            assert "3.1" in await editor.hover(MANIFEST, 0, 2)


async def test_a_project_that_is_published_is_unknown_no_longer(shop):
    with serving(Release("flask", "3.0"), max_age=1) as index:
        async with editing(shop, index, settings=OFTEN) as editor:
            editor.open(MANIFEST, "flask\nmine\n")
            await editor.until_said(MANIFEST, "unknown-project")
            index.publish(Release("mine", "1.0"))
            await editor.until_silent(MANIFEST, "unknown-project")


async def test_what_has_not_changed_costs_an_answer_without_a_body_and_no_message(shop):
    with serving(Release("flask", "3.0"), max_age=1) as index:
        async with editing(shop, index, settings=OFTEN) as editor:
            editor.open(MANIFEST, "flask==3.1\n")
            await editor.until_said(MANIFEST, "no-matching-release")
            published = len(editor.client.publications(editor.uri(MANIFEST)))
            # The last one but one was answered, and what followed from it was said.
            await _asked(index, "flask", times=4)
            conditional = ["if-none-match" in one.headers for one in index.asked("/simple/flask/")]
            assert conditional[:4] == [False, True, True, True]
            assert len(editor.client.publications(editor.uri(MANIFEST))) == published


async def test_a_hover_shows_what_is_known_and_has_it_asked_for_again(shop):
    with serving(Release("flask", "3.0"), max_age=0) as index:
        never = {"index": {"names": "off", "refreshInterval": 0}}
        async with editing(shop, index, settings=never) as editor:
            editor.open(MANIFEST, "flask==3.1\n")
            await editor.until_said(MANIFEST, "no-matching-release")
            index.publish(Release("flask", "3.1"))
            assert "3.0" in await editor.hover(MANIFEST, 0, 2)
            await editor.until_silent(MANIFEST, "no-matching-release")


async def test_while_no_manifest_is_open_nobody_is_asked(shop):
    with serving(Release("flask", "3.0"), Release("werkzeug", "3.0"), max_age=0) as index:
        async with editing(shop, index, settings=OFTEN) as editor:
            editor.open(MANIFEST, "flask\n")
            await _asked(index, "flask", times=3)
            editor.client.notify("textDocument/didClose", {"textDocument": {"uri": editor.uri(MANIFEST)}})
            editor.open("constraints.txt", "werkzeug\n")
            # The other manifest is looked up several times over, and nothing is asked about this one.
            await _asked(index, "werkzeug", times=2)
            before = len(index.asked("/simple/flask/"))
            await _asked(index, "werkzeug", times=5)
            assert len(index.asked("/simple/flask/")) == before


async def _asked(index, name, times):
    await asyncio.to_thread(index.wait_for, f"/simple/{name}/", 30.0, times=times)
