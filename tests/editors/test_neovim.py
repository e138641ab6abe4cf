"""The main job in Neovim, as `editors/neovim/` sets it up."""

import shutil

import pytest

from tests.support.real_editors import MAIN_JOB, MANIFEST, SCRIPTS, executable, steps

pytestmark = pytest.mark.editor


@pytest.mark.parametrize("name", ["neovim-0.10", "neovim-0.12"])
def test_the_main_job(desk, name):
    printed = desk.run(executable(name), "--clean", "--headless", "-l", SCRIPTS / "neovim.lua")

    assert steps(printed) == MAIN_JOB
    assert desk.imports("yaml")
    assert desk.manifest.read_text() == MANIFEST
    desk.until_no_server()


@pytest.mark.parametrize("name", ["neovim-0.10", "neovim-0.12"])
def test_an_environment_is_offered_and_created(desk, name):
    shutil.rmtree(desk.project / ".venv")

    printed = desk.run(executable(name), "--clean", "--headless", "-l", SCRIPTS / "neovim-create.lua")

    assert steps(printed) == [f"created {desk.project / '.venv'}"]
    assert desk.imports("json")
    desk.until_no_server()
