"""Against the configured index of this machine: what we say is what pip and uv say.

Marked `network`, because nothing else can show that real pages are read as installers read them. Asks for
a few well-known projects and never for the list of names.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet
from packaging.tags import sys_tags
from packaging.version import Version

from tests.index.conftest import opened
from venvls.analysis.releases import Terms, chosen
from venvls.index.configuration import load
from venvls.model.facts import Absent, Known
from venvls.model.names import ModuleName, ProjectName
from venvls.model.release import is_version

pytestmark = [pytest.mark.network, pytest.mark.timeout(300)]

PROJECTS = [
    "requests", "pyyaml", "numpy", "flask", "attrs", "packaging", "pillow", "click", "rich", "httpx",
    "pydantic", "sqlalchemy", "cryptography", "protobuf", "six", "urllib3", "jinja2", "pytest", "django",
    "lxml",
]  # fmt: skip

PROOFS = [
    ("yaml", ["pyyaml", "yaml"], "pyyaml"),
    ("PIL", ["pillow", "pil"], "pillow"),
    ("google.protobuf", ["protobuf"], "protobuf"),
    ("six.moves", ["six"], "six"),
    ("bs4", ["beautifulsoup4"], "beautifulsoup4"),
    ("dateutil", ["python-dateutil"], "python-dateutil"),
]

PYTHON = Version(".".join(map(str, sys.version_info[:3])))
TERMS = Terms(PYTHON, frozenset(map(str, sys_tags())))


@pytest.fixture
def surroundings(environ):
    """The variables of this machine, with a cache of the test's own."""
    return {**os.environ, "VENVLS_CACHE_DIR": environ["VENVLS_CACHE_DIR"]}


@pytest.fixture
def configuration(surroundings, tmp_path):
    return load(str(tmp_path), surroundings)


def pip(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "pip", *arguments, "--disable-pip-version-check"],
        capture_output=True, text=True, check=True, timeout=120,
    ).stdout  # fmt: skip


async def test_versions_and_the_best_one_equal_those_of_pip(surroundings, configuration):
    async with opened(surroundings) as index:
        for name in PROJECTS:
            fact = await index.project(ProjectName(name), configuration)
            assert isinstance(fact, Known), (name, fact)
            usable = [release for release in fact.value.releases if release.yanked is None]
            usable = [release for release in usable if release.supports(PYTHON) and not release.is_prerelease]
            said = re.search(r"Available versions: (.*)", pip("index", "versions", name))
            theirs = [version for version in said[1].split(", ") if is_version(version)]
            mine = {release.version for release in usable}
            # pip lists those that have a file for this machine; ours says what there is for any.
            assert {str(Version(version)) for version in theirs} <= mine, name
            assert str(Version(theirs[0])) == chosen(fact.value, SpecifierSet(), TERMS).version, name


async def test_dependencies_and_files_equal_those_that_pip_would_install(surroundings, configuration):
    report = json.loads(
        pip("install", "--dry-run", "--ignore-installed", "--quiet", "--report", "-", "flask")
    )
    async with opened(surroundings) as index:
        for item in report["install"]:
            theirs = item["metadata"]
            name, version = ProjectName(theirs["name"].lower().replace("_", "-")), theirs["version"]
            fact = await index.metadata(name, version, configuration)
            assert isinstance(fact, Known), (name, fact)
            assert list(fact.value.requires_dist) == theirs.get("requires_dist", [])
            assert fact.value.requires_python == theirs.get("requires_python")
            assert list(fact.value.extras) == theirs.get("provides_extra", [])


async def test_pins_equal_those_of_uv(surroundings, configuration, tmp_path):
    uv = shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if uv is None:
        pytest.skip("uv is not installed")
    (tmp_path / "requirements.in").write_text("\n".join(PROJECTS))
    done = subprocess.run(
        [uv, "pip", "compile", "--no-deps", "--no-header", "--no-annotate", "--python", sys.executable,
         "--quiet", str(tmp_path / "requirements.in")],
        capture_output=True, text=True, check=True, timeout=200, cwd=tmp_path,
    )  # fmt: skip
    async with opened(surroundings) as index:
        for line in done.stdout.split():
            name, _, version = line.partition("==")
            fact = await index.project(ProjectName(name), configuration)
            best = next(
                release for release in fact.value.releases
                if release.yanked is None and release.supports(PYTHON) and not release.is_prerelease
            )  # fmt: skip
            assert best.version == str(Version(version)), name


async def test_modules_are_proved_by_real_wheels(surroundings, configuration):
    async with opened(surroundings) as index:
        for module, candidates, expected in PROOFS:
            names = [ProjectName(name) for name in candidates]
            fact = await index.providers(ModuleName(module), names, configuration, PYTHON)
            assert isinstance(fact, Known), (module, fact)
            assert [provider.project for provider in fact.value] == [expected], module


async def test_a_project_that_does_not_exist_is_absent(surroundings, configuration):
    async with opened(surroundings) as index:
        assert await index.project(ProjectName("venvls-test-no-such-project"), configuration) == Absent()
