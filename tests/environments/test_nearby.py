"""What a terminal is told at once is what the whole search says; where it may differ, nothing is told."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.environments import bare, by_uv, seeded
from venvls.environments.anatomy import examine
from venvls.environments.locating import locate
from venvls.environments.nearby import nearby_environment
from venvls.environments.remembered import decisions_file
from venvls.environments.roots import project_root

MANIFEST = '[project]\nname = "shop"\nversion = "1"\n'
Layout = Callable[[Path], None]


def whole_search(folder: Path, environ: dict[str, str]) -> str:
    root = project_root(str(folder), ())
    taken = locate(root, (), environ, None).taken
    return taken.prefix if taken and not examine(taken.prefix).broken else ""


def nothing(project: Path) -> None:
    (project / "notes.txt").touch()


def requirements(project: Path) -> None:
    (project / "requirements.txt").touch()


def made_by_venv(project: Path) -> None:
    bare(project / ".venv")


def made_by_virtualenv(project: Path) -> None:
    seeded(project / ".venv")


def made_by_uv(project: Path) -> None:
    by_uv(project / ".venv")
    (project / "pyproject.toml").write_text(f"{MANIFEST}[tool.uv]\n")


def another_usual_name(project: Path) -> None:
    bare(project / "venv")


def linked(project: Path) -> None:
    (project / ".venv").symlink_to(bare(project.parent / "elsewhere"))


def workspace_root(project: Path) -> None:
    bare(project / ".venv")
    (project / "pyproject.toml").write_text(f'{MANIFEST}[tool.uv.workspace]\nmembers = ["parts/*"]\n')


def project_above(project: Path) -> None:
    (project.parent / "pyproject.toml").write_text(MANIFEST)
    bare(project.parent / ".venv")
    bare(project / ".venv")


AT_ONCE: list[Layout] = [
    nothing,
    requirements,
    made_by_venv,
    made_by_virtualenv,
    made_by_uv,
    another_usual_name,
    linked,
    workspace_root,
    project_above,
]


def pointer_file(project: Path) -> None:
    (project / ".venv").write_text(str(bare(project.parent / "elsewhere")))


def dangling(project: Path) -> None:
    bare(project / ".venv")
    for python in (project / ".venv" / "bin").glob("python*"):
        python.unlink()
        python.symlink_to("/nowhere")


def no_configuration(project: Path) -> None:
    (project / ".venv").mkdir()


def upgraded_base(project: Path) -> None:
    bare(project / ".venv")
    library = next((project / ".venv" / "lib").iterdir())
    library.rename(library.with_name("python3.1"))


def workspace_member(project: Path) -> None:
    (project.parent / "pyproject.toml").write_text(f'{MANIFEST}[tool.uv.workspace]\nmembers = ["*"]\n')
    (project / "pyproject.toml").write_text(MANIFEST)
    bare(project.parent / ".venv")
    bare(project / ".venv")


def saved_by_pdm(project: Path) -> None:
    bare(project / ".venv")
    (project / ".pdm-python").write_text(str(bare(project.parent / "saved") / "bin" / "python"))


def any_other_name(project: Path) -> None:
    bare(project / "sandbox")


def direnv(project: Path) -> None:
    bare(project / ".direnv" / "python-3")


def poetry(project: Path) -> None:
    (project / "poetry.lock").touch()


def empty_variable(project: Path) -> None:
    (project / "pyproject.toml").write_text(MANIFEST)


CLOSER_LOOK: list[Layout] = [
    pointer_file,
    dangling,
    no_configuration,
    upgraded_base,
    workspace_member,
    saved_by_pdm,
    any_other_name,
    direnv,
    poetry,
    empty_variable,
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "work" / "shop"
    # A repository ends the search: what lies in this machine's folder for temporary files is no matter.
    (folder / ".git").mkdir(parents=True)
    return folder


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"HOME": str(tmp_path / "home"), "VENVLS_STATE_DIR": str(tmp_path / "state")}


@pytest.mark.parametrize("layout", AT_ONCE)
def test_the_ordinary_is_told_at_once(project: Path, environ: dict[str, str], layout: Layout) -> None:
    layout(project)
    assert nearby_environment(str(project), environ) == whole_search(project, environ)


@pytest.mark.parametrize("layout", CLOSER_LOOK)
def test_everything_else_takes_the_whole_search(
    project: Path, environ: dict[str, str], layout: Layout
) -> None:
    layout(project)
    assert nearby_environment(str(project), environ) is None


@pytest.mark.parametrize(
    "name", ["UV_PROJECT_ENVIRONMENT", "WORKON_HOME", "PIPENV_PIPFILE", "VIRTUAL_ENV", "CONDA_PREFIX"]
)
def test_variables_that_lead_to_an_environment_take_the_whole_search(
    project: Path, environ: dict[str, str], name: str
) -> None:
    assert nearby_environment(str(project), environ | {name: str(project / "other")}) is None


@pytest.mark.parametrize("name", ["shop", "née shop", 'a "shop"'])
def test_a_decision_takes_the_whole_search(tmp_path: Path, environ: dict[str, str], name: str) -> None:
    project = tmp_path / name
    bare(project / ".venv")
    assert nearby_environment(str(project), environ) == str(project / ".venv")
    file = Path(decisions_file(environ))
    file.parent.mkdir()
    file.write_text(json.dumps({"environment-chosen": {str(project): "/opt/other"}}))
    assert nearby_environment(str(project), environ) is None


def test_answering_loads_nothing_that_takes_time(project: Path, environ: dict[str, str]) -> None:
    bare(project / ".venv")
    program = (
        "import sys; before = set(sys.modules); import venvls.environments.shell_transition as one; "
        "assert one.quick_transition(['bash', '--folder', sys.argv[1], '--active', ''], {}); "
        "print(*sorted(name for name in set(sys.modules) - before if '.' not in name))"
    )
    command = [sys.executable, "-I", "-c", program, str(project)]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True, env=dict(os.environ)).stdout
    heavy = {"re", "enum", "dataclasses", "typing", "packaging", "json", "argparse", "tomllib", "subprocess"}
    assert heavy.isdisjoint(loaded.split())
