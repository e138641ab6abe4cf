"""The main job in Emacs, as `editors/emacs/` sets it up for eglot and for lsp-mode."""

import pytest

from tests.support.real_editors import MAIN_JOB, MANIFEST, SCRIPTS, executable, steps

pytestmark = pytest.mark.editor


@pytest.mark.parametrize("name", ["emacs-28", "emacs-30"])
def test_the_main_job(desk, name):
    does_the_main_job(desk, name, "emacs-eglot.el")


def test_the_main_job_in_lsp_mode(desk):
    does_the_main_job(desk, "emacs-28", "emacs-lsp-mode.el")


def does_the_main_job(desk, name, script):
    printed = desk.run(executable(name), "--batch", "-Q", "-l", SCRIPTS / script)

    assert steps(printed) == MAIN_JOB
    assert desk.imports("yaml")
    assert desk.manifest.read_text() == MANIFEST
    desk.until_no_server()
