"""Each tool's environment is found where that tool keeps it, and told apart from what is none.

Folders are made by hand as the tools make them; test_zoo_of_tools.py asks the tools themselves.
"""

import os
from base64 import urlsafe_b64encode
from hashlib import md5, sha256
from pathlib import Path

import pytest

from tests.support.environments import bare
from venvls.environments.finding import find
from venvls.environments.locating import explain, watched
from venvls.model.environment import Environment, EnvironmentKind, EnvironmentState
from venvls.watch.polling import path_sign


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "work" / "shop").mkdir(parents=True)
    return tmp_path / "work" / "shop"


def found(project: Path, home: Path, **environ: str) -> Environment:
    return find(str(project), [str(project)], {"HOME": str(home), **environ})


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / name.replace("_dot_", ".").replace("_minus_", "-")).write_text(text)


def digest(text: object) -> str:
    return urlsafe_b64encode(sha256(str(text).encode()).digest()).decode()[:8]


class TestUv:
    @pytest.fixture
    def workspace(self, tmp_path: Path) -> Path:
        root = tmp_path / "mono"
        for member in ("packages/a", "packages/deep/b", "packages/left-out", "apps/c"):
            (root / member).mkdir(parents=True)
            write(root / member, pyproject_dot_toml=f'[project]\nname = "{Path(member).name}"')
        members = '["packages/*", "packages/deep/**"]'
        table = f'[tool.uv.workspace]\nmembers = {members}\nexclude = ["packages/left-out"]'
        write(root, pyproject_dot_toml=table)
        bare(root / ".venv")
        return root

    @pytest.mark.parametrize("member", ["packages/a", "packages/deep/b"])
    def test_members_share_the_workspaces_environment(self, workspace: Path, home: Path, member: str) -> None:
        environment = find(str(workspace / member), [str(workspace)], {"HOME": str(home)})
        assert environment.prefix == str(workspace / ".venv")
        name = Path(member).name
        assert environment.why[-1] == (
            f"`{name}` is a member of the uv workspace `{workspace}`, whose `.venv` it shares"
        )

    def test_a_member_opened_alone_shares_it_too(self, workspace: Path, home: Path) -> None:
        assert found(workspace / "packages" / "a", home).prefix == str(workspace / ".venv")

    @pytest.mark.parametrize("other", ["packages/left-out", "apps/c"])
    def test_what_is_no_member_does_not(self, workspace: Path, home: Path, other: str) -> None:
        environment = find(str(workspace / other), [str(workspace)], {"HOME": str(home)})
        assert environment.state is EnvironmentState.MISSING

    @pytest.mark.parametrize(
        ("glob", "members"),
        [
            ("libs/[ab]*", {"a1", "b"}),
            ("libs/[!ab]*", {"c", "-"}),
            ("libs/[a-b]", {"b"}),
            ("libs/?", {"b", "c", "-"}),
            ("libs/[-c]", {"c", "-"}),
            ("./apps/../libs/b/", {"b"}),
            ("libs/{b,c}", set()),
            ("libs/[b", set()),
        ],
    )
    def test_members_are_what_uv_takes_a_glob_for(
        self, tmp_path: Path, home: Path, glob: str, members: set[str]
    ) -> None:
        write(tmp_path, pyproject_dot_toml=f'[tool.uv.workspace]\nmembers = ["{glob}"]')
        bare(tmp_path / ".venv")
        for name in ("a1", "b", "c", "-"):
            (tmp_path / "libs" / name).mkdir(parents=True)
            write(tmp_path / "libs" / name, pyproject_dot_toml="[project]")
        shared = {one.name for one in (tmp_path / "libs").iterdir() if found(one, home).is_ready}
        assert shared == members

    def test_a_members_own_environment_is_passed_over_for_the_workspaces(
        self, workspace: Path, home: Path
    ) -> None:
        bare(workspace / "packages" / "a" / ".venv")
        assert found(workspace / "packages" / "a", home).prefix == str(workspace / ".venv")

    def test_the_variable_moves_it_for_projects_of_uv_alone(self, project: Path, home: Path) -> None:
        bare(project / "moved")
        (project / "pyproject.toml").touch()
        variable = {"UV_PROJECT_ENVIRONMENT": "moved"}
        assert "`UV_PROJECT_ENVIRONMENT`" not in found(project, home, **variable).why[-1]
        (project / "uv.lock").touch()
        assert found(project, home, **variable).why[-1] == (
            "`UV_PROJECT_ENVIRONMENT` names `moved`, and this is a project of uv"
        )
        write(project, pyproject_dot_toml="[tool.uv]\nmanaged = false\n")
        assert "`UV_PROJECT_ENVIRONMENT`" not in found(project, home, **variable).why[-1]


