"""The main job in Vim with ALE by its keys, as `editors/vim/` sets it up."""

import re
from contextlib import contextmanager, suppress

import pytest

from tests.support.real_editors import MANIFEST, SCRIPTS, executable

pytestmark = pytest.mark.editor

ESCAPE, ENTER, COMPLETE = "\x1b", "\r", "\x18\x0f"
FIX = "Install `PyYAML` and add it to `requirements.txt`"


@contextmanager
def vim(name, desk):
    terminal = pytest.importorskip("tests.support.terminal", reason="`pyte` is not installed")
    command = [executable(name), "-Nu", SCRIPTS / "vimrc", "requirements.txt"]
    with terminal.terminal(command, desk.environ, desk.project) as screen:
        screen.until("reqeusts>=2")
        yield screen


def again(screen, keys, expected):
    """Press keys until the screen shows what is expected: what the index says takes a moment."""
    for _ in range(15):
        screen.press(*keys)
        with suppress(AssertionError):
            return screen.until(expected, limit=2)
        screen.press(ESCAPE, ESCAPE)
    pytest.fail(f"never seen after {keys}: {expected}\n{screen.text}")


@pytest.mark.parametrize("name", ["vim-9.0", "vim-9.2"])
def test_the_main_job(desk, name):
    with vim(name, desk) as screen:
        screen.until("no project named")

        again(screen, ["2Gccreq", COMPLETE], "requests")
        screen.press(ESCAPE)
        again(screen, ["2Gccrequests==", COMPLETE], "2.31.0")
        screen.press(ESCAPE, "2Gccrequests==2.31.0", ESCAPE, "0")
        again(screen, [":ALEHover", ENTER], "HTTP for people")
        screen.press(":pclose", ENTER, ":e!", ENTER)
        screen.until("reqeusts>=2")

        screen.press(":e app.py", ENTER)
        screen.until("`yaml`")
        screen.press("2G8|")
        offered = again(screen, [":ALECodeAction", ENTER], FIX)
        number = re.search(rf"(\d+)\W+{re.escape(FIX)}", offered)
        screen.press(number[1], ENTER)
        screen.until(lambda text: "import yaml" in text and "`yaml`" not in text, limit=60)
        assert desk.imports("yaml")

        # ALE has edited the manifest in its buffer and come back.
        screen.press(":b requirements.txt", ENTER)
        screen.until("PyYAML")
        screen.press("u")
        screen.until(lambda text: "reqeusts>=2" in text and "PyYAML" not in text)
        screen.press(":wall", ENTER, ":qall", ENTER)
        assert screen.until_exit() == 0
    assert desk.manifest.read_text() == MANIFEST
    desk.until_no_server()
