"""A question is about the document at the moment it was asked, not at the moment it is answered."""

import pytest

from tests.support.echo_engine import COMMAND
from tests.support.raw_client import at, request
from tests.support.stdio import connected_over_tcp, connected_to

URI = "file:///a.txt"


def burst(client, method):
    """Send an edit, a question and two more edits in one packet, as over a slow connection."""
    place = {"textDocument": {"uri": URI}, "position": at(0, 1)}
    client.send(
        client.change_message(URI, {"text": "two later"}),
        request("asked", method, place),
        client.change_message(URI, {"text": "three"}),
        client.change_message(URI, {"text": "four"}),
    )


@pytest.mark.parametrize("method", ["textDocument/completion", "textDocument/hover"])
async def test_the_snapshot_is_taken_at_dispatch(client, method):
    client.open(URI, "one")
    burst(client, method)
    answer = str((await client.response("asked"))["result"])
    assert "v2 0:1 'two later'" in answer


async def test_the_snapshot_is_taken_at_dispatch_over_tcp():
    async with (
        connected_to([*COMMAND, "--tcp"], speaks=False) as server,
        connected_over_tcp(*await server.address()) as client,
    ):
        await client.initialize()
        client.open(URI, "one")
        burst(client, "textDocument/completion")
        assert "v2" in str((await client.response("asked"))["result"])


async def test_actions_are_about_the_document_they_were_asked_for(client):
    client.open(URI, "bad")
    asked = {
        "textDocument": {"uri": URI},
        "range": {"start": at(0, 0), "end": at(0, 3)},
        "context": {"diagnostics": []},
    }
    client.send(
        request("asked", "textDocument/codeAction", asked), client.change_message(URI, {"text": "fine now"})
    )
    assert [action["title"] for action in (await client.response("asked"))["result"]] == [
        "Make it good",
        "Say it",
        "Turn it around",
    ]
