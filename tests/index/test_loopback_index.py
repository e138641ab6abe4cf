"""The loopback index is a real one: real installers work against it, and it fails as it is told to."""

import json
import subprocess
import sys
import threading
import urllib.error
import urllib.request
import venv

import pytest

from tests.support.index_fixture import loopback_index  # noqa: F401
from tests.support.loopback_index import (
    JSON,
    Answer,
    HtmlOnly,
    NoMetadata,
    NoRanges,
    RedirectLoop,
    Release,
    Slow,
    Status,
    Truncated,
    serving,
)


def get(url, **headers):
    request = urllib.request.Request(url, headers={name.replace("_", "-"): v for name, v in headers.items()})
    with urllib.request.urlopen(request, timeout=5) as answer:
        return answer.status, answer.read(), dict(answer.headers)


def status(url, **headers):
    try:
        return get(url, **headers)[0]
    except urllib.error.HTTPError as error:
        return error.code


@pytest.fixture
def index():
    with serving(Release("Flask.Ish", "3.0", requires_python=">=3.8", padding=40_000)) as running:
        yield running


def test_the_same_project_in_json_and_html(index):
    page = json.loads(get(index.url + "flask-ish/", Accept=JSON)[1])
    assert page["name"] == "Flask.Ish"
    assert page["files"][0]["requires-python"] == ">=3.8"
    assert b'data-requires-python="&gt;=3.8"' in get(index.url + "flask-ish/")[1]
    index.fail(HtmlOnly())
    assert get(index.url + "flask-ish/", Accept=JSON)[1].startswith(b"<!DOCTYPE")


def test_a_conditional_request_costs_no_body_until_something_is_published(index):
    etag = get(index.url + "flask-ish/", Accept=JSON)[2]["ETag"]
    assert status(index.url + "flask-ish/", Accept=JSON, If_None_Match=etag) == 304
    index.publish(Release("flask-ish", "3.1"))
    assert status(index.url + "flask-ish/", Accept=JSON, If_None_Match=etag) == 200


def test_files_are_served_in_pieces(index):
    url = f"{index.base}/files/flask_ish-3.0-py3-none-any.whl"
    whole = get(url)[1]
    code, tail, headers = get(url, Range="bytes=-100")
    assert (code, tail) == (206, whole[-100:])
    assert headers["Content-Range"] == f"bytes {len(whole) - 100}-{len(whole) - 1}/{len(whole)}"
    assert status(url, Range=f"bytes={len(whole)}-") == 416
    index.fail(NoRanges())
    assert get(url, Range="bytes=-100")[:2] == (200, whole)


def test_metadata_is_served_beside_the_wheel(index):
    url = f"{index.base}/files/flask_ish-3.0-py3-none-any.whl.metadata"
    assert b"Requires-Python: >=3.8" in get(url)[1]
    index.fail(NoMetadata())
    assert status(url) == 404


@pytest.mark.parametrize("code", [401, 403, 404, 407, 429, 500, 502])
def test_a_status_on_demand_for_some_paths_until_healed(index, code):
    index.publish(Release("other", "1"))
    index.fail(Status(code), "/simple/flask")
    assert status(index.url + "flask-ish/") == code
    assert status(index.url + "other/") == 200
    index.heal()
    assert status(index.url + "flask-ish/") == 200


def test_healing_ends_the_wait_of_a_slow_answer(index):
    index.fail(Slow(60))
    threading.Thread(target=lambda: (index.wait_for("/simple/"), index.heal())).start()
    assert status(index.url + "flask-ish/") == 200


def test_lies_and_loops(index):
    index.fail(Truncated())
    with pytest.raises(Exception, match="IncompleteRead"):
        get(index.url + "flask-ish/")
    index.heal()
    index.fail(RedirectLoop())
    with pytest.raises(urllib.error.HTTPError, match="infinite loop"):
        get(index.url + "flask-ish/")
    index.heal()
    index.fail(Answer(b"{}", "text/plain"))
    assert get(index.url + "flask-ish/")[1] == b"{}"


def test_closed_is_refused_and_opening_again_keeps_the_address(index):
    index.close()
    with pytest.raises(urllib.error.URLError, match="refused"):
        get(index.url)
    index.open()
    assert status(index.url) == 200


def test_credentials_are_required_on_demand(index):
    index.require("me", "secret")
    assert status(index.url) == 401
    assert status(index.url, Authorization="Basic bWU6c2VjcmV0") == 200
    assert index.requests[-1].headers["authorization"] == "Basic bWU6c2VjcmV0"


def test_a_quarantined_project_is_listed_without_files(index):
    index.set_status("flask-ish", "quarantined", "malware")
    page = json.loads(get(index.url + "flask-ish/", Accept=JSON)[1])
    assert page["project-status"] == {"status": "quarantined", "reason": "malware"}
    assert page["files"] == []


def pip_install(index, target, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "pip", "--isolated", "--python", str(target), "install", "--no-cache-dir",
         "--disable-pip-version-check", "--no-input", "--index-url", index.url, *arguments],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_a_real_installer_installs_wheels_and_sdists_with_their_dependencies(tmp_path, loopback_index):  # noqa: F811
    loopback_index.publish(
        Release("flaskish", "3.0", requires=("werkzeugish>=3",)),
        Release("werkzeugish", "3.1", source_only=True, modules=("werk.zeug", "zeug.py")),
        Release("werkzeugish", "4.0", requires_python=">=3.99"),
    )
    venv.create(tmp_path / "env", with_pip=False)
    python = tmp_path / "env" / "bin" / "python"
    done = pip_install(loopback_index, python, "flaskish")
    assert done.returncode == 0, done.stderr
    imported = "import flaskish, zeug, werk.zeug; print(flaskish.__version__, werk.zeug.__version__)"
    shown = subprocess.run([python, "-c", imported], capture_output=True, text=True, check=True).stdout
    assert shown.split() == ["3.0", "3.1"]


def test_an_sdist_that_is_declared_so_fails_to_build(tmp_path, loopback_index):  # noqa: F811
    loopback_index.publish(Release("broken", "1.0", source_only=True, builds=False))
    venv.create(tmp_path / "env", with_pip=False)
    done = pip_install(loopback_index, tmp_path / "env" / "bin" / "python", "broken")
    assert done.returncode == 1
    assert "on purpose" in done.stderr + done.stdout
