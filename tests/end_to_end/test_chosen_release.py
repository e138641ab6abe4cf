"""The release a requirement takes is the one that pip takes: same index, same environment."""

import asyncio
import json
import os
import subprocess
import sys

import pytest
from packaging.requirements import Requirement
from packaging.tags import sys_tags

from tests.support.environments import bare
from tests.support.loopback_index import Release, serving
from venvls.analysis.releases import Terms, chosen
from venvls.environments.accepted_wheels import accepted_tags
from venvls.environments.inspection import inspect
from venvls.index.configuration import load
from venvls.index.remote import Index
from venvls.model.facts import Known
from venvls.model.names import ProjectName

OWN = next(str(tag) for tag in sys_tags() if "manylinux" in str(tag) or "-any" in str(tag))
FOREIGN = "cp312-cp312-win_arm64"
OLD = "cp27-cp27m-manylinux1_x86_64"

SHELF = (
    *(Release("plain", version) for version in ("1.0", "2.0", "3.0rc1")),
    Release("compiled", "3.0", tags=(FOREIGN,)),
    Release("compiled", "2.0", tags=(FOREIGN, OWN)),
    Release("compiled", "1.0", tags=("py3-none-any",)),
    Release("elsewhere", "1.0", tags=(FOREIGN, OLD)),
    Release("source", "2.0", tags=(FOREIGN,), with_source=True),
    Release("source", "1.0"),
    Release("python", "2.0", requires_python=">=3.99"),
    Release("python", "1.0"),
    Release("finals-need-more", "2.0", requires_python=">=3.99"),
    Release("finals-need-more", "1.5b1"),
    Release("finals-fit-no-platform", "2.0", tags=(FOREIGN,)),
    Release("finals-fit-no-platform", "1.0a1"),
    Release("only-previews", "1.0a1"),
    Release("only-previews", "1.0a2"),
    Release("withdrawn", "2.0", yanked="broken"),
    Release("withdrawn", "1.0"),
    Release("all-withdrawn", "1.0", yanked="all of it"),
    Release("withdrawn-elsewhere", "2.0", yanked="broken"),
    Release("withdrawn-elsewhere", "1.0", tags=(FOREIGN,)),
)
REQUIREMENTS = [
    "plain", "plain<2", "plain>=3.0rc1", "plain==3.*", "plain~=1.0", "plain===2.0", "plain!=2.0", "plain==9",
    "compiled", "compiled>=3", "compiled<2", "elsewhere", "source", "source<2", "python", "python>=2",
    "finals-need-more", "finals-fit-no-platform", "only-previews", "only-previews<1.0a2",
    "withdrawn", "withdrawn==2.0", "withdrawn>=2", "withdrawn===2.0", "withdrawn==2.*",
    "all-withdrawn", "all-withdrawn==1.0", "withdrawn-elsewhere", "withdrawn-elsewhere==2.0",
]  # fmt: skip
CONFIGURATIONS = {
    "as it is": {},
    "pre-releases wanted": {"PIP_PRE": "1"},
    "no wheels": {"PIP_NO_BINARY": "source,compiled"},
    "wheels only": {"PIP_ONLY_BINARY": ":all:"},
}


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("variables", CONFIGURATIONS.values(), ids=CONFIGURATIONS.keys())
async def test_chosen_release_is_the_one_that_pip_takes(tmp_path, variables):
    prefix = bare(tmp_path / ".venv")
    with serving(*SHELF) as index:
        environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path / "home"),
            "VENVLS_CACHE_DIR": str(tmp_path / "cache"),
            "PIP_INDEX_URL": index.url,
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            **variables,
        }
        ours = await _chosen(str(prefix), str(tmp_path), environ)
        theirs = {written: await asyncio.to_thread(_pip_takes, written, environ) for written in REQUIREMENTS}
    assert ours == theirs


async def _chosen(prefix: str, root: str, environ: dict[str, str]) -> dict[str, str]:
    environment, configuration = inspect(prefix), load(root, environ)
    index = Index(environ=environ)
    found = {}
    try:
        for written in REQUIREMENTS:
            requirement = Requirement(written)
            name, formats = ProjectName(requirement.name), configuration.formats
            fact = await index.project(name, configuration)
            assert isinstance(fact, Known)
            terms = Terms(
                environment.version,
                accepted_tags(environment),
                formats.takes_wheels(name),
                formats.takes_source(name),
                configuration.allow_prereleases,
            )
            release = chosen(fact.value, requirement.specifier, terms)
            found[written] = release.version if release else ""
    finally:
        await index.close()
    return found


def _pip_takes(written: str, environ: dict[str, str]) -> str:
    """Return the version that pip would install, nothing when it finds none."""
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", "--dry-run", "--quiet", "--ignore-installed", "--no-deps",
         "--report", "-", written],
        env=environ, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    if done.returncode:
        assert "No matching distribution" in done.stderr, done.stderr
        return ""
    return str(json.loads(done.stdout)["install"][0]["metadata"]["version"])
