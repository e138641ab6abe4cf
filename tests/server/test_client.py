"""What the engine may ask of an editor, and what comes of it when the editor is odd."""

import pytest

from tests.support.in_process import in_process
from tests.support.raw_client import SILENCE, at

URI = "file:///a.txt"
EXECUTE = "workspace/executeCommand"


async def test_the_answer_to_a_question_is_the_one_that_was_chosen(client):
    client.answers["window/showMessageRequest"] = {"title": "two"}
    assert await client.execute("echo.ask") == "two"
    (asked,) = client.requests("window/showMessageRequest")
    assert asked == {"type": 3, "message": "Which one?", "actions": [{"title": "one"}, {"title": "two"}]}


async def test_a_question_that_is_closed_has_no_answer(client):
    client.answers["window/showMessageRequest"] = None
    assert await client.execute("echo.ask") is None


async def test_messages_are_shown_as_loud_as_they_are(client):
    await client.execute("echo.announce")
    assert client.notifications("window/showMessage") == [
        {"type": 1, "message": "said as error"},
        {"type": 2, "message": "said as warning"},
        {"type": 3, "message": "said as info"},
    ]
    assert client.notifications("window/logMessage") == [{"type": 4, "message": "said as log"}]
    assert client.notifications("venvls/didChangeEnvironment") == [{"generation": 1}]


async def test_an_edit_that_was_applied_is_done(client):
    client.open(URI, "a😀")
    assert await client.execute("echo.edit", {"uri": URI, "text": "!"}) is True
    (sent,) = client.requests("workspace/applyEdit")
    assert sent["label"] == "echo"
    assert sent["edit"] == {
        "documentChanges": [
            {
                "textDocument": {"uri": URI, "version": 1},
                "edits": [{"range": {"start": at(0, 3), "end": at(0, 3)}, "newText": "!"}],
            }
        ]
    }


async def test_an_edit_that_was_refused_is_not_done(client):
    client.open(URI, "a")
    client.answers["workspace/applyEdit"] = {"applied": False, "failureReason": "read-only"}
    assert await client.execute("echo.edit", {"uri": URI, "text": "!"}) is False


async def test_an_edit_that_nobody_confirms_is_done_when_the_document_says_so(patience):
    async with in_process() as client:
        await client.initialize(capabilities={"workspace": {"applyEdit": False}})
        client.open(URI, "a")
        client.answers["workspace/applyEdit"] = SILENCE
        editing = client.ask(EXECUTE, {"command": "echo.edit", "arguments": [{"uri": URI, "text": "!"}]})
        await client.until(lambda: client.requests("workspace/applyEdit"))
        client.replace(URI, "a!")
        assert (await client.response(editing))["result"] is True


async def test_of_an_edit_that_nobody_confirms_and_no_document_shows_nothing_is_known(patience, client):
    client.open(URI, "a")
    client.answers["workspace/applyEdit"] = SILENCE
    assert await client.execute("echo.edit", {"uri": URI, "text": "!"}) is None


@pytest.fixture
def patience(monkeypatch):
    """Limits for clients, short enough for a test that waits until one has passed."""
    monkeypatch.setattr("venvls.server.client.EDIT_LIMIT", 0.5)
    monkeypatch.setattr("venvls.server.client.REPLY_LIMIT", 0.1)


async def test_a_job_is_shown_begun_and_ended_and_never_goes_back(client):
    working = client.ask(EXECUTE, {"command": "echo.progress"})
    await client.until(lambda: len(client.notifications("$/progress")) == 3)
    (created,) = client.requests("window/workDoneProgress/create")
    client.notify("window/workDoneProgress/cancel", created)
    assert (await client.response(working))["result"] == "cancelled"
    assert [each["token"] for each in client.notifications("$/progress")] == [created["token"]] * 4
    assert [each["value"] for each in client.notifications("$/progress")] == [
        {"kind": "begin", "title": "Working", "cancellable": True, "percentage": 0},
        {"kind": "report", "message": "half", "percentage": 50},
        {"kind": "report", "message": "back", "percentage": 50},
        {"kind": "end"},
    ]


