"""The same probes against venvls, which must pass them, and against pygls as it is, which must not.

A probe that pygls begins to pass fails here: then its mend has become superfluous.
"""

import asyncio
import json

import pytest

from tests.support import echo_engine, plain_pygls
from tests.support.raw_client import LIMIT, at, insertion, packet, replacement, request
from tests.support.stdio import connected_to

URI = "file:///a.txt"
PLACE = {"textDocument": {"uri": URI}, "position": at(0, 0)}
EXECUTE = "workspace/executeCommand"

NEVER = 5.0
"""Seconds after which pygls, when it has not answered, is not going to."""

SERVERS = [
    pytest.param(echo_engine.COMMAND, id="venvls"),
    pytest.param(
        plain_pygls.COMMAND,
        id="pygls",
        marks=pytest.mark.xfail(strict=True, raises=(AssertionError, TimeoutError)),
    ),
]

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("command", SERVERS)]


@pytest.fixture
async def server(command):
    async with connected_to(command) as process:
        yield process


@pytest.fixture
def soon(command):
    return LIMIT if command == echo_engine.COMMAND else NEVER


@pytest.fixture
async def client(server):
    await server.client.initialize(capabilities={})
    return server.client


async def test_a_cancelled_command_stops(client):
    number = client.ask(EXECUTE, {"command": "echo.slow", "arguments": []})
    assert "slow begins" in await client.execute("echo.heard")
    client.notify("$/cancelRequest", {"id": number})
    await client.response(number)
    assert "slow ends" in await client.execute("echo.heard")


async def test_nothing_grows_with_edits(client):
    client.open(URI, "a")
    for _ in range(1_000):
        client.change(URI, insertion(0, 1, "x"))
    assert await client.execute("echo.pending") <= 0


async def test_invalid_parameters_are_answered(client, soon):
    response = await client.request("textDocument/hover", {"textDocument": 5}, soon)
    assert response["error"]["code"] == -32602


async def test_a_request_before_initialize_is_refused(server, soon):
    response = await server.client.request("textDocument/hover", PLACE, soon)
    assert response["error"]["code"] == -32002


async def test_a_request_after_shutdown_is_answered(client, soon):
    await client.request("shutdown")
    response = await client.request("textDocument/hover", PLACE, soon)
    assert response["error"]["code"] == -32600


async def test_exit_without_shutdown_is_a_failure(server, client, soon):
    client.notify("exit")
    assert await server.exit_code(soon) == 1


async def test_a_form_feed_ends_no_line(client):
    client.open(URI, "import a\n\x0c\nimport b\nimport c\n")
    client.change(URI, replacement((2, 7), (2, 8), "BBB"))
    assert await client.execute("echo.text", {"uri": URI}) == "import a\n\x0c\nimport BBB\nimport c\n"


async def test_an_edit_past_the_end_of_the_last_line_is_at_its_end(client):
    client.open(URI, "abc")
    client.change(URI, insertion(0, 10, "X"))
    assert await client.execute("echo.text", {"uri": URI}) == "abcX"


async def test_an_error_has_no_traceback(client, soon):
    client.open(URI, "fail")
    response = await client.request("textDocument/hover", PLACE, soon)
    assert "data" not in response["error"]


async def test_an_odd_notification_pops_up_nothing(client):
    client.notify("textDocument/didOpen", {"textDocument": 5})
    assert await client.execute("echo.heard") is not None
    assert not client.notifications("window/showMessage")


async def test_a_header_in_lower_case_is_a_header(client, soon):
    message = request("lower", "shutdown")
    client.write(packet(json.dumps(message).encode(), b"content-length"))
    assert "result" in await client.response("lower", soon)


async def test_bad_json_is_answered(client, soon):
    client.write(packet(b"{bad json"))
    await client.until(lambda: client.responses(None), soon)


async def test_the_end_of_the_clients_process_is_the_end_of_the_server(server, soon):
    sleeper = await asyncio.create_subprocess_exec("sleep", "60")
    await server.client.initialize(processId=sleeper.pid)
    await server.client.execute("echo.heard")
    sleeper.kill()
    await sleeper.wait()
    assert await server.exit_code(soon) == 1
