"""The main job in Helix by its keys, as `editors/helix/` sets it up."""

import shutil
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.support.real_editors import EDITORS, MANIFEST, executable

pytestmark = pytest.mark.editor

SETTINGS = """\
[editor]
idle-timeout = 20
completion-timeout = 20
end-of-line-diagnostics = "hint"
[editor.lsp]
display-messages = true
"""
ESCAPE, ENTER, DOWN, COMPLETE = "\x1b", "\r", "\x0e", "\x18"
FIX = "Install `PyYAML` and add it to `requirements.txt`"


@contextmanager
def helix(name, desk):
    terminal = pytest.importorskip("tests.support.terminal", reason="`pyte` is not installed")
    program = executable(name)
    configuration = Path(desk.environ["XDG_CONFIG_HOME"]) / "helix"
    configuration.mkdir()
    shutil.copy(EDITORS / "helix" / "languages.toml", configuration)
    (configuration / "config.toml").write_text(SETTINGS)
    with terminal.terminal([program, "requirements.txt"], desk.environ, desk.project) as screen:
        screen.until("reqeusts>=2")
        yield screen


def fixes(screen, title):
    """Open the menu of fixes until it holds a title: the proof of a module takes a moment."""
    for _ in range(50):
        screen.press(" a")
        if title in screen.until(lambda text: "Install `" in text or "No code actions" in text):
            return
        screen.press(ESCAPE)
    pytest.fail(f"never offered: {title}\n{screen.text}")


def completions(screen, *expected):
    """Ask for completion until all of `expected` is shown: what the index says takes a moment, too."""
    for _ in range(15):
        with suppress(AssertionError):
            screen.until(lambda text: all(each in text for each in expected), limit=2)
            return
        screen.press(COMPLETE)
    pytest.fail(f"never proposed: {expected}\n{screen.text}")


@pytest.mark.parametrize("name", ["helix-25.01", "helix-25.07"])
def test_the_main_job(desk, name):
    with helix(name, desk) as screen:
        screen.until("no project named")

        screen.press("gg", "j", "O", "req")
        completions(screen, "requests")
        screen.press("uests==")
        completions(screen, "2.32.3", "2.31.0")
        screen.press("2.31.0", ESCAPE, ESCAPE, "gh", " k")
        screen.until("HTTP for people")
        screen.press(ESCAPE, "u")
        screen.until(lambda text: "requests==" not in text)

        screen.press(":o app.py", ENTER)
        screen.until("import yaml")
        screen.until("`yaml`")
        screen.press("gg", "j", "gh", "fy")
        fixes(screen, FIX)
        screen.press(DOWN, ENTER)
        screen.until(lambda text: "`yaml`" not in text and FIX not in text)
        assert desk.imports("yaml")

        screen.press(":o requirements.txt", ENTER)
        screen.until("PyYAML")
        screen.press("u")
        screen.until(lambda text: "PyYAML" not in text)
        screen.press(":w!", ENTER)
        screen.until("written")
        assert desk.manifest.read_text() == MANIFEST
        screen.press(":qa!", ENTER)
        assert screen.until_exit() == 0
    desk.until_no_server()
