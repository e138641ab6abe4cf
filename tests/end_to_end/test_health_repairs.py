"""Every defect is said on the manifest with a fix; after the fix it is gone, and nothing else is."""

import shutil
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.editing import editing
from tests.support.environments import bare, install_fake, python_of, seeded, site_packages
from tests.support.loopback_index import Release, serving

pytestmark = pytest.mark.slow

RECREATE = "Recreate the environment with what is installed in it"
RESTRICT = "Let nobody else write into the environment"
RELEASES = (
    Release("thing", "1.0", requires=("part>=1",)),
    Release("thing", "2.0"),
    Release("part", "1.5"),
    Release("pip", "25.0"),
)


def relocated(project: Path) -> None:
    seeded(project / "first" / ".venv", "--seeder", "pip")
    (project / "first" / ".venv").rename(project / ".venv")
    (project / "first").rmdir()
    shutil.rmtree(site_packages(project / ".venv"))
    site = next((project / ".venv" / "lib").glob("py*"))
    (site / "site-packages").mkdir()


def dangling(project: Path) -> None:
    bare(project / ".venv")
    for python in (project / ".venv" / "bin").glob("python*"):
        python.unlink()
        python.symlink_to("/nowhere/python")


def upgraded_base(project: Path) -> None:
    library = next((bare(project / ".venv") / "lib").iterdir())
    library.rename(library.with_name("python3.1"))


def half_installed(project: Path) -> None:
    install_fake(bare(project / ".venv"), "thing", "2.0", modules=["thing"], record=False)


def twice(project: Path) -> None:
    prefix = bare(project / ".venv")
    install_fake(prefix, "thing", "1.0", modules=["thing"])
    install_fake(prefix, "thing", "2.0", modules=["thing"])
    install_fake(prefix, "part", "1.5", modules=["part"])


def another_python(project: Path) -> None:
    info = install_fake(bare(project / ".venv"), "thing", "2.0", modules=["thing"])
    (info / "WHEEL").write_text("Wheel-Version: 1.0\nTag: cp38-cp38-linux_x86_64\n")


def open_to_all(project: Path) -> None:
    bare(project / ".venv").chmod(0o777)


CASES: list[tuple[Callable[[Path], None], str, str]] = [
    (relocated, "was made at", RECREATE),
    (dangling, "leads to `/nowhere/python`", RECREATE),
    (upgraded_base, "packages were installed for", RECREATE),
    (half_installed, "thing", RECREATE),
    (twice, "thing", RECREATE),
    (another_python, "was built for Python 3.8", RECREATE),
    (open_to_all, "every user of this machine can change", RESTRICT),
]


@pytest.mark.parametrize(
    ("breaking", "message", "title"), CASES, ids=lambda one: getattr(one, "__name__", "")
)
async def test_a_defect_is_said_and_mended(tmp_path, breaking, message, title):
    shop = tmp_path / "shop"
    shop.mkdir()
    breaking(shop)
    (shop / "requirements.txt").write_text("# what the shop needs\n")
    with serving(*RELEASES) as index:
        async with editing(shop, index) as editor:
            editor.client.answers["window/showMessageRequest"] = agreeing
            editor.open("requirements.txt")
            said = await editor.until_said("requirements.txt", "environment-defect")
            assert message in said["message"]
            actions = await editor.actions("requirements.txt", 0, 2)
            fix = next(action for action in actions if action["title"] == title)
            assert await editor.perform(fix) == {"repaired": True, "failure": None}
            uri = editor.uri("requirements.txt")
            await editor.client.until(
                lambda: not any(message in each["message"] for each in editor.client.diagnostics(uri))
            )
            contract = await editor.client.result("venvls/environment", {"uri": shop.as_uri()})
            assert contract["state"] == "ready"
    assert [path.name for path in shop.iterdir() if "venv" in path.name] == [".venv"]
    assert not stat.S_IMODE((shop / ".venv").stat().st_mode) & stat.S_IWOTH
    assert subprocess.run([python_of(shop / ".venv"), "-c", ""], check=True).returncode == 0


def agreeing(params):
    return next(action for action in params["actions"] if action["title"] == "Recreate")


async def test_an_environment_that_git_tracks_is_said_and_left_to_the_person(tmp_path):
    shop = tmp_path / "shop"
    bare(shop / ".venv")
    (shop / "requirements.txt").write_text("# what the shop needs\n")
    for command in (["init", "--quiet"], ["add", "--force", ".venv/pyvenv.cfg"]):
        subprocess.run(["git", *command], cwd=shop, check=True, timeout=30)
    async with editing(shop, None) as editor:
        editor.open("requirements.txt")
        said = await editor.until_said("requirements.txt", "environment-defect")
        assert "is tracked by git" in said["message"]
        titles = [one["title"] for one in await editor.actions("requirements.txt", 0, 2)]
        assert titles == ["Install pip into the environment"]
        arguments = [{"uri": shop.as_uri(), "code": "tracked-environment"}]
        response = await editor.client.request(
            "workspace/executeCommand", {"command": "venvls.repairEnvironment", "arguments": arguments}
        )
        assert "git rm -r --cached" in response["error"]["message"]


async def test_pip_is_put_where_it_is_missing(tmp_path):
    shop = tmp_path / "shop"
    bare(shop / ".venv")
    (shop / "requirements.txt").write_text("# what the shop needs\n")
    with serving(*RELEASES) as index:
        async with editing(shop, index) as editor:
            result = await editor.execute("venvls.repairEnvironment", code="missing-pip")
            assert result == {"repaired": True, "failure": None}
    assert list(site_packages(shop / ".venv").glob("pip-*.dist-info"))
