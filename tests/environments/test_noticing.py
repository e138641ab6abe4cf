"""What pip or uv does in a terminal is noticed by polling, up to the last file it writes."""

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.environments import bare, install_fake, python_of, site_packages
from tests.support.generated_distributions import Release, wheel
from venvls.analysis.snapshot import Scope
from venvls.environments.fingerprints import fingerprint
from venvls.environments.inspection import inspect
from venvls.model.environment import Environment
from venvls.model.modules import resolves
from venvls.model.names import ModuleName
from venvls.runtime.memory import Memory
from venvls.runtime.scopes import Surroundings, look
from venvls.runtime.signs import CLOSELY_AFTER, Places, signs
from venvls.watch.polling import watch

INSTALLERS = {
    "pip": ["pip", "--python", "{python}", "install", "--no-deps", "--no-index", "--quiet", "{wheel}"],
    "uv": ["uv", "pip", "install", "--offline", "--quiet", "--python", "{python}", "{wheel}"],
}


async def known_after(prefix: Path, command: list[str]) -> list[Environment]:
    """Poll while a command runs and until nothing changes any more; return each state that was seen."""
    seen: list[Environment] = [inspect(str(prefix))]
    looks: asyncio.Queue[str] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def look() -> dict[str, str]:
        sign = fingerprint(str(prefix))
        loop.call_soon_threadsafe(looks.put_nowait, sign)
        return {"environment": sign}

    watching = asyncio.create_task(watch(look, lambda: 0.02, lambda keys: seen.append(inspect(str(prefix)))))
    async with asyncio.timeout(60):
        # The first look is what the others are compared with.
        await looks.get()
        process = await asyncio.create_subprocess_exec(*command)
        assert await process.wait() == 0
        while not looks.empty():
            looks.get_nowait()
        for _ in range(3):
            await looks.get()
    watching.cancel()
    return seen


@pytest.mark.parametrize("installer", INSTALLERS)
async def test_an_installation_is_known_as_soon_as_it_has_ended(tmp_path: Path, installer: str) -> None:
    prefix = bare(tmp_path / ".venv")
    file = wheel(Release("shop", "1.0", modules=("shop",)))
    (tmp_path / file.filename).write_bytes(file.content)
    places = {"{python}": str(python_of(prefix)), "{wheel}": str(tmp_path / file.filename)}
    command = [sys.executable, "-m", *(places.get(word, word) for word in INSTALLERS[installer])]
    seen = await known_after(prefix, command)
    assert not resolves(ModuleName("shop"), seen[0].modules)
    assert seen[-1].modules.providers(ModuleName("shop")) == ("shop",)
    assert seen[-1].defects == ()
    assert seen[-1] == inspect(str(prefix))


class TestEditsInPlace:
    @pytest.fixture
    def project(self, tmp_path: Path) -> Path:
        install_fake(bare(tmp_path / "project" / ".venv"), "shop", modules=["shop"])
        return tmp_path / "project"

    @pytest.fixture
    def surroundings(self, tmp_path: Path) -> Surroundings:
        environ = {"HOME": str(tmp_path / "home"), "VENVLS_STATE_DIR": str(tmp_path / "state")}
        return Surroundings((str(tmp_path),), environ, Memory(environ))

    @pytest.mark.parametrize("age", [0, 3600])
    @pytest.mark.parametrize("file", ["RECORD", "METADATA", "direct_url.json"])
    def test_they_are_known_after_a_while_and_then_once(
        self, project: Path, surroundings: Surroundings, age: int, file: str
    ) -> None:
        site = site_packages(project / ".venv")
        info = site / "shop-1.0.dist-info"
        (info / "direct_url.json").write_text("{}")
        for folder in (info, site):
            os.utime(folder, (time.time() - age,) * 2)
        scope = look(str(project), surroundings, ())
        places = Places()
        before = self.polled(scope, surroundings, places)
        assert len(before) == 1
        with (info / file).open("r+") as opened:
            opened.write({"RECORD": "shed", "METADATA": "Version: 9\n", "direct_url.json": "{}"}[file])
        os.utime(info / file, (time.time() + 1,) * 2)
        after = self.polled(scope, surroundings, places)
        assert len(after - before) == 1
        assert len(self.polled(scope, surroundings, places)) == 1
        if file == "RECORD":
            assert look(str(project), surroundings, ()).environment.modules.providers(ModuleName("shed")) == (
                "shop",
            )

    def polled(self, scope: Scope, surroundings: Surroundings, places: Places) -> set[str]:
        """Return the signs of as many polls as it takes until every environment was looked at closely."""
        return {signs([scope], surroundings, places)[scope.path] for _ in range(CLOSELY_AFTER)}


async def test_a_removal_is_known_too(tmp_path: Path) -> None:
    prefix = bare(tmp_path / ".venv")
    file = wheel(Release("shop", "1.0"))
    (tmp_path / file.filename).write_bytes(file.content)
    uv = [sys.executable, "-m", "uv", "pip"]
    target = ["--offline", "--quiet", "--python", str(python_of(prefix))]
    subprocess.run([*uv, "install", *target, str(tmp_path / file.filename)], check=True)
    seen = await known_after(prefix, [*uv, "uninstall", *target, "shop"])
    assert "shop" in seen[0].distributions
    assert seen[-1].distributions == {}
