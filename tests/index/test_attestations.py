"""Who published a release is what its index attests, fetched for one release at a time (PEP 740)."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.index.conftest import opened
from tests.support.loopback_index import Answer, Endless, Release, Slow, Status
from venvls.index.attestations import read_publishers
from venvls.index.page import MalformedAnswerError
from venvls.model.facts import Absent, Known, Reason
from venvls.model.names import ProjectName
from venvls.model.release import Publisher

FLASK = ProjectName("flask")


@pytest.fixture
def flask(loopback_index):
    loopback_index.publish(Release("flask", "3.0"), Release("bare", "1.0"))
    loopback_index.attest("flask", kind="GitHub", repository="pallets/flask", workflow="publish.yaml")
    return loopback_index


async def test_the_publisher_is_asked_for_once_and_kept(flask, configuration, environ):
    for _ in range(2):
        async with opened(environ) as index:
            fact = await index.publishers(FLASK, "3.0", configuration)
            assert fact == Known((Publisher("GitHub", "pallets/flask", "publish.yaml"),))
    assert flask.paths == ["/simple/flask/", "/integrity/flask-3.0-py3-none-any.whl/provenance"]


async def test_an_index_that_attests_nothing_is_asked_for_nothing_more(flask, configuration, index):
    assert await index.publishers(ProjectName("bare"), "1.0", configuration) == Known(())
    assert flask.paths == ["/simple/bare/"]
    assert await index.publishers(FLASK, "9.9", configuration) == Absent()


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Status(500), Reason.SERVER_ERROR),
        (Answer(b"{}"), Reason.NONSENSE),
        (Endless(), Reason.TOO_LARGE),
        (Slow(30), Reason.TIMED_OUT),
    ],
)
async def test_a_publisher_that_cannot_be_had_is_not_known(flask, configuration, index, fault, reason):
    flask.fail(fault, "/integrity/")
    fact = await index.publishers(FLASK, "3.0", replace(configuration, timeout=1.0))
    assert fact.reason is reason


def test_each_publisher_comes_once_and_any_key_but_the_kind_may_be_missing():
    bundles = [
        {"publisher": {"kind": "GitLab", "repository": "a/b", "workflow_filepath": "ci.yml"}},
        {"publisher": {"kind": "GitLab", "repository": "a/b", "workflow_filepath": "ci.yml", "claims": None}},
        {"publisher": {"kind": "Google", "email": "x@y.example"}},
        {"publisher": {"kind": "New"}},
    ]
    body = json.dumps({"attestation_bundles": bundles}).encode()
    assert read_publishers(body) == (
        Publisher("GitLab", "a/b", "ci.yml"),
        Publisher("Google", "x@y.example"),
        Publisher("New"),
    )


@given(st.binary() | st.just(b'{"version": 2, "attestation_bundles": []}'))
def test_anything_else_is_malformed(body):
    with pytest.raises(MalformedAnswerError):
        read_publishers(body)
