"""Every editor gets the features, and only in the shapes that it said it understands."""

import pytest

from tests.support.editing import isolated
from tests.support.in_process import in_process
from tests.support.raw_client import at
from tests.support.recorded_clients import NAMES, capability, initialize_params
from venvls.runtime.engine import Engine

URI = "file:///a.txt"
PLACE = {"textDocument": {"uri": URI}, "position": at(0, 3)}
RANGE = {"start": at(0, 0), "end": at(0, 6)}
PROJECT = """\
[project]
name = "shop"
dependencies = ["flask>=2", "tool @ https://files.example/tool.whl"]
[project.optional-dependencies]
fast = ["shop[fast]"]
"""


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


@pytest.fixture
async def reader(params, tmp_path):
    """The same editor at the real engine, with a manifest open."""
    async with in_process(lambda client, _: Engine(client, isolated(tmp_path, None))) as connected:
        connected.server = (await connected.result("initialize", params))["capabilities"]
        connected.notify("initialized", {})
        (tmp_path / "pyproject.toml").write_text(PROJECT)
        connected.uri = (tmp_path / "pyproject.toml").as_uri()
        connected.open(connected.uri, PROJECT, "toml")
        yield connected


def asked(reader, method, **params):
    document = {"textDocument": {"uri": reader.uri}}
    return reader.result(f"textDocument/{method}", {**document, **params})


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


async def test_the_outline_is_a_tree_where_trees_are_known(reader, params):
    outline = await asked(reader, "documentSymbol")
    kinds = capability(params, "textDocument.documentSymbol.symbolKind.valueSet") or range(1, 19)
    assert all(symbol["kind"] in kinds for symbol in outline)
    if capability(params, "textDocument.documentSymbol.hierarchicalDocumentSymbolSupport"):
        assert [symbol["name"] for symbol in outline] == ["dependencies", "extra fast"]
        assert [child["name"] for child in outline[0]["children"]] == ["flask", "tool"]
    else:
        assert [symbol["name"] for symbol in outline] == [
            *("dependencies", "flask", "tool"),
            *("extra fast", "shop"),
        ]
        assert all(symbol["location"]["uri"] == reader.uri for symbol in outline)
        assert outline[1]["containerName"] == "dependencies"


async def test_links_explain_themselves_where_there_is_room(reader, params):
    uri = reader.uri.replace("pyproject.toml", "requirements.txt")
    reader.open(uri, "-r base.txt\n")
    (link,) = await reader.result("textDocument/documentLink", {"textDocument": {"uri": uri}})
    tooltips = capability(params, "textDocument.documentLink.tooltipSupport")
    assert ("tooltip" in link) == bool(tooltips)


async def test_tokens_are_offered_as_the_editor_asks_for_them(reader, params):
    requests = capability(params, "textDocument.semanticTokens.requests") or {}
    offered = reader.server.get("semanticTokensProvider", {})
    assert ("range" in offered) == bool(requests.get("range"))
    assert ("full" in offered) == (bool(requests.get("full")) and "range" not in offered)
    if offered:
        known = capability(params, "textDocument.semanticTokens.tokenTypes")
        assert set(offered["legend"]["tokenTypes"]) <= set(known)
        whole = {"start": at(0, 0), "end": at(5, 0)}
        method = "semanticTokens/range" if "range" in offered else "semanticTokens/full"
        extent = {"range": whole} if "range" in offered else {}
        assert len((await asked(reader, method, **extent))["data"]) == 5 * 7


async def test_a_rename_is_prepared_and_versioned_where_that_is_known(reader, params):
    prepared = capability(params, "textDocument.rename.prepareSupport")
    assert reader.server["renameProvider"] == ({"prepareProvider": True} if prepared else True)
    edit = await asked(reader, "rename", position=at(4, 1), newName="quick")
    versioned = capability(params, "workspace.workspaceEdit.documentChanges")
    assert set(edit) == ({"documentChanges"} if versioned else {"changes"})
    if versioned:
        (change,) = edit["documentChanges"]
        assert change["textDocument"] == {"uri": reader.uri, "version": 1}
        assert len(change["edits"]) == 2
    else:
        assert len(edit["changes"][reader.uri]) == 2


async def test_the_rest_is_the_same_for_everyone(reader):
    folds = await asked(reader, "foldingRange")
    assert {fold["kind"] for fold in folds} <= {"comment", "region"}
    assert await asked(reader, "selectionRange", positions=[at(4, 1)])
    assert await asked(reader, "definition", position=at(4, 15))
    assert await asked(reader, "references", position=at(4, 1), context={"includeDeclaration": True})
    assert await asked(reader, "formatting", options={"tabSize": 4, "insertSpaces": True}) == []
    assert await asked(reader, "codeLens") == []
    assert await asked(reader, "inlayHint", range={"start": at(0, 0), "end": at(5, 0)}) == []


ASKED_FOR = {
    "client/registerCapability": (
        "workspace.didChangeWatchedFiles.dynamicRegistration",
        "workspace.didChangeConfiguration.dynamicRegistration",
        "textDocument.formatting.dynamicRegistration",
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
    # Formatting is for manifests alone, or a Python file would have two formatters.
    on_demand = bool(capability(params, "textDocument.formatting.dynamicRegistration"))
    assert ("textDocument/formatting" in registered) == on_demand
    assert ("documentFormattingProvider" in client.server) != on_demand
    assert ("workspace/didChangeWatchedFiles" in registered) == bool(
        capability(params, "workspace.didChangeWatchedFiles.dynamicRegistration")
    )