async def test_a_job_is_shown_where_the_clients_request_said_and_stopped_there(client):
    working = client.ask(EXECUTE, {"command": "echo.progress", "workDoneToken": 7})
    await client.until(lambda: len(client.notifications("$/progress")) == 3)
    client.notify("window/workDoneProgress/cancel", {"token": 7})
    assert (await client.response(working))["result"] == "cancelled"
    assert client.requests("window/workDoneProgress/create") == []
    assert [each["token"] for each in client.notifications("$/progress")] == [7] * 4


async def test_a_client_that_does_not_answer_about_progress_gets_log_lines(patience, client):
    client.answers["window/workDoneProgress/create"] = SILENCE
    await client.request(EXECUTE, {"command": "echo.progress"})
    assert "Working: half (50 %)" in [each["message"] for each in client.notifications("window/logMessage")]


async def test_a_job_goes_on_before_the_client_has_answered_about_progress_and_is_shown_then(client):
    client.answers["window/workDoneProgress/create"] = SILENCE
    client.answers["window/showMessageRequest"] = SILENCE
    client.ask(EXECUTE, {"command": "echo.late"})
    await client.until(lambda: client.requests("window/showMessageRequest"))
    (asked,) = [each for each in client.messages if each.get("method") == "window/workDoneProgress/create"]
    client.send({"jsonrpc": "2.0", "id": asked["id"], "result": None})
    await client.until(lambda: len(client.notifications("$/progress")) == 2)
    begin, report = (each["value"] for each in client.notifications("$/progress"))
    assert (begin["kind"], report) == ("begin", {"kind": "report", "message": "half", "percentage": 50})


async def test_settings_are_asked_for_where_the_client_can_be_asked():
    async with in_process() as client:
        client.answers["workspace/configuration"] = [{"offline": True}]
        await client.initialize(initializationOptions={"index": {"names": "off"}})
        assert client.notifications("window/showMessage") == []
        await client.until(lambda: client.requests("workspace/configuration"))
        heard = await client.execute("echo.heard")
        assert heard[0] == ["start", [], {"index": {"names": "off"}}, None]
        await heard_by(client, ["configured", {"offline": True}])
        client.answers["workspace/configuration"] = [{"offline": False}]
        client.notify("workspace/didChangeConfiguration", {"settings": None})
        await heard_by(client, ["configured", {"offline": False}])


async def heard_by(client, expected):
    """Wait until the engine has been told."""
    while expected not in (heard := await client.execute("echo.heard")):
        assert len(heard) < 100


async def test_settings_that_are_sent_are_taken_where_the_client_can_not_be_asked():
    async with in_process() as client:
        await client.initialize(capabilities={})
        client.notify("workspace/didChangeConfiguration", {"settings": {"venvls": {"offline": True}}})
        assert ["configured", {"venvls": {"offline": True}}] in await client.execute("echo.heard")
        assert not client.requests("workspace/configuration")


@pytest.mark.parametrize("settings", [None, 5, [], "x"])
async def test_settings_that_are_none_change_nothing(settings):
    async with in_process() as client:
        await client.initialize(capabilities={})
        client.notify("workspace/didChangeConfiguration", {"settings": settings})
        assert len(await client.execute("echo.heard")) == 1


@pytest.mark.parametrize("trusted", [True, False, None, "yes"])
async def test_the_clients_trust_reaches_the_engine(trusted):
    async with in_process() as client:
        await client.initialize(initializationOptions={"trusted": trusted})
        heard = await client.execute("echo.heard")
        assert heard[0][3] is (trusted if isinstance(trusted, bool) else None)


