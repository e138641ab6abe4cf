"""Environments of real tools and of every interpreter here are understood as they understand themselves.

A tool that is not installed is left out. Nothing needs a network.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.environments import ask, bare, by_uv, install_fake, seeded
from venvls.environments.finding import find
from venvls.environments.inspection import inspect
from venvls.environments.interpreters import interpreters
from venvls.model.environment import Environment, Interpreter
from venvls.model.names import ModuleName, ProjectName

pytestmark = pytest.mark.slow

SERVED = [one for one in interpreters(os.environ) if one.version.release >= (3, 8)]
_ASK = """
import importlib.metadata, json, site, sys
from importlib.metadata import distributions
modules = getattr(importlib.metadata, "packages_distributions", lambda: None)()
print(json.dumps({
    "prefix": sys.prefix,
    "version": ".".join(map(str, sys.version_info[:3])),
    "implementation": sys.implementation.name,
    "path": [p for p in sys.path if p.endswith(("site-packages", "dist-packages"))],
    # The first on the path is the one that is imported.
    "distributions": {d.metadata["Name"]: d.version for d in reversed(list(distributions()))},
    "modules": modules and {name: sorted(set(of)) for name, of in modules.items() if name.isidentifier()},
}))
"""


def check(prefix: Path) -> None:
    """Compare everything the files tell with what the interpreter reports."""
    environment = inspect(str(prefix))
    answer = ask(prefix, _ASK)
    assert isinstance(answer, dict)
    assert environment.is_ready, environment.reason
    told = {
        "prefix": environment.prefix,
        "version": str(environment.version),
        "implementation": environment.implementation,
        "path": list(environment.site_packages),
        "distributions": {one.display_name: one.version for one in environment.distributions.values()},
    }
    reported = answer.pop("modules")
    assert told == answer
    ours = provided(environment)
    if environment.version is not None and environment.version.release >= (3, 12):
        assert ours == reported
    # Older ones look at `top_level.txt` and Python files alone, and before 3.10 they cannot tell. Debian's
    # distributions list no files: what is in a namespace of theirs is importable, but nobody's.
    whole = {name for name in reported or () if name in ours or name not in environment.modules.namespaces}
    assert {name: ours.get(name) for name in whole} == {name: reported[name] for name in whole}


def provided(environment: Environment) -> dict[str, list[str]]:
    """Return who provides each top-level module, in the words of `packages_distributions`."""
    names: dict[str, set[str]] = {}
    for module, owners in environment.modules.regular.items():
        for owner in owners:
            display_name = environment.distributions[owner].display_name
            names.setdefault(module.partition(".")[0], set()).add(display_name)
    return {module: sorted(owners) for module, owners in names.items()}


def run(*command: str, folder: Path, home: Path) -> str:
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "PIPENV_NOSPIN": "1",
        "PIPENV_IGNORE_VIRTUALENVS": "1",
    }
    finished = subprocess.run(
        command, cwd=folder, env=environ, capture_output=True, text=True, timeout=100, check=False
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


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
    check(prefix)


@pytest.mark.parametrize("options", [("--seeder", "pip"), ("--copies",), ("--no-seed",), ("--symlinks",)])
def test_variants_of_virtualenv(tmp_path: Path, options: tuple[str, ...]) -> None:
    check(seeded(tmp_path / "made", *options))


def test_an_environment_below_strange_names(tmp_path: Path) -> None:
    check(bare(tmp_path / "it's a $HOME, née ünïcode\ttab" / ".venv"))


def poetry(project: Path, home: Path) -> str:
    (project / "pyproject.toml").write_text('[tool.poetry]\nname = "Shop App"\npackage-mode = false\n')
    run("poetry", "env", "use", sys.executable, folder=project, home=home)
    return run("poetry", "env", "info", "--path", folder=project, home=home).strip()


def poetry_in_project(project: Path, home: Path) -> str:
    (project / "poetry.toml").write_text("[virtualenvs]\nin-project = true\n")
    return poetry(project, home)


def pdm(project: Path, home: Path) -> str:
    (project / "pyproject.toml").write_text(
        '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.8"\n'
    )
    run("pdm", "config", "--local", "venv.in_project", "false", folder=project, home=home)
    run("pdm", "venv", "create", os.path.realpath(sys.executable), folder=project, home=home)
    run(
        "pdm",
        "use",
        "--venv",
        f"{sys.version_info.major}.{sys.version_info.minor}",
        folder=project,
        home=home,
    )
    return run(
        "pdm", "run", "python", "-c", "import sys; print(sys.prefix)", folder=project, home=home
    ).strip()


def pdm_without_use(project: Path, home: Path) -> str:
    answer = pdm(project, home)
    (project / ".pdm-python").unlink()
    (project / "pdm.lock").touch()
    return answer


def hatch(project: Path, home: Path) -> str:
    table = "[tool.hatch.envs.default]\nskip-install = true\n"
    (project / "pyproject.toml").write_text(f'[project]\nname = "My.Shop"\nversion = "1"\n{table}')
    run("hatch", "env", "create", folder=project, home=home)
    return run("hatch", "env", "find", folder=project, home=home).strip()


def pipenv(project: Path, home: Path) -> str:
    (project / "Pipfile").write_text("")
    run("pipenv", "--python", os.path.realpath(sys.executable), folder=project, home=home)
    return run("pipenv", "--venv", folder=project, home=home).strip()


MAKERS: list[Callable[[Path, Path], str]] = [poetry, poetry_in_project, pdm, pdm_without_use, hatch, pipenv]


@pytest.mark.parametrize("maker", MAKERS)
def test_a_tools_environment_is_the_projects(tmp_path: Path, maker: Callable[[Path, Path], str]) -> None:
    tool = maker.__name__.partition("_")[0]
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    project, home = tmp_path / "my shop", tmp_path / "home"
    project.mkdir()
    home.mkdir()
    prefix = maker(project, home)
    environment = find(str(project), [str(project)], {"HOME": str(home)})
    assert environment.prefix == prefix
    if maker is not poetry_in_project:
        assert environment.kind.value == tool
    check(Path(prefix))


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
    assert environment.modules.resolves(ModuleName("shop"))
    assert environment.distributions[ProjectName("shop")].editable == str(project)
    assert ask(prefix, "import json, shop; print(json.dumps(shop.__version__))") == "1"
