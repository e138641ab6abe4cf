"""A session's life on the wire: who may say what when, and how it ends."""

import asyncio
import json
import sys

import pytest

from tests.support.echo_engine import COMMAND
from tests.support.raw_client import notification, packet, request
from tests.support.stdio import connected_to

HOVER = "textDocument/hover"


async def test_a_request_before_initialize_is_refused(server):
    response = await server.client.request(HOVER, {})
    assert response["error"] == {"code": -32002, "message": "the session has not been initialized"}


async def test_a_refused_request_does_not_spoil_the_session(server):
    await server.client.request(HOVER, {})
    assert "completionProvider" in await server.client.initialize()


async def test_initialize_is_answered_once(client):
    response = await client.request("initialize", {"capabilities": {}})
    assert response["error"]["code"] == -32600


async def test_the_workspace_is_begun_once(client):
    client.notify("initialized", {})
    heard = await client.execute("echo.heard")
    assert len([each for each in heard if "start" in str(each)]) == 1


async def test_exit_as_a_request_is_answered(server):
    await server.client.initialize()
    assert "result" in await server.client.request("exit")
    assert await server.exit_code() == 1


async def test_a_request_after_shutdown_is_refused(client):
    assert (await client.request("shutdown"))["result"] is None
    response = await client.request(HOVER, {})
    assert response["error"] == {"code": -32600, "message": "the session has been shut down"}


async def test_exit_after_shutdown_ends_with_zero(server):
    await server.client.initialize()
    await server.client.shut_down()
    assert await server.exit_code() == 0


async def test_exit_without_shutdown_ends_with_one(server):
    await server.client.initialize()
    server.client.notify("exit")
    assert await server.exit_code() == 1


async def test_exit_before_initialize_ends_with_one(server):
    server.client.notify("exit")
    assert await server.exit_code() == 1
    assert server.error_output == ""


async def test_the_end_of_the_stream_is_the_end_of_the_session(server):
    await server.client.initialize()
    await server.client.close()
    assert await server.exit_code() == 1


async def test_the_end_of_the_stream_before_anything_was_said_is_an_end_too(server):
    await server.client.close()
    assert await server.exit_code() == 1


async def test_a_client_that_stops_reading_ends_the_session_quietly(server):
    await server.client.initialize()
    server.process._transport.get_pipe_transport(1).close()
    server.client.open("file:///a.txt", "bad\n" * 50_000)
    assert await server.exit_code() == 1
    assert "Traceback" not in server.error_output


async def test_the_end_of_the_clients_process_is_the_end_of_the_session(server):
    sleeper = await asyncio.create_subprocess_exec(sys.executable, "-c", "input()", stdin=-1)
    await server.client.initialize(processId=sleeper.pid)
    await server.client.execute("echo.heard")
    sleeper.kill()
    await sleeper.wait()
    assert await server.exit_code() == 1


async def test_a_process_that_ends_while_the_server_is_loaded_is_missed_all_the_same(server):
    sleeper = await asyncio.create_subprocess_exec(sys.executable, "-c", "input()", stdin=-1)
    await server.client.initialize(processId=sleeper.pid)
    sleeper.kill()
    await sleeper.wait()
    assert await server.exit_code() == 1


async def test_a_process_id_of_another_machine_ends_nothing(server):
    await server.client.initialize(processId=2**22 + 1)
    assert await server.client.execute("echo.heard")


@pytest.mark.parametrize("process_id", ["12", -1, 0, True, 1.5, {}])
async def test_a_process_id_that_is_none_is_ignored(server, process_id):
    await server.client.initialize(processId=process_id)
    assert await server.client.execute("echo.heard")


async def test_sigterm_ends_the_session(server):
    await server.client.initialize()
    await server.client.execute("echo.heard")
    server.process.terminate()
    assert await server.exit_code() == 1


async def test_bad_json_is_answered_and_the_session_goes_on(client):
    client.write(packet(b"{bad json"))
    await client.until(lambda: client.responses(None))
    assert client.responses(None)[0]["error"] == {"code": -32700, "message": "not a JSON text"}
    assert await client.execute("echo.heard")


async def test_bad_json_as_the_first_message_is_answered_too(server):
    server.client.write(packet(b"\x00"))
    await server.client.until(lambda: server.client.responses(None))
    assert await server.client.initialize()


async def test_a_header_in_lower_case_is_a_header(server):
    message = request(1, "initialize", {"capabilities": {}})
    server.client.write(packet(json.dumps(message).encode(), b"content-length"))
    assert "result" in await server.client.response(1)


async def test_a_message_that_arrives_byte_by_byte_is_one_message(server):
    message = request("slow", "initialize", {"capabilities": {}})
    for byte in packet(json.dumps(message).encode()):
        server.client.write(bytes([byte]))
        await asyncio.sleep(0)
    assert "result" in await server.client.response("slow")


async def test_a_whole_conversation_in_one_packet_is_understood(server):
    server.client.send(
        request(1, "initialize", {"capabilities": {}}),
        notification("initialized", {}),
        request(2, "workspace/executeCommand", {"command": "echo.heard"}),
        request(3, "shutdown"),
        notification("exit"),
    )
    assert await server.exit_code() == 0
    await server.client.ended()
    assert sorted(message["id"] for message in server.client.messages) == [1, 2, 3]


async def test_a_stream_that_cannot_be_followed_ends_the_session(server):
    await server.client.initialize()
    server.client.write(b"hello " * 20_000)
    assert await server.exit_code() == 1


async def test_what_is_printed_goes_to_standard_error(server):
    await server.client.initialize()
    await server.client.execute("echo.print")
    assert await server.client.execute("echo.heard")
    await server.client.shut_down()
    await server.exit_code()
    await server.client.close()
    assert "this would break the protocol" in server.error_output


async def test_a_regular_file_can_stand_for_the_client(tmp_path):
    script = tmp_path / "session"
    script.write_bytes(
        b"".join(
            packet(json.dumps(message).encode())
            for message in (
                request(1, "initialize", {"capabilities": {}}),
                request(2, "shutdown"),
                notification("exit"),
            )
        )
    )
    with script.open("rb") as said, (tmp_path / "answers").open("wb") as answers:
        process = await asyncio.create_subprocess_exec(*COMMAND, stdin=said, stdout=answers)
        assert await asyncio.wait_for(process.wait(), 60) == 0
    assert (tmp_path / "answers").read_bytes().endswith(b'{"jsonrpc":"2.0","id":2,"result":null}')


async def test_a_server_that_nobody_can_talk_to_ends_at_once_and_without_a_traceback():
    nowhere = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        *COMMAND, stdin=nowhere, stdout=nowhere, stderr=asyncio.subprocess.PIPE
    )
    _, errors = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 1
    assert b"Traceback" not in errors


@pytest.mark.slow
async def test_a_thread_that_is_stuck_does_not_keep_the_process(server):
    await server.client.initialize()
    server.client.ask("workspace/executeCommand", {"command": "echo.stuck"})
    await server.client.execute("echo.heard")
    await server.client.shut_down()
    assert await server.exit_code() == 0


async def test_two_servers_do_not_know_each_other():
    async with connected_to(COMMAND) as one, connected_to(COMMAND) as other:
        await one.client.initialize()
        await other.client.initialize()
        one.client.open("file:///a.txt", "one")
        assert await one.client.execute("echo.text", {"uri": "file:///a.txt"}) == "one"
        response = await other.client.request(
            "workspace/executeCommand",
            {"command": "echo.text", "arguments": [{"uri": "file:///a.txt"}]},
        )
        assert response["error"]["code"] == -32603
