"""Environments of every interpreter here are understood as they understand themselves.

Nothing needs a network but what is marked so. Those of other tools are in test_zoo_of_tools.py.
"""

import os
import subprocess
from pathlib import Path

import pytest

from tests.support.environments import ask, bare, by_uv, install_fake, seeded
from tests.support.zoo import agrees
from venvls.environments.inspection import inspect
from venvls.environments.interpreters import interpreters
from venvls.model.environment import Interpreter
from venvls.model.modules import resolves
from venvls.model.names import ModuleName, ProjectName

pytestmark = pytest.mark.slow

SERVED = [one for one in interpreters(os.environ) if one.version.release >= (3, 8)]


@pytest.mark.parametrize("interpreter", SERVED, ids=lambda one: str(one.version))
@pytest.mark.parametrize("tool", ["venv", "uv"])
@pytest.mark.parametrize("system_site", [False, True], ids=["own", "system"])
def test_environments_of_every_interpreter(
    tmp_path: Path, interpreter: Interpreter, tool: str, system_site: bool
) -> None:
    prefix = tmp_path / ".venv"
    options = ["--system-site-packages"] if system_site else []
    if tool == "venv":
        command = [interpreter.executable, "-m", "venv", "--without-pip", *options, str(prefix)]
        subprocess.run(command, check=True, timeout=60)
    else:
        by_uv(prefix, "--python", interpreter.executable, *options)
    install_fake(prefix, "PyYAML", "6.0", ["yaml"], files={"_yaml/__init__.py": ""})
    install_fake(prefix, "google-auth", "2.0", ["google.auth", "google.oauth2"])
    install_fake(prefix, "protobuf", "5.0", ["google.protobuf"])
    install_fake(prefix, "six", "1.17", files={"six.py": ""})
    install_fake(prefix, "fast", "1.0", files={"_fast.abi3.so": ""})
    agrees(prefix)


@pytest.mark.parametrize("options", [("--seeder", "pip"), ("--copies",), ("--no-seed",), ("--symlinks",)])
def test_variants_of_virtualenv(tmp_path: Path, options: tuple[str, ...]) -> None:
    agrees(seeded(tmp_path / "made", *options))


def test_an_environment_below_strange_names(tmp_path: Path) -> None:
    agrees(bare(tmp_path / "it's a $HOME, née ünïcode\ttab" / ".venv"))


@pytest.mark.parametrize(
    "backend", ["hatchling", "setuptools", "setuptools-strict", "flit_core", "pdm-backend", "poetry-core"]
)
@pytest.mark.network
def test_editable_installs_of_every_backend_are_importable(tmp_path: Path, backend: str) -> None:
    """Network: the build backends come from the configured index."""
    project, prefix = tmp_path / "shop", seeded(tmp_path / ".venv")
    package = project / "src" / "shop"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text('"""A shop."""\n__version__ = "1"\n')
    name = backend.removesuffix("-strict")
    modules = {
        "hatchling": "hatchling.build",
        "setuptools": "setuptools.build_meta",
        "flit_core": "flit_core.buildapi",
        "pdm-backend": "pdm.backend",
        "poetry-core": "poetry.core.masonry.api",
    }
    (project / "pyproject.toml").write_text(
        f'[build-system]\nrequires = ["{name}"]\nbuild-backend = "{modules[name]}"\n'
        '[project]\nname = "shop"\nversion = "1"\ndescription = "A shop"\n'
    )
    options = ["--config-settings", "editable_mode=strict"] if backend.endswith("-strict") else []
    pip = [
        str(prefix / "bin" / "python"),
        "-m",
        "pip",
        "install",
        "--quiet",
        *options,
        "--editable",
        str(project),
    ]
    subprocess.run(pip, check=True, timeout=100)
    environment = inspect(str(prefix))
    assert resolves(ModuleName("shop"), environment.modules)
    assert environment.distributions[ProjectName("shop")].editable == str(project)
    assert ask(prefix, "import json, shop; print(json.dumps(shop.__version__))") == "1"