async def test_files_and_folders_reach_the_engine_as_paths(client):
    client.notify(
        "workspace/didChangeWatchedFiles", {"changes": [{"uri": "file:///a%20b/pyvenv.cfg", "type": 2}]}
    )
    client.notify(
        "workspace/didChangeWorkspaceFolders",
        {
            "event": {
                "added": [{"uri": "file:///new", "name": "n"}],
                "removed": [{"uri": "file:///old", "name": "o"}],
            }
        },
    )
    client.notify("textDocument/didSave", {"textDocument": {"uri": URI}})
    assert (await client.execute("echo.heard"))[1:] == [
        ["watched", ["/a b/pyvenv.cfg"]],
        ["folders", ["/new"], ["/old"]],
        ["saved", URI],
    ]


async def test_the_environment_of_a_document_is_answered(client):
    assert await client.result("venvls/environment", {"uri": URI}) == {"scopeUri": URI, "state": "missing"}
    assert await client.result("venvls/environment") == {"scopeUri": None, "state": "missing"}


async def test_a_document_without_an_environment_says_why(client):
    response = await client.request("venvls/environment", {"uri": "untitled:1"})
    assert response["error"] == {"code": -32803, "message": "this document lies in no folder"}


async def test_a_closed_document_has_no_diagnostics(client):
    client.open(URI, "bad")
    await client.until(lambda: client.diagnostics(URI))
    client.close_document(URI)
    await client.until(lambda: not client.diagnostics(URI))
    assert "version" not in client.publications(URI)[-1]


@pytest.mark.parametrize(
    ("only", "titles"),
    [
        (None, ["Make it good", "Say it", "Turn it around"]),
        (["quickfix"], ["Make it good", "Say it"]),
        (["refactor"], ["Turn it around"]),
        (["refactor.rewrite"], ["Turn it around"]),
        (["refactor.rewrite.deeper"], []),
        (["ref"], []),
        ([""], ["Make it good", "Say it", "Turn it around"]),
        ([], []),
    ],
)
async def test_actions_are_of_the_kinds_that_were_asked_for(client, only, titles):
    client.open(URI, "bad")
    context = {"diagnostics": []} | ({} if only is None else {"only": only})
    whole = {"start": at(0, 0), "end": at(0, 3)}
    params = {"textDocument": {"uri": URI}, "range": whole, "context": context}
    assert [each["title"] for each in await client.result("textDocument/codeAction", params)] == titles


async def test_an_action_names_the_diagnostics_it_resolves_as_they_were_published(client):
    client.open(URI, "bad")
    await client.until(lambda: client.diagnostics(URI))
    whole = {"start": at(0, 0), "end": at(0, 3)}
    params = {"textDocument": {"uri": URI}, "range": whole, "context": {"diagnostics": []}}
    edit, command, _ = await client.result("textDocument/codeAction", params)
    (published,) = client.diagnostics(URI)
    assert edit["isPreferred"] is True
    assert edit["diagnostics"] == [{key: published[key] for key in published if key != "tags"}]
    assert edit["edit"]["documentChanges"][0]["edits"] == [{"range": whole, "newText": "good"}]
    assert command["command"] == {"title": "Say it", "command": "echo.heard", "arguments": [{"uri": URI}]}


async def test_a_client_that_knows_commands_only_is_offered_commands_only():
    async with in_process() as client:
        await client.initialize(capabilities={})
        client.open(URI, "bad")
        whole = {"start": at(0, 0), "end": at(0, 3)}
        params = {"textDocument": {"uri": URI}, "range": whole, "context": {"diagnostics": []}}
        assert await client.result("textDocument/codeAction", params) == [
            {"title": "Say it", "command": "echo.heard", "arguments": [{"uri": URI}]}
        ]


async def test_what_is_not_open_has_no_features(client):
    place = {"textDocument": {"uri": "file:///closed"}, "position": at(0, 0)}
    assert await client.result("textDocument/hover", place) is None
    assert await client.result("textDocument/completion", place) is None
