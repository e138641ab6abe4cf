"""The user's configuration has its say, except about where, whether and how verbosely."""

from pathlib import Path

import pytest

from tests.support.environments import bare
from tests.support.generated_distributions import wheel
from tests.support.installing import Place, contents
from tests.support.loopback_index import LoopbackIndex, Release
from venvls.install.variables import for_pip, for_pip_offline, for_uv
from venvls.model.index_configuration import IndexConfiguration, Setting
from venvls.model.settings import InstallerChoice

ELSEWHERE = {
    "PIP_USER": "1",
    "PIP_REQUIRE_VIRTUALENV": "1",
    "PIP_TARGET": "elsewhere",
    "PIP_PREFIX": "elsewhere",
    "PIP_ROOT": "elsewhere",
    "PIP_DRY_RUN": "1",
    "PIP_NO_DEPS": "1",
    "PIP_QUIET": "3",
    "PIP_REPORT": "elsewhere",
    "PIP_PYTHON": "/nowhere/python",
    "PIP_IGNORE_INSTALLED": "1",
    "PYTHONPATH": "elsewhere",
    "PYTHONHOME": "/nowhere",
    "VIRTUAL_ENV": "/nowhere",
    "UV_SYSTEM_PYTHON": "1",
    "UV_TARGET": "elsewhere",
    "UV_PYTHON": "3.8",
    "UV_NO_CACHE": "1",
    "UV_PROJECT_ENVIRONMENT": "/nowhere",
}


@pytest.fixture
def place(tmp_path: Path, loopback_index: LoopbackIndex, choice: InstallerChoice) -> Place:
    loopback_index.publish(Release("flask", "3.0", requires=("werkzeug",)), Release("werkzeug", "3.1"))
    return Place(bare(tmp_path / ".venv"), loopback_index.url, choice)


async def test_no_variable_leads_an_installer_elsewhere(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in ELSEWHERE.items():
        monkeypatch.setenv(name, value)
    await place.install("flask")
    assert place.versions == {"flask": "3.0", "werkzeug": "3.1"}
    assert sorted(path.name for path in tmp_path.iterdir()) == [".venv"]


@pytest.mark.parametrize("choice", [InstallerChoice.PIP])
async def test_no_configuration_file_leads_pip_elsewhere(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "pip.conf"
    file.write_text(
        "[global]\nrequire-virtualenv = true\nquiet = 1\n"
        f"[install]\nuser = true\ntarget = {tmp_path}/elsewhere\n"
    )
    monkeypatch.setenv("PIP_CONFIG_FILE", str(file))
    await place.install("flask")
    assert place.versions == {"flask": "3.0", "werkzeug": "3.1"}
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("choice", [InstallerChoice.PIP])
async def test_the_index_of_the_users_own_configuration_is_asked(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "pip.conf"
    file.write_text(f"[global]\nindex-url = {place.index}\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(file))
    place.index = ""
    await place.install("flask")
    assert place.versions == {"flask": "3.0", "werkzeug": "3.1"}


async def test_a_folder_of_archives_serves_without_an_index(
    place: Place, loopback_index: LoopbackIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for release in (Release("flask", "3.0", requires=("werkzeug",)), Release("werkzeug", "3.1")):
        file = wheel(release)
        (tmp_path / file.filename).write_bytes(file.content)
    offline = IndexConfiguration("x", find_links=(Setting(str(tmp_path), "test"),), no_index=True)
    monkeypatch.setattr(Place, "configuration", offline)
    await place.install("flask")
    assert place.versions == {"flask": "3.0", "werkzeug": "3.1"}
    assert loopback_index.paths == []


def test_planning_leaves_no_bytecode_in_the_environment() -> None:
    for variables in (for_pip(IndexConfiguration("x"), "/t"), for_pip_offline("/t")):
        assert variables["PYTHONDONTWRITEBYTECODE"] == "1"


def test_pip_that_installs_given_files_knows_no_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://index.example/simple")
    monkeypatch.setenv("PIP_FIND_LINKS", "/somewhere")
    variables = for_pip_offline("/t")
    assert variables["PIP_CONFIG_FILE"] == "/dev/null"
    assert not {"PIP_INDEX_URL", "PIP_FIND_LINKS"} & variables.keys()


def test_several_indexes_reach_both_in_order() -> None:
    urls = ("https://one.index.example/simple", "https://two.index.example/simple")
    index = IndexConfiguration("x", tuple(Setting(url, "test") for url in urls))
    pip, uv = for_pip(index, "/t"), for_uv(index, "/t")
    assert (pip["PIP_INDEX_URL"], pip["PIP_EXTRA_INDEX_URL"]) == urls
    assert (uv["UV_INDEX"], uv["UV_DEFAULT_INDEX"]) == urls


def test_what_is_not_configured_is_left_to_the_installer() -> None:
    pip, uv = for_pip(IndexConfiguration("x"), "/t"), for_uv(IndexConfiguration("x"), "/t")
    assert not {"PIP_INDEX_URL", "PIP_NO_INDEX"} & pip.keys()
    assert "UV_DEFAULT_INDEX" not in uv


async def test_an_installation_writes_no_bytecode(place: Place) -> None:
    await place.install("flask")
    assert not [path for path in contents(place.prefix) if path.endswith(".pyc")]


@pytest.mark.parametrize(
    ("said", "there", "told"),
    [("", True, "subprocess"), ("auto", True, "subprocess"), ("", False, None), ("disabled", True, None)],
)
def test_pip_uses_the_keyring_that_it_would_use_where_it_may_ask(
    monkeypatch, tmp_path, said, there, told
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("PIP_KEYRING_PROVIDER", raising=False)
    if there:
        (tmp_path / "keyring").write_text("#!/bin/sh\n")
        (tmp_path / "keyring").chmod(0o755)
    assert for_pip(IndexConfiguration("x", keyring=said), "/t").get("PIP_KEYRING_PROVIDER") == told
