"""The main job in VS Code's own extension host, with the extension of `editors/vscode/`."""

import json
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.real_editors import EDITORS, MAIN_JOB, MANIFEST, SCRIPTS, Desk, executable, steps

pytestmark = pytest.mark.editor

SETTINGS = {
    "telemetry.telemetryLevel": "off",
    "update.mode": "none",
    "extensions.autoUpdate": "off",
    "extensions.autoCheckUpdates": False,
    "git.enabled": False,
    "files.autoSave": "off",
    "workbench.startupEditor": "none",
    "chat.disableAIFeatures": True,
}
START_LIMIT = 60.0


def test_the_main_job(desk, tmp_path):
    program = executable("vscode")
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("VS Code runs in a browser here, and there is no `chromium`")
    extension = laid_out(tmp_path / "extension", program.parent)
    tests = tmp_path / "tests"
    tests.mkdir()
    shutil.copy(SCRIPTS / "vscode.js", tests / "index.js")

    with serving_vscode(program, desk, tmp_path) as address:
        printed = desk.run(
            program.parent / "node" / "bin" / "node",
            SCRIPTS / "vscode-driver.mjs",
            program.parent / "driver",
            address,
            desk.project,
            extension,
            tests,
            tmp_path / "profile",
            environ={"VENVLS_CHROMIUM": chromium},
        )

    assert steps(printed) == [*MAIN_JOB[:-1], "terminals", "stopped"]
    assert desk.imports("yaml")
    assert desk.manifest.read_text() == MANIFEST
    desk.until_no_server()


def laid_out(folder: Path, installed: Path) -> Path:
    """Put the extension beside what it needs of npm, and return its folder."""
    shutil.copytree(EDITORS / "vscode", folder, ignore=shutil.ignore_patterns("node_modules"))
    (folder / "node_modules").symlink_to(installed / "extension" / "node_modules")
    return folder


@contextmanager
def serving_vscode(program: Path, desk: Desk, place: Path) -> Iterator[str]:
    """Serve VS Code on loopback and yield its address."""
    data = place / "vscode"
    (data / "data" / "Machine").mkdir(parents=True)
    # VS Code takes the PATH from a login shell, which does not know ours.
    settings = {**SETTINGS, "venvls.command": [shutil.which("venvls", path=desk.environ["PATH"]), "server"]}
    (data / "data" / "Machine" / "settings.json").write_text(json.dumps(settings))
    port = free_port()
    options = ["--host", "127.0.0.1", "--port", str(port), "--server-data-dir", data]
    options += ["--extensions-dir", place / "extensions", "--without-connection-token"]
    # Without the last one VS Code does not say that it runs no tests: it never runs them.
    options += ["--accept-server-license-terms", "--disable-telemetry", "--disable-workspace-trust"]
    options += ["--enable-smoke-test-driver"]
    log = place / "vscode.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [program, *options], cwd=desk.project, env=desk.environ, stdout=output, stderr=output
        )
    try:
        until_served(f"http://127.0.0.1:{port}/version", server, log)
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait(timeout=20)


def until_served(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_LIMIT
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            running = server.poll() is None and time.monotonic() < end
            assert running, f"VS Code does not serve:\n{log.read_text()}"
            time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
