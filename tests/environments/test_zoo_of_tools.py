"""The environments that real tools make are found where those keep them, and understood as they are.

The tools are installed when they are first wanted: tests/support/tools.py. With no index to install
them from, the tests are skipped. What the tools do here needs no network.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.support.environments import bare, install_fake
from tests.support.tools import tool
from tests.support.zoo import agrees
from venvls.environments.finding import find
from venvls.environments.locating import explain
from venvls.environments.quoting import posix_word

pytestmark = pytest.mark.slow

_PYTHON = os.path.realpath(sys.executable)
_MINOR = f"{sys.version_info.major}.{sys.version_info.minor}"


def run(*command: str | Path, folder: Path, home: Path, environ: Mapping[str, str] | None = None) -> str:
    """Run a tool of a person who has just installed it; returns what it printed."""
    finished = subprocess.run(
        command,
        cwd=folder,
        env={"PATH": os.defpath, "HOME": str(home), **(environ or {})},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout.strip()


def poetry(project: Path, home: Path) -> str:
    (project / "pyproject.toml").write_text('[tool.poetry]\nname = "Shop App"\npackage-mode = false\n')
    run(tool("poetry"), "env", "use", _PYTHON, folder=project, home=home)
    return run(tool("poetry"), "env", "info", "--path", folder=project, home=home)


def poetry_in_project(project: Path, home: Path) -> str:
    (project / "poetry.toml").write_text("[virtualenvs]\nin-project = true\n")
    return poetry(project, home)


def poetry_with_an_odd_name(project: Path, home: Path) -> str:
    (project / "pyproject.toml").write_text('[tool.poetry]\nname = "Shop_App..x"\npackage-mode = false\n')
    run(tool("poetry"), "env", "use", _PYTHON, folder=project, home=home)
    return run(tool("poetry"), "env", "info", "--path", folder=project, home=home)


def poetry_apart(project: Path, home: Path) -> str:
    (project / "poetry.toml").write_text("[virtualenvs]\nin-project = false\n")
    bare(project / ".venv")
    return poetry(project, home)


def pdm(project: Path, home: Path) -> str:
    (project / "pyproject.toml").write_text(
        '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.8"\n'
    )
    run(tool("pdm"), "config", "--local", "venv.in_project", "false", folder=project, home=home)
    run(tool("pdm"), "venv", "create", _PYTHON, folder=project, home=home)
    run(tool("pdm"), "use", "--venv", _MINOR, folder=project, home=home)
    program = "import sys; print(sys.prefix)"
    return run(tool("pdm"), "run", "python", "-c", program, folder=project, home=home)


def pdm_without_use(project: Path, home: Path) -> str:
    answer = pdm(project, home)
    (project / ".pdm-python").unlink()
    (project / "pdm.lock").touch()
    return answer


def hatch(project: Path, home: Path) -> str:
    table = "[tool.hatch.envs.default]\nskip-install = true\n"
    (project / "pyproject.toml").write_text(f'[project]\nname = "My.Shop"\nversion = "1"\n{table}')
    run(tool("hatch"), "env", "create", folder=project, home=home)
    return run(tool("hatch"), "env", "find", folder=project, home=home)


def pipenv(project: Path, home: Path) -> str:
    (project / "Pipfile").write_text("")
    environ = {"PIPENV_NOSPIN": "1", "PIPENV_IGNORE_VIRTUALENVS": "1"}
    run(tool("pipenv"), "--python", _PYTHON, folder=project, home=home, environ=environ)
    return run(tool("pipenv"), "--venv", folder=project, home=home, environ=environ)


def virtualenvwrapper(project: Path, home: Path) -> str:
    script = tool("virtualenvwrapper.sh")
    environ = {
        "VIRTUALENVWRAPPER_PYTHON": str(script.with_name("python")),
        "VIRTUALENVWRAPPER_VIRTUALENV": str(script.with_name("virtualenv")),
    }
    # `mkvirtualenv -a` cannot name a folder with a space in it.
    lines = (
        f"source {posix_word(str(script))}",
        f"mkvirtualenv -p {posix_word(_PYTHON)} shop",
        "setvirtualenvproject",
    )
    run("bash", "-c", "\n".join(lines), folder=project, home=home, environ=environ)
    return str(home / ".virtualenvs" / "shop")


def pyenv(project: Path, home: Path) -> str:
    """An environment of pyenv-virtualenv, below a root of its own with this machine's Python in it."""
    program = shutil.which("pyenv")
    if program is None:
        pytest.skip("pyenv is not installed")
    base = Path(_PYTHON).parents[1]
    version = home / ".pyenv" / "versions" / base.name
    version.mkdir(parents=True)
    # Linked part by part: the environment is made in the folder of the version.
    for part in ("bin", "include", "lib"):
        (version / part).symlink_to(base / part)
    environ = {"PYENV_ROOT": str(home / ".pyenv"), "PATH": f"{Path(program).parent}:{os.defpath}"}
    if "virtualenv" not in run(program, "commands", folder=project, home=home, environ=environ).split():
        pytest.skip("pyenv-virtualenv is not installed")
    options = ["--without-pip"]
    run(program, "virtualenv", *options, base.name, "shop", folder=project, home=home, environ=environ)
    run(program, "local", "shop", folder=project, home=home, environ=environ)
    return run(program, "prefix", folder=project, home=home, environ=environ)


