"""What comes first while somebody types, and what is not worth saying."""

import pytest

from tests.support.in_process import in_process
from tests.support.raw_client import at, insertion, notification, request
from venvls.runtime.engine import Engine

OPTIONS = {"offline": True, "index": {"names": "off"}, "environment": {"offer": False}}
URI = "untitled:requirements.txt"


@pytest.fixture
async def client():
    async with in_process(Engine) as connected:
        await connected.initialize(initializationOptions=OPTIONS)
        connected.open(URI, "flask\nrequests\n", "pip-requirements")
        await connected.until(lambda: connected.publications(URI))
        yield connected


def typed(version: int) -> dict[str, object]:
    document = {"uri": URI, "version": version}
    return notification(
        "textDocument/didChange", {"textDocument": document, "contentChanges": [insertion(0, 0, "=")]}
    )


async def test_of_edits_that_arrive_together_the_last_is_judged(client):
    client.send(*[typed(version) for version in range(2, 502)])
    await client.until(lambda: client.publications(URI)[-1]["version"] == 501)
    assert len(client.publications(URI)) == 2


async def test_a_question_about_the_new_text_comes_before_its_diagnostics(client):
    place = {"textDocument": {"uri": URI}, "position": at(1, 4)}
    client.send(typed(2), request(7, "textDocument/completion", place))
    await client.until(lambda: client.publications(URI)[-1]["version"] == 2)
    heard = [each.get("id", each.get("method")) for each in client.messages]
    assert heard[-2:] == [7, "textDocument/publishDiagnostics"]


async def test_nothing_is_said_about_a_document_after_it_was_closed(client):
    closed = notification("textDocument/didClose", {"textDocument": {"uri": URI}})
    client.send(typed(2), closed)
    await client.until(lambda: len(client.publications(URI)) == 2)
    await client.request("textDocument/hover", {"textDocument": {"uri": URI}, "position": at(0, 0)})
    assert [each["diagnostics"] for each in client.publications(URI)][1:] == [[]]


async def test_a_long_manifest_keeps_nobody_waiting(client):
    long = "untitled:long/requirements.txt"
    lines = (
        f"project-{number}{'=>1' if number % 10 == 5 else '>=1'}  # {'why ' * 16}\n"
        for number in range(5_000)
    )
    client.open(long, "".join(lines), "pip-requirements")
    answer = await client.request("textDocument/hover", {"textDocument": {"uri": URI}, "position": at(0, 1)})
    assert "result" in answer
    assert not any(each["diagnostics"] for each in client.publications(long))
    client.change(long, insertion(0, 3, "x"))
    await client.until(lambda: client.publications(long) and len(client.diagnostics(long)) == 500)
    assert client.publications(long)[-1]["version"] == 2


async def test_a_lock_is_judged_once_when_the_keys_have_come(client):
    lock = "file:///shop/pylock.toml"
    package = '[[packages]]\nname = "project-{}"\ndirectory = {{path = "."}}\n\n'
    packages = "".join(map(package.format, range(2_000)))
    client.open(lock, f'lock-version = "1.0"\ncreated-by = "here"\n\n{packages}', "toml")
    await client.until(lambda: client.publications(lock) and not client.diagnostics(lock))
    for _ in range(20):
        client.change(lock, insertion(3, 0, "x"))
    answer = await client.request("textDocument/hover", {"textDocument": {"uri": URI}, "position": at(0, 1)})
    assert "result" in answer
    assert not client.diagnostics(lock)
    await client.until(lambda: client.diagnostics(lock))
    assert {each["version"] for each in client.publications(lock)} == {1, 21}
