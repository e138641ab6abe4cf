"""The main job in Emacs, as `editors/emacs/` sets it up for eglot."""

import pytest

from tests.support.real_editors import MAIN_JOB, MANIFEST, SCRIPTS, executable, steps

pytestmark = pytest.mark.editor


@pytest.mark.parametrize("name", ["emacs-28", "emacs-30"])
def test_the_main_job(desk, name):
    printed = desk.run(executable(name), "--batch", "-Q", "-l", SCRIPTS / "emacs-eglot.el")

    assert steps(printed) == MAIN_JOB
    assert desk.imports("yaml")
    assert desk.manifest.read_text() == MANIFEST
    desk.until_no_server()
