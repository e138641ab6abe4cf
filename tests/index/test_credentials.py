"""Credentials reach the host they belong to, and nothing else: no other host, no log, no file."""

import json
import logging
import os
import shutil
import stat
import subprocess
import sys
import zlib
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.index.conftest import configured, opened, until_known
from tests.support.certificates import self_signed
from tests.support.loopback_index import Answer, LoopbackIndex, RedirectTo, Release, Status, serving
from venvls.index.cache import Cache
from venvls.model.facts import Known, Reason, Unavailable
from venvls.model.names import ProjectName

FLASK = ProjectName("flask")
SECRET = "s3cret-p@ss"
QUOTED = "s3cret-p%40ss"


@pytest.fixture
def private(loopback_index):
    loopback_index.publish(Release("flask", "3.0", summary="Small"))
    loopback_index.require("me", SECRET)
    return loopback_index


def program(folder, text):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "keyring"
    path.write_text(f"#!{sys.executable}\n{text}")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return folder


async def test_without_credentials_the_answer_is_that_some_are_needed(private, configuration, index):
    fact = await index.project(FLASK, configuration)
    assert isinstance(fact, Unavailable)
    assert fact.reason is Reason.UNAUTHORISED


async def test_those_in_the_address_serve_for_the_files_too(private, index):
    configuration = configured(private.url_with("me", QUOTED))
    assert isinstance(await index.project(FLASK, configuration), Known)
    assert (await index.metadata(FLASK, "3.0", configuration)).value.summary == "Small"


async def test_they_are_nowhere_on_disk_in_logs_or_in_facts(private, environ, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    configuration = configured(private.url_with("me", QUOTED))
    async with opened(environ) as index:
        fact = await index.project(FLASK, configuration)
        private.fail(Status(500))
        failed = await index.project(ProjectName("other"), configuration)
    said = f"{fact} {failed} {caplog.text}"
    assert "s3cret" not in said
    assert "****@" in fact.value.source
    files = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if b"s3cret" in path.read_bytes()]
    assert not [path for path in files if path.stat().st_mode & 0o077]


async def test_a_page_seen_with_credentials_is_not_shown_without(private, index):
    await index.project(FLASK, configured(private.url_with("me", QUOTED)))
    assert isinstance(await index.project(FLASK, configured(private.url)), Unavailable)


async def test_a_redirect_to_another_host_takes_no_credentials_along(private, index):
    with serving(Release("flask", "9.0")) as elsewhere:
        private.fail(RedirectTo(elsewhere.base.replace("127.0.0.1", "localhost")))
        fact = await index.project(FLASK, configured(private.url_with("me", QUOTED)))
    assert [release.version for release in fact.value.releases] == ["9.0"]
    assert "authorization" in private.requests[0].headers
    assert elsewhere.requests[0].host.startswith("localhost:")
    assert "authorization" not in elsewhere.requests[0].headers


async def test_netrc_is_read(private, environ, configuration):
    home = Path(environ["HOME"])
    home.mkdir()
    (home / ".netrc").write_text(f"machine 127.0.0.1 login me password {SECRET}\n")
    async with opened(environ) as index:
        assert isinstance(await index.project(FLASK, configuration), Known)


async def test_a_broken_netrc_is_as_good_as_none(private, environ, configuration):
    home = Path(environ["HOME"])
    home.mkdir()
    (home / ".netrc").write_text("machine\nlogin oops")
    async with opened(environ) as index:
        assert (await index.project(FLASK, configuration)).reason is Reason.UNAUTHORISED


GIVES = f"""
import sys
open(__file__ + ".log", "a").write(" ".join(sys.argv[1:]) + "\\n")
if sys.argv[1:3] == ["--mode", "creds"]:
    print("me"); print({SECRET!r})
elif sys.argv[3] == "me":
    print({SECRET!r})
"""


@pytest.mark.parametrize("user", ["", "me"])
async def test_the_keyring_is_asked_once_after_a_401(private, environ, tmp_path, user):
    folder = program(tmp_path / "bin", GIVES)
    environ["PATH"] = f"{folder}{os.pathsep}{environ['PATH']}"
    private.publish(Release("django", "5.0"))
    url = private.url.replace("://", f"://{user}@") if user else private.url
    async with opened(environ) as index:
        assert isinstance(await index.project(FLASK, configured(url)), Known)
        assert isinstance(await index.project(ProjectName("django"), configured(url)), Known)
        (asked,) = (folder / "keyring.log").read_text().splitlines()
    assert asked == (f"get {private.url} me" if user else f"--mode creds get {private.url}")


async def test_a_disabled_keyring_is_left_alone(private, environ, tmp_path, configuration):
    folder = program(tmp_path / "bin", GIVES)
    environ["PATH"] = f"{folder}{os.pathsep}{environ['PATH']}"
    async with opened(environ) as index:
        fact = await index.project(FLASK, replace(configuration, keyring="disabled"))
    assert fact.reason is Reason.UNAUTHORISED
    assert not (folder / "keyring.log").exists()


