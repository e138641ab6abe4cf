"""The extra `http2`: many pages over one connection, and what fails in it is a failure like any other."""

import asyncio
import json
import os
import shutil

import pytest

from tests.index.conftest import configured, opened
from tests.support.certificates import self_signed
from venvls.model.facts import Absent, Known, Reason, Unavailable
from venvls.model.names import ProjectName

pytest.importorskip("h2", reason="the extra `http2` is not installed")
if shutil.which("openssl") is None:
    pytest.skip("there is no openssl to make a certificate with", allow_module_level=True)

from tests.support.http2_index import serving_http2

NAMES = [f"project-{number}" for number in range(12)]
PAGES = {
    f"/simple/{name}/": json.dumps(
        {
            "meta": {"api-version": "1.0"},
            "name": name,
            "files": [{"filename": f"{name}-1.0.tar.gz", "url": f"{name}-1.0.tar.gz", "hashes": {}}],
        }
    ).encode()
    for name in NAMES
}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return self_signed(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def environ(environ):
    # Where h2 lies beside the environment, the worker must find it too.
    return environ | {name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ}


async def test_pages_that_are_asked_for_together_share_a_connection(certificate, environ):
    # Eight at most are asked of one host at once: that many must be under way before any is answered.
    async with serving_http2(*certificate, PAGES, together=8) as server:
        configuration = configured(server.url, certificate=certificate[0])
        async with opened(environ) as index:
            facts = await asyncio.gather(*(index.project(ProjectName(name), configuration) for name in NAMES))
    assert [fact.value.releases[0].version for fact in facts] == ["1.0"] * len(NAMES)
    assert {headers[":path"] for _, headers in server.requests} == PAGES.keys()
    assert len({connection for connection, _ in server.requests}) == 1


async def test_an_unchanged_page_and_a_missing_one_are_understood(certificate, environ):
    name = ProjectName(NAMES[0])
    async with serving_http2(*certificate, PAGES | {"/simple/": b"{}"}) as server:
        configuration = configured(server.url, certificate=certificate[0])
        async with opened(environ) as index:
            assert isinstance(await index.project(name, configuration), Known)
            assert await index.project(ProjectName("no-such-thing"), configuration) == Absent()
            assert (await index.project(name, configuration)).stale
            async with asyncio.timeout(30):
                while not any("if-none-match" in headers for _, headers in server.requests):
                    await asyncio.sleep(0.01)


async def test_an_answer_that_breaks_off_is_no_answer_and_the_next_one_counts(certificate, environ):
    name = ProjectName(NAMES[0])
    async with serving_http2(*certificate, PAGES) as server:
        server.break_off = True
        configuration = configured(server.url, certificate=certificate[0])
        async with opened(environ) as index:
            fact = await index.project(name, configuration)
            assert fact == Unavailable(Reason.NONSENSE, f"`127.0.0.1:{server.port}` broke off its answer")
            server.break_off = False
            assert isinstance(await index.project(name, configuration), Known)