class TestPoetry:
    def base(self, project: Path, name: str = "my-shop") -> str:
        return f"{name}-{digest(os.path.realpath(project))}"

    @pytest.fixture(autouse=True)
    def manifest(self, project: Path) -> None:
        write(project, pyproject_dot_toml='[tool.poetry]\nname = "My-Shop"')

    def test_the_only_one_in_its_cache_is_taken(self, project: Path, home: Path) -> None:
        prefix = bare(home / ".cache/pypoetry/virtualenvs" / f"{self.base(project)}-py3.11")
        environment = found(project, home)
        assert (environment.prefix, environment.kind) == (str(prefix), EnvironmentKind.POETRY)

    def test_of_several_the_active_one_is_taken(self, project: Path, home: Path) -> None:
        folder = home / "elsewhere"
        for minor in ("3.9", "3.11"):
            bare(folder / f"{self.base(project)}-py{minor}")
        write(folder, envs_dot_toml=f'[{self.base(project)}]\nminor = "3.9"\npatch = "3.9.1"')
        environment = found(project, home, POETRY_VIRTUALENVS_PATH=str(folder))
        assert environment.prefix == str(folder / f"{self.base(project)}-py3.9")

    def test_of_several_without_an_active_one_none_is_guessed(self, project: Path, home: Path) -> None:
        for minor in ("3.9", "3.11"):
            bare(home / "cache/virtualenvs" / f"{self.base(project)}-py{minor}")
        environment = found(project, home, POETRY_CACHE_DIR=str(home / "cache"))
        assert environment.state is EnvironmentState.MISSING

    def test_the_one_in_the_project_comes_first(self, project: Path, home: Path) -> None:
        bare(home / ".cache/pypoetry/virtualenvs" / f"{self.base(project)}-py3.11")
        bare(project / ".venv")
        assert found(project, home).prefix == str(project / ".venv")

    def test_its_names_are_normal_ones(self, project: Path, home: Path) -> None:
        write(project, pyproject_dot_toml='[tool.poetry]\nname = "My_Shop..next"')
        prefix = bare(home / ".cache/pypoetry/virtualenvs" / f"{self.base(project, 'my-shop-next')}-py3.11")
        assert found(project, home).prefix == str(prefix)

    @pytest.mark.parametrize("told_by", ["project", "person", "variable"])
    def test_told_to_leave_the_project_alone_it_does(self, project: Path, home: Path, told_by: str) -> None:
        bare(project / ".venv")
        prefix = bare(home / ".cache/pypoetry/virtualenvs" / f"{self.base(project)}-py3.11")
        settings = "[virtualenvs]\nin-project = false\n"
        (home / ".config" / "pypoetry").mkdir(parents=True)
        places = {"project": project / "poetry.toml", "person": home / ".config/pypoetry/config.toml"}
        if told_by in places:
            places[told_by].write_text(settings)
        variable = {"POETRY_VIRTUALENVS_IN_PROJECT": "false"} if told_by == "variable" else {}
        assert found(project, home, **variable).prefix == str(prefix)

    def test_one_of_another_project_is_not_taken(self, project: Path, home: Path) -> None:
        bare(home / ".cache/pypoetry/virtualenvs" / f"my-shop-{digest('/other')}-py3.11")
        assert found(project, home).state is EnvironmentState.MISSING


