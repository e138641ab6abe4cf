"""A project with an index of its own is looked for there, and nobody else is told its name."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.environments import bare
from tests.support.index_fixture import loopback_index
from tests.support.installing import Place, contents
from tests.support.loopback_index import LoopbackIndex, Release
from venvls.environments.interpreters import interpreters
from venvls.install.choosing import Needs, choose
from venvls.install.pip import our_pip
from venvls.install.request import Install, Sync
from venvls.model.change import Failure, FailureReason
from venvls.model.index_configuration import Setting
from venvls.model.settings import InstallerChoice

private_index = loopback_index

BUILT_WITH_ACME = """
[build-system]
requires = ["acme"]
build-backend = "backend"
backend-path = ["."]
[project]
name = "shop"
version = "1.0"
"""
BACKEND = """
import acme, zipfile

def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    files = {
        "shop.pth": "",
        "shop-1.0.dist-info/METADATA": "Metadata-Version: 2.1\\nName: shop\\nVersion: 1.0\\n",
        "shop-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    }
    record = "".join(f"{path},,\\n" for path in [*files, "shop-1.0.dist-info/RECORD"])
    with zipfile.ZipFile(f"{wheel_directory}/shop-1.0-py3-none-any.whl", "w") as wheel:
        for path, text in {**files, "shop-1.0.dist-info/RECORD": record}.items():
            wheel.writestr(path, text)
    return "shop-1.0-py3-none-any.whl"
"""


@pytest.fixture
def place(
    tmp_path: Path, loopback_index: LoopbackIndex, private_index: LoopbackIndex, choice: InstallerChoice
) -> Place:
    loopback_index.publish(
        Release("web", "1.0", requires=("acme>=1,<3",)),
        Release("acme", "9.0"),
        Release("acme", "2.9"),
        Release("other", "1.0"),
    )
    private_index.publish(
        Release("acme", "1.0"),
        Release("acme", "2.0", requires=("acme-core",)),
        Release("acme", "4.0"),
        Release("acme-core", "1.0", requires=("other",)),
        Release("web", "8.0"),
    )
    place = Place(bare(tmp_path / ".venv"), loopback_index.url, choice)
    place.dedicated = of(private_index.url, "acme", "acme-core")
    return place


def of(url: str, *names: str) -> tuple[tuple[str, tuple[Setting, ...]], ...]:
    return tuple((name, (Setting(url, "pyproject.toml, line 3", True),)) for name in names)


def asked(index: LoopbackIndex) -> set[str]:
    """Return the projects that an index was asked about."""
    return {path.split("/")[2] for path in index.paths if path.startswith("/simple/") and len(path) > 8}


@pytest.mark.parametrize("requirements", [("web",), ("acme<3", "web"), ("Acme>=1.5,<3", "web")])
async def test_each_index_learns_of_its_own_projects_alone(
    place: Place, loopback_index: LoopbackIndex, private_index: LoopbackIndex, requirements: tuple[str, ...]
) -> None:
    await place.install(*requirements)
    assert place.versions == {"acme": "2.0", "acme-core": "1.0", "other": "1.0", "web": "1.0"}
    assert asked(loopback_index) == {"web", "other"}
    assert asked(private_index) == {"acme", "acme-core"}


async def test_what_is_not_needed_is_asked_of_nobody(
    place: Place, loopback_index: LoopbackIndex, private_index: LoopbackIndex
) -> None:
    await place.install("other")
    assert place.versions == {"other": "1.0"}
    assert (asked(loopback_index), asked(private_index)) == ({"other"}, set())


async def test_a_private_project_that_is_nowhere_is_still_asked_of_nobody_else(
    place: Place, loopback_index: LoopbackIndex, private_index: LoopbackIndex
) -> None:
    private_index.withdraw("acme")
    failure = await place.refused(Install(("acme",)))
    assert failure.reason is FailureReason.NO_MATCHING_DISTRIBUTION
    assert asked(loopback_index) == set()


async def test_a_requirements_file_is_told_apart_in_the_same_way(
    place: Place, loopback_index: LoopbackIndex, private_index: LoopbackIndex, tmp_path: Path
) -> None:
    file = tmp_path / "requirements.txt"
    file.write_text("web\nacme==2.0\n")
    outcome = await place.carry_out(Sync(str(file)))
    assert outcome.failure is None
    assert place.versions == {"acme": "2.0", "acme-core": "1.0", "other": "1.0", "web": "1.0"}
    assert asked(loopback_index) == {"web", "other"}
    requested = {path.parent.name.partition("-")[0] for path in place.prefix.rglob("REQUESTED")}
    assert requested == {"acme", "web"}


async def test_an_address_that_somebody_wrote_counts_more_than_any_index(
    place: Place, loopback_index: LoopbackIndex, private_index: LoopbackIndex, tmp_path: Path
) -> None:
    wheel = f"{private_index.base}/files/acme-1.0-py3-none-any.whl"
    for requirement in (f"acme @ {wheel}", wheel):
        shutil.rmtree(place.prefix)
        bare(place.prefix)
        outcome = await place.carry_out(Install((requirement, "web")))
        assert outcome.failure is None
        assert place.versions == {"acme": "1.0", "web": "1.0"}
    assert asked(loopback_index) == {"web"}


async def test_credentials_reach_the_index_they_are_for(
    place: Place, loopback_index: LoopbackIndex, private_index: LoopbackIndex
) -> None:
    private_index.require("me", "secret")
    place.dedicated = of(private_index.url_with("me", "secret"), "acme", "acme-core")
    plan = await place.planned(Install(("web",)))
    commands = plan.installer.commands(plan)
    assert not any("secret" in argument for command in commands for argument in command.arguments)
    await place.install("web")
    assert place.versions["acme"] == "2.0"
    assert not any("authorization" in request.headers for request in loopback_index.requests)


async def test_a_project_whose_index_nobody_agreed_to_is_looked_for_nowhere(
    place: Place, loopback_index: LoopbackIndex, private_index: LoopbackIndex
) -> None:
    place.dedicated = (("acme", ()),)
    before = contents(place.prefix)
    for requirement in ("acme", "web"):
        failure = await place.refused(Install((requirement,)))
        assert failure.reason is FailureReason.NOT_TRUSTED
        assert "`acme`" in failure.message
    assert asked(loopback_index) <= {"web"}
    assert asked(private_index) == set()
    assert contents(place.prefix) == before


@pytest.fixture
def shop(tmp_path: Path, private_index: LoopbackIndex) -> Path:
    """Return a project that is built with a private one."""
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "pyproject.toml").write_text(BUILT_WITH_ACME)
    (folder / "backend.py").write_text(BACKEND)
    private_index.publish(Release("acme", "5.0"))
    return folder


@pytest.mark.parametrize("choice", [InstallerChoice.PIP])
async def test_what_is_built_is_built_with_private_projects_from_their_index(
    place: Place, loopback_index: LoopbackIndex, private_index: LoopbackIndex, shop: Path
) -> None:
    outcome = await place.carry_out(Install(editables=(str(shop),)))
    assert outcome.failure is None, outcome.failure
    assert place.versions == {"shop": "1.0"}
    assert asked(private_index) == {"acme"}
    assert asked(loopback_index) == set()


@pytest.mark.parametrize("choice", [InstallerChoice.PIP, InstallerChoice.AUTO])
async def test_a_pattern_of_names_has_an_index_too(
    place: Place, loopback_index: LoopbackIndex, private_index: LoopbackIndex
) -> None:
    place.dedicated = of(private_index.url, "acme*")
    await place.install("web")
    assert place.versions["acme-core"] == "1.0"
    assert asked(loopback_index) == {"web", "other"}


@pytest.mark.parametrize("choice", [InstallerChoice.UV])
async def test_uv_is_refused_where_it_cannot_be_told(place: Place, private_index: LoopbackIndex) -> None:
    place.dedicated = of(private_index.url, "acme*")
    failure = await place.refused(Install(("web",)))
    assert failure.message == "uv cannot be told of the indexes for `acme*`: choose pip as installer"


@pytest.mark.parametrize("choice", [InstallerChoice.AUTO])
def test_pip_takes_over_where_uv_cannot_be_told(place: Place) -> None:
    chosen = choose(place.environment, InstallerChoice.AUTO, Needs(apart="acme*"))
    assert not isinstance(chosen, Failure)
    assert chosen == our_pip()


@pytest.mark.slow
@pytest.mark.parametrize("choice", [InstallerChoice.PIP])
async def test_a_pip_of_2023_keeps_projects_apart_too(
    place: Place, loopback_index: LoopbackIndex, private_index: LoopbackIndex, shop: Path
) -> None:
    found = [one for one in interpreters(os.environ) if one.version.release[:2] in {(3, 8), (3, 9)}]
    if not found:
        pytest.skip("no Python is here that brings such a pip")
    shutil.rmtree(place.prefix)
    subprocess.run((found[0].executable, "-m", "venv", str(place.prefix)), check=True, timeout=60)
    await place.install("web")
    assert place.versions["acme"] == "2.0"
    assert asked(loopback_index) == {"web", "other"}
    outcome = await place.carry_out(Install(editables=(str(shop),)))
    assert outcome.failure is None, outcome.failure
    assert place.versions["shop"] == "1.0"
    assert asked(loopback_index) == {"web", "other"}
