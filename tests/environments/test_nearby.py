"""What a terminal is told at once is what the whole search says; where it may differ, nothing is told."""

import json
import os
import shutil
import subprocess
import sys
from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from tests.support.environments import bare, by_uv, seeded
from venvls.environments.anatomy import examine
from venvls.environments.locating import locate
from venvls.environments.nearby import nearby_environment, usable_environment
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


def another_machine(project: Path) -> None:
    base = project.parents[1] / "base" / "bin"
    base.mkdir(parents=True)
    minor = f"python3.{sys.version_info.minor}"
    (base / minor).write_bytes(b"\x7fELF\x02\x02\x01" + b"\0" * 11 + b"\0\x16" + b"\0" * 64)
    (base / minor).chmod(0o755)
    prefix = bare(project / ".venv")
    for python in (prefix / "bin").glob("python*"):
        python.unlink()
    (prefix / "bin" / "python").symlink_to(base / minor)
    (prefix / "pyvenv.cfg").write_text(f"home = {base}\n")


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


def home_of(project: Path) -> Path:
    return project.parents[1] / "home"


def kept_by_poetry(project: Path) -> None:
    (project / "pyproject.toml").write_text('[tool.poetry]\nname = "My Shop"\n')
    digest = urlsafe_b64encode(sha256(str(project).encode()).digest()).decode()[:8]
    folder = home_of(project) / ".cache" / "pypoetry" / "virtualenvs"
    bare(folder / f"my_shop-{digest}-py3.{sys.version_info.minor}")


def kept_by_poetry_apart(project: Path) -> None:
    bare(project / ".venv")
    kept_by_poetry(project)
    (project / "poetry.toml").write_text("[virtualenvs]\nin-project = false\n")


def kept_by_pipenv(project: Path) -> None:
    (project / "Pipfile").touch()
    digest = urlsafe_b64encode(sha256(str(project / "Pipfile").encode()).digest()[:6]).decode()[:8]
    bare(home_of(project) / ".local" / "share" / "virtualenvs" / f"shop-{digest}")


def kept_by_hatch(project: Path) -> None:
    (project / "pyproject.toml").write_text('[project]\nname = "My_Shop"\n[tool.hatch]\n')
    digest = urlsafe_b64encode(sha256(str(project).encode()).digest()).decode()[:8]
    folder = home_of(project) / ".local" / "share" / "hatch" / "env" / "virtual"
    bare(folder / "my-shop" / digest / "my-shop")


def named_for_conda(project: Path) -> None:
    (project / "environment.yml").write_text('name: "tools" # ours\ndependencies:\n  - name: python\n')
    conda(home_of(project) / "miniforge3" / "envs" / "tools")


def conda_in_project(project: Path) -> None:
    conda(project / ".conda")


def conda(prefix: Path) -> Path:
    bare(prefix)
    (prefix / "pyvenv.cfg").unlink()
    (prefix / "conda-meta").mkdir()
    version = ".".join(map(str, sys.version_info[:3]))
    (prefix / "conda-meta" / f"python-{version}-h_0.json").write_text("{}")
    return prefix


ELSEWHERE: list[Layout] = [
    kept_by_poetry,
    kept_by_poetry_apart,
    kept_by_pipenv,
    kept_by_hatch,
    named_for_conda,
    conda_in_project,
]


CLOSER_LOOK: list[Layout] = [
    pointer_file,
    dangling,
    another_machine,
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


@pytest.mark.parametrize("layout", [*AT_ONCE, *CLOSER_LOOK, *ELSEWHERE])
def test_the_light_search_says_what_the_whole_one_does_or_nothing(
    project: Path, environ: dict[str, str], layout: Layout
) -> None:
    layout(project)
    assert usable_environment(str(project), environ) in {whole_search(project, environ), None}


@pytest.mark.parametrize(
    "layout",
    [
        pointer_file,
        workspace_member,
        saved_by_pdm,
        any_other_name,
        direnv,
        poetry,
        empty_variable,
        *ELSEWHERE,
    ],
)
def test_what_is_sound_wherever_it_lies_takes_no_more_than_the_light_search(
    project: Path, environ: dict[str, str], layout: Layout
) -> None:
    layout(project)
    assert usable_environment(str(project), environ) == whole_search(project, environ)


def test_what_a_tool_keeps_elsewhere_is_found(project: Path, environ: dict[str, str]) -> None:
    for layout in ELSEWHERE:
        layout(project)
        assert usable_environment(str(project), environ)
        shutil.rmtree(project)
        project.mkdir()


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
    chosen = str(bare(tmp_path / "other"))
    file.write_text(json.dumps({"environment-chosen": {str(project): chosen}}))
    assert nearby_environment(str(project), environ) is None
    assert usable_environment(str(project), environ) == chosen


def test_answering_loads_nothing_that_takes_time(project: Path) -> None:
    assert loaded_for(bare(project / ".venv").parent).isdisjoint(HEAVY)


def test_a_manifest_that_names_no_tool_is_not_parsed(project: Path) -> None:
    (project / "pyproject.toml").write_text(MANIFEST)
    assert loaded_for(project).isdisjoint(HEAVY)


def test_a_workspace_that_is_written_plainly_is_not_parsed(project: Path) -> None:
    workspace_member(project)
    assert loaded_for(project).isdisjoint(HEAVY)


def test_a_name_that_is_digested_takes_that_alone(project: Path) -> None:
    kept_by_poetry(project)
    assert loaded_for(project) & HEAVY == {"hashlib"}


HEAVY = {
    *("re", "enum", "dataclasses", "typing", "packaging", "json", "argparse", "tomllib", "subprocess"),
    *("hashlib", "inspect", "pathlib"),
}


def loaded_for(project: Path) -> set[str]:
    """Answer for a folder in a process of its own and return the names of what that loaded."""
    program = (
        "import sys; before = set(sys.modules); import venvls.environments.shell_transition as one; "
        "assert one.quick_transition(['bash', '--folder', sys.argv[1], '--active', ''], {}) is not None; "
        "print(*sorted(name for name in set(sys.modules) - before if '.' not in name))"
    )
    command = [sys.executable, "-I", "-c", program, str(project)]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True, env=dict(os.environ)).stdout
    return set(loaded.split())
