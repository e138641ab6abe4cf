"""An index that lies, or was broken into, costs its answer and nothing else: the fault is not ours."""

import io
import json
import zipfile

import pytest

from tests.index.conftest import configured
from tests.support.loopback_index import Answer, Release, Status
from venvls.index.failures import IndexFailureError
from venvls.index.wheel import Answer as Part
from venvls.index.wheel import read_wheel
from venvls.model.facts import Known, Reason, Unavailable
from venvls.model.names import ProjectName

FLASK = ProjectName("flask")
WHEEL = "flask-1.0-py3-none-any.whl"
LINK = b'<a href="flask-1.0.tar.gz">x</a>'
DEEP = b"[" * 100_000 + b"]" * 100_000


def page(*files, **more):
    return Answer(
        json.dumps({"name": "flask", "files": files or [{"filename": WHEEL, "url": WHEEL}], **more}).encode()
    )


def listed(filename=WHEEL, **more):
    return {"filename": filename, "url": WHEEL, **more}


UNREADABLE = {
    "nested too deep": Answer(DEEP),
    "a file nested too deep": Answer(b'{"files":' + DEEP + b"}"),
    "something unknown nested too deep": Answer(b'{"files": [], "meta": 3, "x":' + DEEP + b"}"),
    "a redirect to what is no address": Status(302, {"Location": "http://[bad"}),
}  # fmt: skip
READABLE = {
    "numbers of five thousand digits": page(listed(), listed(f"flask-{'1' * 5000}-py3-none-any.whl")),
    "sizes beyond all measure": page(listed(size=10**30), listed("flask-1.0.tar.gz", size=-5)),
    "addresses that are none": page(listed(), {"filename": "flask-2.0-py3-none-any.whl", "url": "http://[bad"}),
    "an encoding that is none": Answer(LINK, "text/html; charset=undefined"),
    "an encoding that replaces nothing": Answer(LINK, "text/html; charset=idna"),
    "a base that is none": Answer(b'<base href="http://[bad">' + LINK, "text/html"),
}  # fmt: skip


@pytest.mark.parametrize("fault", UNREADABLE.values(), ids=UNREADABLE)
async def test_what_cannot_be_read_is_the_fault_of_the_index(
    loopback_index, configuration, index, caplog, fault
):
    loopback_index.fail(fault)
    fact = await index.project(FLASK, configuration)
    assert isinstance(fact, Unavailable)
    assert fact.reason is Reason.NONSENSE
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("fault", READABLE.values(), ids=READABLE)
async def test_what_can_be_read_of_it_counts(loopback_index, configuration, index, caplog, fault):
    loopback_index.fail(fault)
    fact = await index.project(FLASK, configuration)
    assert isinstance(fact, Known)
    assert "1.0" in [release.version for release in fact.value.releases]
    assert not caplog.text


async def test_a_page_of_another_project_does_not_lend_its_name(loopback_index, configuration, index):
    loopback_index.fail(page(name="other"))
    assert (await index.project(FLASK, configuration)).value.display_name == "flask"


async def test_reasons_are_cut(loopback_index, configuration, index):
    endless = "because " * 100_000
    loopback_index.fail(
        page(listed(yanked=endless), **{"project-status": {"status": "archived", "reason": endless}})
    )
    project = (await index.project(FLASK, configuration)).value
    assert project.status_reason.startswith("because ")
    assert len(repr(project)) < 10_000


@pytest.mark.parametrize("address", ["file:///dev/zero", "ftp://127.0.0.1/x.whl", "javascript:1"])
async def test_a_server_cannot_have_files_of_this_machine_read(loopback_index, index, address):
    loopback_index.fail(page(listed(url=address)), "/simple/flask/")
    fact = await index.metadata(FLASK, "1.0", configured(loopback_index.url))
    assert fact == Unavailable(Reason.FAILED, "`flask 1.0` has no wheel to read metadata from")


async def test_metadata_that_is_not_what_was_announced_is_not_believed(loopback_index, configuration, index):
    loopback_index.publish(Release("flask", "1.0", requires=("werkzeug",)))
    other = b"Metadata-Version: 2.1\nName: flask\nVersion: 1.0\n"
    loopback_index.fail(Answer(other, "binary/octet-stream"), "/files/")
    fact = await index.metadata(FLASK, "1.0", configuration)
    assert isinstance(fact, Unavailable)
    assert fact.detail.endswith("sent other metadata than it announced")
    loopback_index.heal()
    assert (await index.metadata(FLASK, "1.0", configuration)).value.requires_dist == ("werkzeug",)


async def test_a_file_that_unpacks_to_gigabytes_is_not_unpacked():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("flask-1.0.dist-info/METADATA", b"\0" * (16 << 20))

    async def whole(wanted):
        return Part(200, packed.getvalue(), {}, "https://index.example/x.whl")

    with pytest.raises(IndexFailureError, match="too large"):
        await read_wheel(whole, list)
