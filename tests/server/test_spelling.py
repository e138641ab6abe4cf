"""A file is one document, however a client spells its URI."""

from urllib.parse import quote

import pytest

from tests.support.in_process import in_process
from tests.support.raw_client import at
from venvls.runtime.engine import Engine
from venvls.server.spelling import Spelling, canonical

OPTIONS = {"offline": True, "index": {"names": "off"}, "environment": {"offer": False}}


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("file:///home/me%40work/c%2B%2B/x.txt", "file:///home/me@work/c++/x.txt"),
        ("file:///shop/requirements%2Etxt", "file:///shop/requirements.txt"),
        ("file:///c%3A/shop/x.txt", "file:///C:/shop/x.txt"),
        ("file://localhost/shop/x.txt", "file:///shop/x.txt"),
    ],
)
def test_two_spellings_are_one_name(written, other):
    assert canonical(written) == canonical(other)


@pytest.mark.parametrize("written", ["untitled:Untitled-1", "git:/shop/x.txt?%7B%7D", "", "file://[", "%"])
def test_what_is_no_file_keeps_its_name(written):
    assert canonical(written) == written


def test_an_open_document_is_spelled_as_the_client_does():
    spelling = Spelling()
    uri = spelling.opened("file:///a%40b.txt")
    assert (uri, spelling.of(uri)) == ("file:///a@b.txt", "file:///a%40b.txt")
    spelling.closed(uri)
    assert spelling.of(uri) == uri


async def test_a_buffer_takes_the_place_of_its_file(tmp_path):
    folder = tmp_path / "me@work" / "c++ (1)"
    folder.mkdir(parents=True)
    (folder / ".venv").mkdir()
    (folder / "requirements.txt").write_text("flask==1\n")
    uri = "file://" + quote(str(folder / "requirements.txt"), safe="/-._~")
    async with in_process(Engine) as client:
        await client.initialize(folder, initializationOptions=OPTIONS)
        client.open(uri, "flask==2\n", "pip-requirements")
        await client.until(lambda: client.notifications("venvls/didChangeEnvironment"))
        asked = {"textDocument": {"uri": uri}, "position": at(0, 1), "context": {"includeDeclaration": True}}
        found = await client.result("textDocument/references", asked)
        said = {one["code"] for each in client.publications(uri) for one in each["diagnostics"]}
    assert [each["uri"] for each in found] == [uri]
    assert "conflicting-requirements" not in said
