"""What is loaded when: an editor that starts the server waits for nothing it does not need yet."""

import json
import subprocess
import sys

from tests.support.raw_client import packet, request
from venvls import __version__
from venvls.server import boot, capabilities, registration

HEAVY = {"asyncio", "dataclasses", "pygls", "lsprotocol", "attrs", "msgspec", "packaging", "httpx", "sqlite3"}


def loaded_by(code: str) -> set[str]:
    code = f"{code}; import sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return set(done.stdout.split())


def test_initialize_is_answered_before_anything_heavy_is_loaded():
    assert not loaded_by("import venvls.server.stdio") & HEAVY


def test_what_is_not_needed_for_diagnostics_is_not_loaded_for_them():
    loaded = loaded_by("from venvls.server import lazy_lsprotocol as l; l.load(); import venvls.server.pipes")
    assert not {"httpx", "virtualenv", "distlib", "venvls.install.applying"} & loaded


def test_what_answers_questions_is_not_loaded_for_diagnostics():
    loaded = loaded_by("from venvls.server import lazy_lsprotocol as l; l.load(); import venvls.server.pipes")
    for name in ("analysis.hover", "analysis.actions", "server.features.rename"):
        assert f"venvls.{name}" not in loaded


def test_every_feature_that_is_loaded_on_use_is_there():
    assert all(callable(registration.loaded(feature)) for feature in registration.named())


def test_the_process_that_speaks_to_the_editor_has_no_openssl_until_somebody_wants_it():
    code = "from venvls.server import without_openssl; without_openssl.load(); import asyncio, hashlib, hmac"
    assert not {"ssl", "_ssl", "_hashlib"} & loaded_by(code)
    assert {"ssl", "_ssl"} <= loaded_by(f"{code}, ssl")
    digest = "assert hashlib.sha256(b'a').hexdigest()[:4] == 'ca97' and hmac.compare_digest(b'a', b'a')"
    loop = "import asyncio.base_events; assert asyncio.run(asyncio.sleep(0, 5)) == 5"
    loaded_by(f"{code}; {digest}; {loop}")


LEFT_OUT = {"venvls.analysis.hover", "venvls.server.features.rename"}
PRELOAD = "import asyncio, time; from venvls.server import preloading; preloading.QUIET = {}"


def test_what_was_left_out_is_loaded_in_a_quiet_moment():
    assert loaded_by(f"{PRELOAD.format(0.01)}; asyncio.run(preloading.preload(lambda: 0))") >= LEFT_OUT


def test_nothing_is_loaded_while_the_client_speaks():
    code = f"""{PRELOAD.format(5)}
async def speak():
    preload = asyncio.create_task(preloading.preload(time.monotonic))
    await asyncio.wait((preload,), timeout=0.2)
    preload.cancel()
asyncio.run(speak())"""
    assert not LEFT_OUT & loaded_by(code)


def greeted(tmp_path, said: bytes) -> tuple[boot.Greeting, bytes]:
    """Return what a first conversation of these bytes comes to."""
    conversation, answers = tmp_path / "said", tmp_path / "answers"
    conversation.write_bytes(said)
    with conversation.open("rb") as read_from, answers.open("wb") as write_to:
        greeting = boot.greet(read_from.fileno(), write_to.fileno())
    return greeting, answers.read_bytes()


def test_initialize_is_answered_and_what_follows_is_left_to_the_session(tmp_path):
    params = {"capabilities": {"general": {"positionEncodings": ["utf-8"]}}}
    first = packet(json.dumps(request(7, "initialize", params)).encode())
    greeting, answer = greeted(tmp_path, first + b"Content-Le")
    assert greeting == boot.Greeting(params, b"Content-Le")
    body = json.loads(answer.partition(b"\r\n\r\n")[2])
    assert body["id"] == 7
    assert body["result"] == json.loads(
        json.dumps(capabilities.initialize_result(capabilities.read(params), __version__))
    )


def test_a_client_that_ends_as_soon_as_it_has_the_answer_was_seen_all_the_same(tmp_path, monkeypatch):
    client = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    write = boot._write

    def answer_the_last_wish(write_to: int, data: bytes) -> None:
        write(write_to, data)
        client.kill()
        client.communicate()

    monkeypatch.setattr(boot, "_write", answer_the_last_wish)
    params = {"capabilities": {}, "processId": client.pid}
    greeting, _ = greeted(tmp_path, packet(json.dumps(request(1, "initialize", params)).encode()))
    assert greeting.client_seen


def test_any_other_beginning_is_left_to_the_session_whole(tmp_path):
    for said in (
        b"",
        b"GET / HTTP/1.1\r\n\r\n",
        packet(b"{bad json"),
        packet(json.dumps(request(1, "textDocument/hover", {})).encode()),
        packet(json.dumps(request(1, "initialize", 5)).encode()),
    ):
        assert greeted(tmp_path, said) == (boot.Greeting(None, said), b"")
