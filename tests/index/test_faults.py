"""The fault table: what is said, how long it takes, whom it concerns, and that it passes.

One row for each way in which an index can fail. Every row also shows that the failure is a fact and never
"unknown project", that one line is logged for it, and that the next answer is good without a restart.
"""

import asyncio
import logging
import time
from dataclasses import replace

import pytest

from tests.index.conftest import configured, opened, until_known
from tests.support.loopback_index import (
    Answer,
    Endless,
    HtmlOnly,
    NoETag,
    RedirectLoop,
    Release,
    Reset,
    Slow,
    Status,
    Truncated,
    UnsteadyETag,
    serving,
)
from venvls.model.facts import Absent, Known, Reason, Unavailable
from venvls.model.names import ProjectName

FLASK = ProjectName("flask")

FAILURES = {
    "slow": (Slow(30), Reason.TIMED_OUT),
    "unauthorised": (Status(401), Reason.UNAUTHORISED),
    "forbidden": (Status(403), Reason.FORBIDDEN),
    "the proxy wants credentials": (Status(407), Reason.UNAUTHORISED),
    "too many requests": (Status(429, {"Retry-After": "1"}), Reason.TOO_MANY_REQUESTS),
    "broken": (Status(500), Reason.SERVER_ERROR),
    "broken behind": (Status(502), Reason.SERVER_ERROR),
    "a teapot": (Status(418), Reason.NONSENSE),
    "cut off": (Truncated(), Reason.NONSENSE),
    "reset": (Reset(), Reason.NONSENSE),
    "a wrong type": (Answer(b"<svg/>", "image/svg+xml"), Reason.NONSENSE),
    "half of a JSON": (Answer(b'{"files": ['), Reason.NONSENSE),
    "another JSON": (Answer(b'{"message": "hello"}'), Reason.NONSENSE),
    "empty": (Answer(b""), Reason.NONSENSE),
    "a sign-in page": (Answer(b"<h1>Sign in</h1>", "text/html"), Reason.NONSENSE),
    "endless": (Endless(), Reason.TOO_LARGE),
    "endlessly slow": (Endless(trickle=0.1), Reason.TIMED_OUT),
    "a redirect loop": (RedirectLoop(), Reason.NONSENSE),
    "another API": (Answer(b'{"meta": {"api-version": "2.0"}, "files": []}'), Reason.NONSENSE),
}


@pytest.fixture
def flask(loopback_index):
    loopback_index.publish(Release("flask", "3.0"))
    return loopback_index


@pytest.mark.parametrize(("fault", "reason"), FAILURES.values(), ids=FAILURES.keys())
async def test_a_failing_index_is_a_fact_that_passes(flask, configuration, environ, caplog, fault, reason):
    caplog.set_level(logging.INFO, "venvls.index")
    configuration = replace(configuration, timeout=1.0)
    flask.fail(fault)
    async with opened(environ) as index:
        start = time.monotonic()
        fact = await index.project(FLASK, configuration)
        took = time.monotonic() - start
        assert isinstance(fact, Unavailable)
        assert fact.reason is reason
        assert fact.detail
        assert "Traceback" not in fact.detail
        # The limit of the configuration, the start of a worker, and room for a busy machine.
        assert took < 8
        warnings = [record for record in caplog.records if record.levelno == logging.WARNING]
        assert len(warnings) == 1, [record.getMessage() for record in warnings]
        flask.heal()
        fact = await until_known(index, FLASK, configuration)
    assert [release.version for release in fact.value.releases] == ["3.0"]


async def test_a_refused_connection_is_said_and_passes(flask, configuration, index):
    flask.close()
    fact = await index.project(FLASK, configuration)
    assert (fact.reason, flask.base.partition("//")[2] in fact.detail) == (Reason.REFUSED, True)
    flask.open()
    await until_known(index, FLASK, configuration)


async def test_a_host_that_does_not_exist_is_said(index):
    fact = await index.project(FLASK, configured("http://index.invalid/simple/"))
    assert fact.reason is Reason.NAME_NOT_RESOLVED


