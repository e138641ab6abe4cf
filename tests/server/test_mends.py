"""What pygls would lose, leak or invent, on the wire."""

import asyncio

import pytest

from tests.support.raw_client import RawClient, at, insertion, notification, request

URI = "file:///a.txt"
HOVER = "textDocument/hover"
EXECUTE = "workspace/executeCommand"


def place(line: int = 0, character: int = 0) -> dict[str, object]:
    return {"textDocument": {"uri": URI}, "position": at(line, character)}


async def test_cancelling_a_command_stops_it(client):
    number = client.ask(EXECUTE, {"command": "echo.slow"})
    assert "slow begins" in await client.execute("echo.heard")
    client.notify("$/cancelRequest", {"id": number})
    assert (await client.response(number))["error"]["code"] == -32800
    assert "slow ends" in await client.execute("echo.heard")


async def test_cancelling_a_question_stops_it(client):
    client.open(URI, "slow")
    number = client.ask(HOVER, place())
    client.notify("$/cancelRequest", {"id": number})
    assert (await client.response(number))["error"]["code"] == -32800


@pytest.mark.parametrize("params", [{"id": 99}, {"id": None}, {"id": []}, {}, None, 5])
async def test_cancelling_nothing_is_nothing(client, params):
    client.notify("$/cancelRequest", params)
    assert await client.execute("echo.heard")


@pytest.mark.parametrize("method", ["$/cancelRequest", "initialized", "textDocument/didSave"])
async def test_a_notification_that_is_asked_as_a_request_is_answered(client, method):
    assert "error" in await client.request(method, {})


async def test_a_cancelled_request_is_answered_once(client):
    number = client.ask(EXECUTE, {"command": "echo.slow"})
    client.send(*[notification("$/cancelRequest", {"id": number})] * 3)
    await client.response(number)
    await client.execute("echo.heard")
    assert len(client.responses(number)) == 1


async def settle(client: RawClient) -> None:
    """Wait until what the server asks at the beginning has been answered."""
    while await client.execute("echo.pending"):
        pass


async def test_nothing_grows_with_edits(client):
    await settle(client)
    client.open(URI, "a")
    for _ in range(1_000):
        client.change(URI, insertion(0, 1, "x"))
    assert await client.execute("echo.pending") == 0


async def test_nothing_grows_with_requests(client):
    client.open(URI, "a")
    for _ in range(100):
        await client.result(HOVER, place())
    assert await client.execute("echo.pending") == 0


async def test_nothing_grows_with_our_own_requests(client):
    client.answers["window/showMessageRequest"] = {"title": "two"}
    for _ in range(20):
        assert await client.execute("echo.ask") == "two"
    assert await client.execute("echo.pending") == 0


async def test_nothing_grows_with_progress(client):
    for _ in range(3):
        working = client.ask(EXECUTE, {"command": "echo.progress"})
        begun = len(client.notifications("$/progress"))
        await client.until(lambda begun=begun: len(client.notifications("$/progress")) > begun)
        token = client.notifications("$/progress")[-1]["token"]
        client.notify("window/workDoneProgress/cancel", {"token": token})
        await client.response(working)
    assert await client.execute("echo.pending") == 0


@pytest.mark.parametrize("params", [None, 5, [], {}, {"textDocument": 5}, {"textDocument": {"uri": URI}}])
@pytest.mark.parametrize(
    "method",
    [
        HOVER,
        "textDocument/completion",
        "textDocument/codeAction",
        "completionItem/resolve",
        EXECUTE,
    ],
)
async def test_invalid_parameters_are_answered_as_such(client, method, params):
    response = await client.request(method, params)
    assert response["error"]["code"] == -32602


async def test_invalid_parameters_are_told_what_does_not_fit(client, caplog):
    response = await client.request(HOVER, {"textDocument": {"uri": URI}, "position": {"line": 0}})
    assert response["error"]["message"] == "required field missing @ $.params.position.character"
    assert "Traceback" not in caplog.text


async def test_negative_positions_are_invalid(client):
    client.open(URI, "a")
    response = await client.request("textDocument/completion", place(-1, 0))
    assert response["error"]["code"] == -32602


@pytest.mark.parametrize(
    "method", ["textDocument/didOpen", "textDocument/didChange", "workspace/didChangeWatchedFiles"]
)
async def test_a_notification_with_invalid_parameters_is_dropped(client, method):
    client.notify(method, {"textDocument": 5})
    assert await client.execute("echo.heard")
    assert not client.notifications("window/showMessage")


