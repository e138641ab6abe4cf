"""Known vulnerabilities of a release: clean, affected, or not scanned, and never a guess."""

import json
import sqlite3
from dataclasses import replace

import pytest

from tests.index.conftest import configured, opened
from tests.support.loopback_index import Answer, Release, Status, serving
from venvls.index.advisories import osv_query, read_osv, read_release
from venvls.index.page import MalformedAnswerError
from venvls.model.facts import Known, Reason, Unavailable
from venvls.model.names import ProjectName

FLASK = ProjectName("flask")
OSV = {
    "vulns": [
        {
            "id": "GHSA-1",
            "aliases": ["CVE-2024-1"],
            "summary": "Sessions leak",
            "affected": [
                {
                    "package": {"name": "Flask", "ecosystem": "PyPI"},
                    "ranges": [
                        {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "3.0.10"}]},
                        {"type": "ECOSYSTEM", "events": [{"introduced": "3.1"}, {"fixed": "3.0.9"}]},
                        {"type": "GIT", "events": [{"fixed": "abcdef"}]},
                    ],
                },
                {"package": {"name": "flask", "ecosystem": "npm"}, "ranges": []},
            ],
        },
        {"id": "GHSA-2", "withdrawn": "2024-01-01T00:00:00Z"},
    ]
}


@pytest.fixture
def flask(loopback_index):
    loopback_index.publish(Release("flask", "3.0"), Release("flask", "3.1"))
    loopback_index.report_vulnerability(
        "flask",
        id="PYSEC-1",
        aliases=["CVE-2024-1"],
        details="Sessions leak\nmore",
        fixed_in=["3.1"],
        versions=["3.0"],
    )
    return loopback_index


async def test_an_index_tells_what_it_knows_of_each_release(flask, configuration, index):
    affected = await index.vulnerabilities(FLASK, "3.0", configuration)
    (found,) = affected.value
    assert (found.identifier, found.aliases) == ("PYSEC-1", ("CVE-2024-1",))
    assert (found.summary, found.fixed_in) == ("Sessions leak", ("3.1",))
    assert await index.vulnerabilities(FLASK, "3.1", configuration) == Known(())
    await index.vulnerabilities(FLASK, "3.0", configuration)
    assert flask.paths == ["/pypi/flask/3.0/json", "/pypi/flask/3.1/json"]


@pytest.mark.parametrize(
    "fault", [Status(404), Status(500), Answer(b"{}", "application/json"), Answer(b"<html>")]
)
async def test_an_index_without_such_answers_means_not_scanned(flask, configuration, index, fault):
    flask.fail(fault, "/pypi/")
    assert isinstance(await index.vulnerabilities(FLASK, "3.0", configuration), Unavailable)


async def test_an_index_that_never_speaks_of_vulnerabilities_is_soon_left_alone(flask, configuration, index):
    flask.fail(Status(404), "/pypi/")
    for number in range(100):
        fact = await index.vulnerabilities(FLASK, f"3.{number}", configuration)
        assert isinstance(fact, Unavailable)
        assert fact.reason is Reason.NO_INDEX
    assert len(flask.paths) == 20


@pytest.mark.parametrize("fault", [Status(500), Status(403), Answer(b"<html>")])
async def test_what_is_wrong_with_advisories_keeps_nobody_from_asking_for_releases(
    flask, configuration, index, fault
):
    flask.fail(fault, "/pypi/")
    for number in range(10):
        assert isinstance(await index.vulnerabilities(FLASK, f"3.{number}", configuration), Unavailable)
    assert isinstance(await index.project(FLASK, configuration), Known)


async def test_an_index_that_does_not_list_the_project_hears_nothing_of_its_versions(flask, index):
    with serving() as public:
        both = configured(public.url, flask.url)
        (found,) = (await index.vulnerabilities(FLASK, "3.0", both)).value
        assert found.identifier == "PYSEC-1"
        assert not [path for path in public.paths if path.startswith("/pypi/")]


async def test_an_address_without_a_place_beside_it_is_not_asked(flask, index):
    fact = await index.vulnerabilities(FLASK, "3.0", configured(f"{flask.base}/private/index"))
    assert fact.reason is Reason.NO_INDEX
    assert flask.paths == []


async def test_a_service_is_asked_instead_when_one_is_given(flask, configuration, index):
    with serving() as service:
        service.fail(Answer(json.dumps(OSV).encode(), "application/json"), "/v1/query")
        fact = await index.vulnerabilities(FLASK, "3.0", configuration, service=service.base)
        assert await index.vulnerabilities(FLASK, "3.0", configuration, service=service.base) == fact
        assert [(request.method, request.path) for request in service.requests] == [("POST", "/v1/query")]
    (found,) = fact.value
    assert (found.identifier, found.fixed_in) == ("GHSA-1", ("3.0.9", "3.0.10"))
    assert flask.paths == []


async def test_a_service_that_is_away_means_not_scanned(flask, configuration, index):
    with serving() as service:
        address = service.base
    assert (
        await index.vulnerabilities(FLASK, "3.0", configuration, service=address)
    ).reason is Reason.REFUSED


def test_the_question_is_osvs():
    assert json.loads(osv_query(FLASK, "3.0", "next")) == {
        "package": {"name": "flask", "ecosystem": "PyPI"},
        "version": "3.0",
        "page_token": "next",
    }


@pytest.mark.parametrize("body", [b"", b"[]", b'{"vulns": 3}', b'{"vulns": [{}]}'])
def test_garbage_is_malformed(body):
    with pytest.raises(MalformedAnswerError):
        read_osv(body, FLASK)
    with pytest.raises(MalformedAnswerError):
        read_release(body)


@pytest.mark.parametrize(
    "fault",
    [
        Status(404),
        Answer(b'{"code": 5, "message": "Not Found"}', "application/json"),
        Answer(b"[]", "application/json"),
    ],
    ids=["not found", "something else", "no object"],
)
async def test_what_is_no_answer_of_a_service_does_not_mean_clean(flask, configuration, index, fault):
    with serving() as service:
        service.fail(fault)
        fact = await index.vulnerabilities(FLASK, "3.0", configuration, service=service.base)
        assert isinstance(fact, Unavailable)
        service.heal()
        service.fail(Answer(b"{}", "application/json"))
        clean = await index.vulnerabilities(FLASK, "3.0", configuration, service=service.base)
        assert clean == Known(())


async def test_what_was_affected_still_is_while_the_service_is_away(flask, configuration, environ, tmp_path):
    with serving() as service:
        service.fail(Answer(json.dumps(OSV).encode(), "application/json"), "/v1/query")
        async with opened(environ) as index:
            known = await index.vulnerabilities(FLASK, "3.0", configuration, service=service.base)
        with sqlite3.connect(tmp_path / "cache" / "index-3" / "cache.sqlite") as kept:
            kept.execute("update pages set fresh_until = 0")
        service.heal()
        service.fail(Status(500))
        async with opened(environ) as index:
            later = await index.vulnerabilities(FLASK, "3.0", configuration, service=service.base)
    assert later == replace(known, stale=True)
