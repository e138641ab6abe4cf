"""Every method of LSP, with what no sane client sends: each request is answered, once, and quietly."""

import pytest
from lsprotocol import types

from tests.support.in_process import in_process
from tests.support.raw_client import at
from venvls.runtime.engine import Engine
from venvls.server.mends import wire
from venvls.server.registration import RAW, TYPED

OPTIONS = {"offline": True, "index": {"names": "off"}, "environment": {"offer": False}}
LIFE = {"initialize", "shutdown", "exit"}
KNOWN = {*RAW, *TYPED}
UNKNOWN = sorted(types.METHOD_TO_TYPES.keys() - KNOWN - LIFE)
URI = "file:///shop/requirements.txt"
FAR = at(10**9, 10**9)
BACKWARDS = {"start": at(9, 9), "end": at(0, 0)}

REFUSALS = {
    "result",
    wire.METHOD_NOT_FOUND,
    wire.INVALID_PARAMS,
    wire.REQUEST_FAILED,
    wire.INVALID_REQUEST,
}

WRONG = (
    None,
    5,
    "x",
    [],
    {},
    [None],
    {"textDocument": None},
    {"textDocument": {"uri": 5}, "position": "x"},
    {"textDocument": {"uri": URI}, "position": at(-1, 0), "range": 5, "command": 5, "changes": {}},
)

PLACES = (
    URI,
    "file:///nowhere/requirements.txt",
    "untitled:Untitled-1",
    "git:/shop/requirements.txt?%7B%22ref%22%3A%22%22%7D",
    "vscode-vfs://github/shop/requirements.txt",
    "vscode-notebook-cell:/shop/a.ipynb#W0",
    "file:///c%3A/shop/requirements.txt",
    "file:///%ff%fe/a%00b.txt",
    "file://[::1",
    "",
    "%%%",
)


def far_off(uri: str) -> dict[str, object]:
    """Return parameters that are well formed for most methods, and mean nothing that exists."""
    return {
        "textDocument": {"uri": uri, "version": -5},
        "position": FAR,
        "range": BACKWARDS,
        "positions": [FAR],
        "context": {"includeDeclaration": True, "diagnostics": []},
        "options": {"tabSize": 4, "insertSpaces": True},
        "newName": "x",
        "command": "venvls.nothing",
        "contentChanges": [
            {"text": "x", "range": BACKWARDS},
            {"text": "y", "range": {"start": FAR, "end": FAR}},
        ],
        "uri": uri,
        "files": [{"uri": uri, "oldUri": uri, "newUri": uri}],
        "changes": [{"uri": uri, "type": 1}],
        "event": {"added": [{"uri": uri, "name": "x"}], "removed": [{"uri": uri, "name": "x"}]},
        "settings": {"offline": True},
        "label": "x",
        "token": 1,
        "value": "off",
    }


@pytest.mark.parametrize("method", sorted(KNOWN))
async def test_anything_is_answered_once_and_quietly(method, caplog):
    everything = [(method, params) for params in (*WRONG, *map(far_off, PLACES))]
    assert await codes_of(everything, caplog) <= REFUSALS


async def test_what_we_do_not_offer_is_answered_as_such(caplog):
    everything = [(method, params) for method in UNKNOWN for params in (None, far_off(URI))]
    assert await codes_of(everything, caplog) <= {wire.METHOD_NOT_FOUND, "result"}


async def codes_of(everything: list[tuple[str, object]], caplog: pytest.LogCaptureFixture) -> set[object]:
    """Say everything as a notification, then as a request; return the error codes of the answers."""
    async with in_process(Engine) as client:
        await client.initialize(initializationOptions=OPTIONS)
        client.open(URI, "requests\nflask\n", "pip-requirements")
        for method, params in everything:
            client.notify(method, params)
        numbers = [client.ask(method, params) for method, params in everything]
        answers = [await client.response(number) for number in numbers]
        assert [len(client.responses(number)) for number in numbers] == [1] * len(numbers)
    assert [record.getMessage() for record in caplog.records if record.exc_info] == []
    assert "Traceback" not in caplog.text
    return {answer["error"]["code"] if "error" in answer else "result" for answer in answers}