async def test_an_unknown_method_is_answered_as_such(client):
    response = await client.request("textDocument/moniker", place())
    assert response["error"] == {"code": -32601, "message": "no such method: `textDocument/moniker`"}


async def test_an_unknown_notification_is_ignored(client):
    client.notify("nobody/knows", {"a": {"b": 1}})
    client.notify("$/setTrace", {"value": "verbose"})
    assert await client.execute("echo.heard")


async def test_a_request_whose_id_is_a_string_is_answered_under_it(client):
    client.send(request("nine", EXECUTE, {"command": "echo.heard"}))
    assert "result" in await client.response("nine")


async def test_an_error_of_ours_has_a_sentence_and_no_traceback(client):
    client.open(URI, "fail")
    response = await client.request(HOVER, place())
    assert response["error"]["code"] == -32603
    assert set(response["error"]) == {"code", "message"}
    assert "secret" not in response["error"]["message"]
    assert not client.notifications("window/showMessage")


async def test_a_command_that_fails_says_why_in_a_sentence(client):
    response = await client.request(EXECUTE, {"command": "echo.refuse"})
    assert response["error"] == {"code": -32803, "message": "the echo engine will not"}


@pytest.mark.parametrize("arguments", [None, [], [{}]])
async def test_a_command_without_an_argument_gets_an_empty_object(client, arguments):
    params = {"command": "echo.argument", "arguments": arguments}
    assert await client.result(EXECUTE, params) == {}


async def test_the_argument_of_a_command_arrives_as_it_was_sent(client):
    argument = {"list": [1, [2]], "object": {"deep": {"er": None}}, "text": "\ud800é"}
    assert await client.execute("echo.argument", argument) == argument


@pytest.mark.parametrize("arguments", [[5], [{}, {}], ["a"]])
async def test_other_arguments_of_a_command_are_invalid(client, arguments):
    response = await client.request(EXECUTE, {"command": "echo.argument", "arguments": arguments})
    assert response["error"]["code"] == -32602


async def test_an_unknown_command_is_invalid(client):
    response = await client.request(EXECUTE, {"command": "no.such"})
    assert response["error"] == {"code": -32602, "message": "no such command: `no.such`"}


async def test_many_slow_requests_do_not_stop_the_reading(client):
    slow = [client.ask(EXECUTE, {"command": "echo.slow"}) for _ in range(64)]
    assert await client.execute("echo.heard")
    for number in slow:
        client.notify("$/cancelRequest", {"id": number})
    await client.until(lambda: all(client.responses(number) for number in slow))


async def test_shutdown_answers_what_still_runs_as_cancelled(client):
    number = client.ask(EXECUTE, {"command": "echo.slow"})
    await client.request("shutdown")
    assert (await client.response(number))["error"]["code"] == -32800


async def test_a_change_of_a_document_that_is_not_open_is_ignored(client):
    client.notify(
        "textDocument/didChange",
        {"textDocument": {"uri": URI, "version": 2}, "contentChanges": [{"text": "x"}]},
    )
    client.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
    assert await client.execute("echo.heard")


async def test_a_response_to_no_request_is_ignored(client):
    client.send({"jsonrpc": "2.0", "id": "never", "result": 1}, {"jsonrpc": "2.0", "id": None, "error": {}})
    assert await client.execute("echo.heard")


async def test_a_refusal_of_our_request_is_no_answer(client):
    client.answers["window/showMessageRequest"] = 5
    assert await client.execute("echo.ask") is None


async def test_an_answer_that_cannot_be_read_is_none(client, caplog):
    client.answers["window/showMessageRequest"] = {"title": 5, "title2": []}
    assert await client.execute("echo.ask") in (None, "5")
    assert "Traceback" not in caplog.text


async def test_every_request_of_a_flood_is_answered_exactly_once(client):
    client.open(URI, "a line\nlater\nfail\n")
    methods = [HOVER, "textDocument/completion", EXECUTE, "no/such"]
    numbers = [client.ask(methods[index % 4], place(index % 3)) for index in range(400)]
    await client.until(lambda: all(client.responses(number) for number in numbers))
    await asyncio.sleep(0)
    assert all(len(client.responses(number)) == 1 for number in numbers)