@pytest.mark.parametrize("text", ["import sys; sys.exit(1)", "import time; time.sleep(60)", "print()"])
@pytest.mark.slow
async def test_a_keyring_that_fails_or_hangs_costs_seconds_and_not_the_answer(
    private, environ, tmp_path, configuration, text
):
    environ["PATH"] = f"{program(tmp_path / 'bin', text)}{os.pathsep}{environ['PATH']}"
    async with opened(environ) as index:
        assert (await index.project(FLASK, configuration)).reason is Reason.UNAUTHORISED


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificate of this test")
    return self_signed(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def encrypted(certificate):
    index = LoopbackIndex(Release("flask", "3.0"))
    index.use_tls(*certificate)
    index.open()
    yield index
    index.close()


async def test_an_unknown_authority_is_not_trusted(encrypted, index):
    fact = await index.project(FLASK, configured(encrypted.url))
    assert fact.reason is Reason.CERTIFICATE
    assert encrypted.requests == []


async def test_a_configured_authority_is_trusted(encrypted, certificate, index):
    configuration = configured(encrypted.url, certificate=certificate[0])
    assert isinstance(await index.project(FLASK, configuration), Known)


async def test_a_trusted_host_is_not_verified_but_only_that_one(encrypted, index):
    trusting = configured(encrypted.url, trusted_hosts=("other.example",))
    assert (await index.project(FLASK, trusting)).reason is Reason.CERTIFICATE
    trusting = configured(encrypted.url.replace("127.0.0.1", "localhost"), trusted_hosts=("localhost",))
    assert isinstance(await index.project(FLASK, trusting), Known)


async def test_a_certificate_that_cannot_be_read_is_said(encrypted, index):
    configuration = configured(encrypted.url, certificate="/nowhere/ca.pem")
    assert (await index.project(FLASK, configuration)).reason is Reason.CERTIFICATE


async def test_encryption_is_not_given_up_by_a_redirect(encrypted, certificate, index):
    with serving(Release("flask", "9.0")) as plain:
        encrypted.fail(RedirectTo(plain.base))
        fact = await index.project(FLASK, configured(encrypted.url, certificate=certificate[0]))
    assert fact.reason is Reason.NONSENSE
    assert plain.requests == []


async def test_a_folder_of_authorities_is_taken_from_the_variables_of_other_tools(
    encrypted, certificate, environ, tmp_path
):
    shutil.copy(certificate[0], tmp_path / "own.pem")
    if subprocess.run(["openssl", "rehash", tmp_path], check=False, capture_output=True).returncode:
        pytest.skip("this openssl makes no folders of authorities")
    for variable, value in (("REQUESTS_CA_BUNDLE", str(tmp_path)), ("CURL_CA_BUNDLE", certificate[0])):
        cache = str(tmp_path / variable)
        async with opened(environ | {variable: value, "VENVLS_CACHE_DIR": cache}) as index:
            assert isinstance(await index.project(FLASK, configured(encrypted.url)), Known)


async def test_a_proxy_that_wants_to_know_who_asks_is_named_as_that(index):
    with serving(Release("flask", "3.0")) as proxy:
        proxy.fail(Status(407), "")
        for scheme in ("http", "https"):
            fact = await index.project(
                FLASK, configured(f"{scheme}://index.example/simple/", proxy=proxy.base)
            )
            assert fact == Unavailable(
                Reason.UNAUTHORISED, "the proxy on the way to `index.example` asks for credentials"
            )


async def test_a_proxy_is_used(index):
    with serving(Release("flask", "3.0")) as proxy:
        configuration = configured("http://index.example/simple/", proxy=proxy.base)
        await index.project(FLASK, configuration)
    assert proxy.requests[0].path == "http://index.example/simple/flask/"


@pytest.mark.parametrize(
    "proxy", ["me:s3cret/x@127.0.0.1:8080", "http://me:s3cret/x@127.0.0.1:8080", "s3cret://127.0.0.1"]
)
async def test_a_proxy_that_is_none_is_said_without_its_secret(loopback_index, index, caplog, proxy):
    fact = await index.project(FLASK, configured(loopback_index.url, proxy=proxy))
    assert fact == Unavailable(Reason.FAILED, "the address of the configured proxy is not understood")
    assert loopback_index.paths == []
    assert "s3cret" not in caplog.text


async def test_a_proxy_of_a_variable_that_is_none_is_said_too(loopback_index, environ):
    # A host on loopback is often excepted from proxies; this one is not resolved by anybody.
    async with opened({**environ, "HTTP_PROXY": "http://me:s3cret/x@127.0.0.1:8080"}) as index:
        fact = await index.project(FLASK, configured("http://index.example/simple/"))
    assert "proxy is not understood" in fact.detail


@pytest.mark.skipif(find_spec("socksio") is not None, reason="it is there")
async def test_what_a_proxy_needs_beside_venvls_is_said(loopback_index, index):
    fact = await index.project(FLASK, configured(loopback_index.url, proxy="socks5://127.0.0.1:1"))
    assert "`socksio`" in fact.detail


async def test_an_answer_that_repeats_the_address_tells_nobody_its_secret(private, environ, tmp_path, caplog):
    address = private.url_with("me", QUOTED)
    async with opened(environ) as index:
        private.fail(Answer(b"oops", f"text/{address}"))
        refused = await index.project(FLASK, configured(address))
        private.heal()
        file = {"filename": "flask-1.0-py3-none-any.whl", "yanked": f"see {address}"}
        page = {
            "name": address,
            "files": [{**file, "url": f"{address}{file['filename']}"}],
            "project-status": {"status": "archived", "reason": address},
        }
        private.fail(Answer(json.dumps(page).encode()))
        await until_known(index, FLASK, configured(address))
        private.heal()
        private.require("me", SECRET)
        assert await index.metadata(FLASK, "1.0", configured(address))
    assert refused.reason is Reason.NONSENSE
    assert "s3cret" not in f"{refused} {caplog.text}"
    kept = Cache(tmp_path / "cache").page(f"{private.url}flask/#authenticated")
    assert b"s3cret" not in zlib.decompress(kept.sources) + zlib.decompress(kept.value)
    assert "authorization" in private.asked("/simple/flask-1.0")[0].headers