class TestPdm:
    def test_the_saved_interpreter_comes_before_dot_venv(self, project: Path, home: Path) -> None:
        bare(project / ".venv")
        prefix = bare(home / "other")
        write(project, _dot_pdm_minus_python=f"{prefix}/bin/python\n")
        assert found(project, home).prefix == str(prefix)

    def test_one_that_is_no_environment_is_passed_over(self, project: Path, home: Path) -> None:
        write(project, _dot_pdm_minus_python="/usr/bin/python3\n")
        assert found(project, home).state is EnvironmentState.MISSING

    def test_its_central_folder_is_searched_by_name_and_path(self, project: Path, home: Path) -> None:
        write(project, pdm_dot_lock="")
        mark = urlsafe_b64encode(md5(str(project).encode()).digest()).decode()[:8]
        prefix = bare(home / ".local/share/pdm/venvs" / f"shop-{mark}-3.11")
        environment = found(project, home)
        assert (environment.prefix, environment.kind) == (str(prefix), EnvironmentKind.PDM)


class TestHatch:
    def test_the_default_environment_is_found_in_its_data_folder(self, project: Path, home: Path) -> None:
        write(project, pyproject_dot_toml='[project]\nname = "My.Shop"\n[tool.hatch.envs.default]')
        prefix = bare(home / ".local/share/hatch/env/virtual/my-shop" / digest(project) / "my-shop")
        environment = found(project, home)
        assert (environment.prefix, environment.kind) == (str(prefix), EnvironmentKind.HATCH)

    def test_or_where_the_project_says(self, project: Path, home: Path) -> None:
        write(project, hatch_dot_toml='[envs.default]\npath = "made/here"')
        prefix = bare(project / "made" / "here")
        assert found(project, home).prefix == str(prefix)


class TestCollections:
    def test_pipenv_names_it_after_the_place_of_the_pipfile(self, project: Path, home: Path) -> None:
        write(project, Pipfile="")
        mark = urlsafe_b64encode(sha256(str(project / "Pipfile").encode()).digest()[:6]).decode()[:8]
        prefix = bare(home / ".local/share/virtualenvs" / f"shop-{mark}")
        environment = found(project, home)
        assert (environment.prefix, environment.kind) == (str(prefix), EnvironmentKind.PIPENV)

    def test_an_environment_that_names_the_project_is_its(self, project: Path, home: Path) -> None:
        for name, owner in (("a", "/other"), ("b", f"{project}\n")):
            bare(home / "envs" / name)
            write(home / "envs" / name, _dot_project=owner)
        assert found(project, home, WORKON_HOME=str(home / "envs")).prefix == str(home / "envs" / "b")

    def test_a_dot_venv_file_may_hold_a_bare_name(self, project: Path, home: Path) -> None:
        prefix = bare(home / ".virtualenvs" / "shop")
        write(project, _dot_venv="shop\n")
        assert found(project, home).prefix == str(prefix)


class TestPyenv:
    def test_a_named_environment_is_taken(self, project: Path, home: Path) -> None:
        prefix = bare(home / ".pyenv/versions/shop-3.12")
        write(project, _dot_python_minus_version="# mine\nshop-3.12\n")
        environment = found(project, home)
        assert (environment.prefix, environment.kind) == (str(prefix), EnvironmentKind.PYENV)

    @pytest.mark.parametrize("text", ["3.12.1\n", "../../../etc\n", "\0", ""])
    def test_anything_else_is_not(self, project: Path, home: Path, text: str) -> None:
        (home / ".pyenv/versions/3.12.1/bin").mkdir(parents=True)
        write(project, _dot_python_minus_version=text)
        assert found(project, home).state is EnvironmentState.MISSING


def conda(prefix: Path) -> Path:
    (prefix / "conda-meta").mkdir(parents=True)
    (prefix / "conda-meta" / "python-3.12.4-0.json").touch()
    (prefix / "lib/python3.12/site-packages").mkdir(parents=True)
    (prefix / "bin").mkdir()
    (prefix / "bin" / "python").touch(mode=0o755)
    return prefix


