"""Every editor gets the features, and only in the shapes that it said it understands."""

import pytest

from tests.support.in_process import in_process
from tests.support.raw_client import at
from tests.support.recorded_clients import NAMES, capability, initialize_params

URI = "file:///a.txt"
PLACE = {"textDocument": {"uri": URI}, "position": at(0, 3)}
RANGE = {"start": at(0, 0), "end": at(0, 6)}


@pytest.fixture(params=NAMES)
def params(request, tmp_path):
    return initialize_params(request.param, tmp_path)


@pytest.fixture
async def client(params):
    async with in_process() as connected:
        connected.server = (await connected.result("initialize", params))["capabilities"]
        connected.notify("initialized", {})
        connected.open(URI, "x é bad")
        yield connected


async def test_the_folder_of_the_project_is_understood(client, tmp_path):
    heard = await client.execute("echo.heard")
    assert heard[0][:2] == ["start", [str(tmp_path)]]


async def test_the_encoding_is_one_that_was_offered(client, params):
    offered = capability(params, "general.positionEncodings") or ["utf-16"]
    assert client.server.get("positionEncoding", "utf-16") in offered


async def test_diagnostics_arrive_with_known_tags_only(client, params):
    await client.until(lambda: client.diagnostics(URI))
    known = capability(params, "textDocument.publishDiagnostics.tagSupport")
    expected = {"tags": known["valueSet"]} if isinstance(known, dict) else {}
    start = len("x é ".encode()) if client.server.get("positionEncoding") == "utf-8" else 4
    assert client.diagnostics(URI) == [
        {
            "range": {"start": at(0, start), "end": at(0, start + 3)},
            "severity": 2,
            "code": "bad-line",
            "source": "venvls",
            "message": "line 0 is `bad`",
            **expected,
        }
    ]


async def test_hover_has_a_known_format(client, params):
    hover = await client.result("textDocument/hover", PLACE)
    assert hover["contents"]["kind"] in capability(params, "textDocument.hover.contentFormat")


async def test_completion_items_have_known_members_only(client, params):
    found = await client.result("textDocument/completion", PLACE)
    defaults = capability(params, "textDocument.completion.completionList.itemDefaults") or []
    assert ("itemDefaults" in found) == ("editRange" in defaults)
    (item,) = found["items"]
    assert ("textEdit" in item) != ("itemDefaults" in found)
    kinds = capability(params, "textDocument.completion.completionItemKind.valueSet")
    assert item["kind"] in (kinds or range(1, 19))
    assert "tags" not in item or capability(params, "textDocument.completion.completionItem.tagSupport")
    deprecated = capability(params, "textDocument.completion.completionItem.deprecatedSupport")
    assert "deprecated" not in item or deprecated


async def test_resolved_documentation_has_a_known_format(client, params):
    found = await client.result("textDocument/completion", PLACE)
    item = await client.result("completionItem/resolve", found["items"][0])
    formats = capability(params, "textDocument.completion.completionItem.documentationFormat")
    assert item["documentation"]["kind"] in (formats or ["plaintext"])
    assert item["documentation"]["value"] == "# echoed"


async def test_actions_are_literals_where_these_are_known(client, params):
    found = await client.result(
        "textDocument/codeAction",
        {"textDocument": {"uri": URI}, "range": RANGE, "context": {"diagnostics": []}},
    )
    assert capability(params, "textDocument.codeAction.codeActionLiteralSupport") is not None
    assert [action["title"] for action in found] == ["Make it good", "Say it", "Turn it around"]
    preferred = capability(params, "textDocument.codeAction.isPreferredSupport")
    assert all("isPreferred" not in action for action in found) or preferred


async def test_edits_name_versions_where_these_are_known(client, params):
    await client.execute("echo.edit", {"uri": URI, "text": "!"})
    (sent,) = client.requests("workspace/applyEdit")
    versioned = capability(params, "workspace.workspaceEdit.documentChanges")
    assert ("documentChanges" in sent["edit"]) == bool(versioned)
    assert ("changes" in sent["edit"]) != bool(versioned)


async def test_jobs_are_shown_where_there_is_a_place_for_them(client, params):
    working = client.ask("workspace/executeCommand", {"command": "echo.progress"})
    if capability(params, "window.workDoneProgress"):
        await client.until(lambda: client.notifications("$/progress"))
        token = client.notifications("$/progress")[0]["token"]
        client.notify("window/workDoneProgress/cancel", {"token": token})
        assert (await client.response(working))["result"] == "cancelled"
    else:
        await client.response(working)
        assert not client.notifications("$/progress")
        assert not client.requests("window/workDoneProgress/create")
        logged = [each["message"] for each in client.notifications("window/logMessage")]
        assert "Working: half (50 %)" in logged


ASKED_FOR = {
    "client/registerCapability": (
        "workspace.didChangeWatchedFiles.dynamicRegistration",
        "workspace.didChangeConfiguration.dynamicRegistration",
    ),
    "workspace/configuration": ("workspace.configuration",),
    "workspace/inlayHint/refresh": ("workspace.inlayHint.refreshSupport",),
    "workspace/codeLens/refresh": ("workspace.codeLens.refreshSupport",),
}


async def test_the_client_is_asked_only_for_what_it_can(client, params):
    await client.execute("echo.announce")
    await client.execute("echo.heard")
    asked = {message["method"] for message in client.messages if "method" in message and "id" in message}
    possible = {
        method for method, paths in ASKED_FOR.items() if any(capability(params, path) for path in paths)
    }
    assert asked <= possible
    registered = {
        each["method"]
        for sent in client.requests("client/registerCapability")
        for each in sent["registrations"]
    }
    assert ("workspace/didChangeWatchedFiles" in registered) == bool(
        capability(params, "workspace.didChangeWatchedFiles.dynamicRegistration")
    )