async def test_an_address_that_is_none_is_said(index):
    for address in ("http://", "gopher://index.example/simple", "http://[broken/simple"):
        assert (await index.project(FLASK, configured(address))).reason is Reason.NO_INDEX


@pytest.mark.parametrize("fault", [HtmlOnly(), NoETag(), UnsteadyETag()])
async def test_what_an_index_need_not_have_is_no_failure(flask, configuration, index, fault):
    flask.fail(fault)
    fact = await index.project(FLASK, configuration)
    assert [release.version for release in fact.value.releases] == ["3.0"]


async def test_one_dead_host_is_one_line_and_few_requests_for_many_projects(
    flask, configuration, environ, caplog
):
    flask.fail(Status(500))
    async with opened(environ) as index:
        names = [ProjectName(f"project-{number}") for number in range(50)]
        facts = await asyncio.gather(*(index.project(name, configuration) for name in names))
    assert {fact.reason for fact in facts} == {Reason.SERVER_ERROR}
    assert len([record for record in caplog.records if record.levelno >= logging.WARNING]) == 1
    # What was under way before the circuit opened: as many as one host is asked at once.
    assert len(flask.requests) <= 20


async def test_a_host_that_asks_for_a_pause_gets_it(flask, configuration, index):
    flask.fail(Status(429, {"Retry-After": "300"}))
    await index.project(FLASK, configuration)
    flask.heal()
    flask.forget()
    assert (await index.project(ProjectName("django"), configuration)).reason is Reason.TOO_MANY_REQUESTS
    assert flask.paths == []


async def test_a_slow_index_does_not_hold_up_others_nor_the_loop(flask, configuration, environ):
    flask.fail(Slow(30))
    with serving(Release("flask", "3.0")) as other:
        async with opened(environ) as index:
            slow = asyncio.create_task(index.project(FLASK, configuration))
            await asyncio.to_thread(flask.wait_for, "/simple/flask/")
            assert isinstance(await index.project(FLASK, configured(other.url)), Known)
            assert not slow.done()


async def test_an_old_answer_is_asked_for_again_once_and_put_off_where_nobody_answers(environ):
    with serving(Release("flask", "3.0"), max_age=0) as server:
        updates = asyncio.Queue()
        async with opened(environ, lambda *update: updates.put_nowait(update)) as index:
            await index.project(FLASK, configured(server.url))
            await index.project(FLASK, configured(server.url))
            _, _, confirmed = await asyncio.wait_for(updates.get(), 60)
            assert not confirmed.stale
            assert len(server.asked("/simple/flask/")) == 2
            server.fail(Status(403))
            await index.project(FLASK, configured(server.url))
            _, _, old = await asyncio.wait_for(updates.get(), 60)
            assert (old.stale, old.value.releases) == (True, confirmed.value.releases)
            assert old.value.fresh_until > time.time() + 60
            # A question of another project is answered after all that was asked before it.
            server.heal()
            assert await index.project(ProjectName("other"), configured(server.url)) == Absent()
            assert len(server.asked("/simple/flask/")) == 3


async def test_a_changed_etag_brings_the_new_page(environ):
    with serving(Release("flask", "3.0"), max_age=0) as server:
        updates = asyncio.Queue()
        async with opened(environ, lambda *update: updates.put_nowait(update)) as index:
            await index.project(FLASK, configured(server.url))
            await index.project(FLASK, configured(server.url))
            _, _, same = await asyncio.wait_for(updates.get(), 60)
            assert [request.headers.get("if-none-match") for request in server.requests] != [None, None]
            assert [release.version for release in same.value.releases] == ["3.0"]
            server.publish(Release("flask", "3.1"))
            await index.project(FLASK, configured(server.url))
            _, _, fresh = await asyncio.wait_for(updates.get(), 60)
    assert [release.version for release in fresh.value.releases] == ["3.1", "3.0"]