class TestConda:
    @pytest.mark.parametrize("name", [".conda", ".pixi/envs/default", "envs", "env"])
    def test_one_in_the_project_is_taken(self, project: Path, home: Path, name: str) -> None:
        environment = (conda(project / name), found(project, home))[1]
        assert environment.is_ready
        assert (environment.prefix, environment.kind) == (str(project / name), EnvironmentKind.CONDA)

    @pytest.mark.parametrize(
        "place", ["miniforge3/envs/shop", ".conda/envs/shop", "mamba/envs/shop", "listed/shop"]
    )
    def test_one_that_the_project_names_is_found_where_conda_keeps_it(
        self, project: Path, home: Path, place: str
    ) -> None:
        write(
            project, environment_dot_yml='channels: [x]\nname: "shop"  # ours\ndependencies:\n  - name: no\n'
        )
        (home / ".conda").mkdir()
        (home / ".conda" / "environments.txt").write_text(f"{home}/listed/shop\n")
        prefix = conda(home / place)
        assert found(project, home, MAMBA_ROOT_PREFIX=str(home / "mamba")).prefix == str(prefix)

    def test_one_that_was_never_made_is_missing(self, project: Path, home: Path) -> None:
        write(project, environment_dot_yml="name: shop\n")
        assert found(project, home).state is EnvironmentState.MISSING


class TestOtherFolders:
    def test_direnv_keeps_its_own(self, project: Path, home: Path) -> None:
        prefix = bare(project / ".direnv" / "python-3.11")
        assert found(project, home).prefix == str(prefix)

    def test_the_only_environment_in_the_project_is_taken_whatever_its_name(
        self, project: Path, home: Path
    ) -> None:
        prefix = bare(project / "py311")
        assert found(project, home).why[-1] == "`py311` is the only environment in the project"
        bare(project / "py312")
        assert found(project, home).state is EnvironmentState.MISSING
        assert found(project, home, VIRTUAL_ENV=str(prefix)).prefix == str(prefix)

    @pytest.mark.parametrize("runner", [".tox", ".nox"])
    def test_those_of_test_runners_are_named_and_not_taken(
        self, project: Path, home: Path, runner: str
    ) -> None:
        bare(project / runner / "py311")
        assert found(project, home).state is EnvironmentState.MISSING
        considered = [
            one.why for one in explain(str(project), [str(project)], {"HOME": str(home)}).considered
        ]
        assert f"`{runner}/py311` belongs to a test runner, which makes it anew as it likes" in considered


def test_an_explanation_tells_what_came_after_the_one_taken(project: Path, home: Path) -> None:
    bare(project / ".venv")
    bare(project / "venv")
    explanation = explain(str(project), [str(project)], {"HOME": str(home)})
    assert explanation.taken is not None
    assert explanation.taken.prefix == str(project / ".venv")
    assert [one.prefix for one in explanation.considered if one.prefix] == [
        str(project / ".venv"),
        str(project / "venv"),
    ]


class TestWatching:
    def signs(self, project: Path, home: Path) -> list[str]:
        return [path_sign(path) for path in watched(str(project), [str(project)], {"HOME": str(home)})]

    @pytest.mark.parametrize(
        "appears",
        [
            ".venv",
            "venv",
            "env",
            ".venv as a file",
            "py311",
            ".pdm-python",
            "poetry",
            "pdm",
            "hatch",
            "pipenv",
        ],
    )
    def test_an_environment_that_appears_anywhere_is_noticed(
        self, project: Path, home: Path, appears: str
    ) -> None:
        tables = '[project]\nname = "shop"\n[tool.poetry]\n[tool.pdm]\n[tool.hatch]\n'
        write(project, pyproject_dot_toml=tables, Pipfile="")
        folders = {
            "poetry": home / ".cache/pypoetry/virtualenvs/shop-py3.11",
            "pdm": home / ".local/share/pdm/venvs/shop-3.11",
            "hatch": home / ".local/share/hatch/env/virtual/shop" / digest(project) / "shop",
            "pipenv": home / ".local/share/virtualenvs/shop",
        }
        before = self.signs(project, home)
        if appears in {".venv as a file", ".pdm-python"}:
            (project / appears.split()[0]).write_text("/elsewhere\n")
        else:
            folders.get(appears, project / appears).mkdir(parents=True)
        assert self.signs(project, home) != before

    def test_that_of_the_workspace_is_noticed_by_its_members(self, project: Path, home: Path) -> None:
        write(project.parent, pyproject_dot_toml='[tool.uv.workspace]\nmembers = ["*"]')
        before = self.signs(project, home)
        (project.parent / ".venv").mkdir()
        assert self.signs(project, home) != before

    def test_there_is_only_a_handful(self, project: Path, home: Path) -> None:
        assert len(watched(str(project), [str(project)], {"HOME": str(home)})) <= 12
