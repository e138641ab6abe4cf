"""What pip or uv does in a terminal is noticed by polling, up to the last file it writes."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.environments import bare, python_of
from tests.support.generated_distributions import Release, wheel
from venvls.environments.fingerprints import fingerprint
from venvls.environments.inspection import inspect
from venvls.model.environment import Environment
from venvls.model.names import ModuleName
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

    watching = asyncio.create_task(watch(look, 0.02, lambda keys: seen.append(inspect(str(prefix)))))
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
    assert not seen[0].modules.resolves(ModuleName("shop"))
    assert seen[-1].modules.providers(ModuleName("shop")) == ("shop",)
    assert seen[-1].defects == ()
    assert seen[-1] == inspect(str(prefix))


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