MAKERS: list[tuple[Callable[[Path, Path], str], str]] = [
    (poetry, "poetry"),
    (poetry_in_project, "virtualenv"),
    (poetry_with_an_odd_name, "poetry"),
    (poetry_apart, "poetry"),
    (pdm, "pdm"),
    (pdm_without_use, "pdm"),
    (hatch, "hatch"),
    (pipenv, "pipenv"),
    (virtualenvwrapper, "virtualenv"),
    (pyenv, "pyenv"),
]
"""How each environment is made, and what it is called then."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "my shop").mkdir()
    return tmp_path / "my shop"


@pytest.mark.parametrize(("maker", "kind"), MAKERS, ids=[maker.__name__ for maker, _ in MAKERS])
def test_a_tools_environment_is_the_projects(
    project: Path, home: Path, maker: Callable[[Path, Path], str], kind: str
) -> None:
    prefix = maker(project, home)
    install_fake(Path(prefix), "PyYAML", "6.0", ["yaml"], files={"_yaml/__init__.py": ""})
    environment = find(str(project), [str(project)], {"HOME": str(home)})
    assert (environment.prefix, environment.kind.value) == (prefix, kind)
    agrees(Path(prefix))


@pytest.mark.parametrize("maker", [poetry, pdm_without_use, hatch, pipenv], ids=lambda one: one.__name__)
def test_it_is_also_that_of_a_project_opened_through_a_link(
    project: Path, home: Path, maker: Callable[[Path, Path], str]
) -> None:
    prefix = maker(project, home)
    link = project.with_name("linked")
    link.symlink_to(project)
    assert find(str(link), [str(link)], {"HOME": str(home)}).prefix == prefix


def tox(project: Path, home: Path) -> Path:
    (project / "tox.ini").write_text("[testenv]\nskip_install = true\n")
    run(tool("tox"), "-e", "py", "--notest", folder=project, home=home)
    return project / ".tox" / "py"


def nox(project: Path, home: Path) -> Path:
    (project / "noxfile.py").write_text("import nox\n\n\n@nox.session\ndef tests(session): ...\n")
    run(tool("nox"), "--install-only", folder=project, home=home)
    return project / ".nox" / "tests"


@pytest.mark.parametrize("maker", [tox, nox])
def test_what_a_test_runner_made_is_understood_and_never_taken(
    project: Path, home: Path, maker: Callable[[Path, Path], Path]
) -> None:
    prefix = maker(project, home)
    agrees(prefix)
    assert find(str(project), [str(project)], {"HOME": str(home)}).state.value == "missing"
    mentioned = explain(str(project), [str(project)], {"HOME": str(home)})
    assert f"`.{maker.__name__}/{prefix.name}` belongs to a test runner" in str(
        [one.why for one in mentioned.considered]
    )
