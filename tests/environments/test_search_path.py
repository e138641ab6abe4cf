"""`.pth` files, lent site-packages and every form of editable install make modules importable."""

import subprocess
from pathlib import Path

import pytest

from tests.support.environments import ask, bare, install_fake, site_packages
from venvls.environments.inspection import inspect
from venvls.model.environment import Environment
from venvls.model.modules import resolves
from venvls.model.names import ModuleName, ProjectName


@pytest.fixture
def prefix(tmp_path: Path) -> Path:
    return bare(tmp_path / ".venv")


def providers(environment: Environment, module: str) -> tuple[str, ...] | None:
    name = ModuleName(module)
    return environment.modules.providers(name) if resolves(name, environment.modules) else None


class TestSearchPath:
    def test_a_path_file_adds_a_folder(self, prefix: Path, tmp_path: Path) -> None:
        (tmp_path / "src" / "linked").mkdir(parents=True)
        (tmp_path / "src" / "linked" / "__init__.py").touch()
        (site_packages(prefix) / "links.pth").write_text(
            f"# ours\n\n{tmp_path / 'src'}\n{tmp_path / 'gone'}\n"
        )
        assert providers(inspect(str(prefix)), "linked") == ()
        ask(prefix, "import linked; print('null')")

    @pytest.mark.parametrize(
        "content", [b"\xff\xfe\x00\x00", b"\x00\n", b"import os; os.abort()\n", b"import\n", b"x" * 9999]
    )
    def test_garbage_in_a_path_file_adds_nothing(self, prefix: Path, content: bytes) -> None:
        (site_packages(prefix) / "bad.pth").write_bytes(content)
        environment = inspect(str(prefix))
        assert environment.is_ready
        assert environment.modules.regular == {}

    def test_the_base_lends_its_packages_when_it_is_asked_to(self, tmp_path: Path) -> None:
        prefix = bare(tmp_path / ".venv", system_site=True)
        environment = inspect(str(prefix))
        paths = ask(prefix, "import sys, json; print(json.dumps([p for p in sys.path if '-packages' in p]))")
        assert list(environment.site_packages) == paths
        assert environment.system_site
        assert environment.has_pip == (ProjectName("pip") in environment.distributions)

    def test_debian_lends_its_own_folders(self, tmp_path: Path) -> None:
        debian = Path("/usr/bin/python3")
        if not Path("/usr/lib/python3/dist-packages").is_dir():
            pytest.skip("this is no Debian")
        command = [
            str(debian),
            "-m",
            "venv",
            "--without-pip",
            "--system-site-packages",
            str(tmp_path / ".venv"),
        ]
        subprocess.run(command, check=True, timeout=60)
        paths = ask(
            tmp_path / ".venv",
            "import sys, json; print(json.dumps([p for p in sys.path if '-packages' in p]))",
        )
        assert list(inspect(str(tmp_path / ".venv")).site_packages) == paths


class TestEditable:
    """Every form of an editable install: a path, a finder, a link."""

    @pytest.fixture
    def project(self, tmp_path: Path) -> Path:
        (tmp_path / "project" / "app").mkdir(parents=True)
        (tmp_path / "project" / "app" / "__init__.py").touch()
        return tmp_path / "project"

    def install(self, prefix: Path, project: Path, files: dict[str, str]) -> Environment:
        url = {"url": project.as_uri(), "dir_info": {"editable": True}}
        install_fake(prefix, "app", files=files, direct_url=url)
        return inspect(str(prefix))

    def test_a_path(self, prefix: Path, project: Path) -> None:
        environment = self.install(prefix, project, {"__editable__.app-1.0.pth": f"{project}\n"})
        assert providers(environment, "app") == ("app",)
        ask(prefix, "import app; print('null')")

    def test_a_finder_of_setuptools(self, prefix: Path, project: Path) -> None:
        finder = (
            "from __future__ import annotations\n"
            f"MAPPING: dict[str, str] = {{'app': {str(project / 'app')!r}, 'odd-one': 'x'}}\n"
            "NAMESPACES: dict[str, list[str]] = {'space': ['/x']}\n"
            "def install(): pass\n"
        )
        environment = self.install(
            prefix,
            project,
            {
                "__editable___app_1_0_finder.py": finder,
                "__editable__.app-1.0.pth": "import __editable___app_1_0_finder as f; f.install()",
            },
        )
        assert providers(environment, "app.sub") == ("app",)
        assert providers(environment, "space.part") == ("app",)
        assert providers(environment, "odd") is None

    def test_a_finder_of_editables(self, prefix: Path, project: Path) -> None:
        finder = (
            "from editables.redirector import RedirectingFinder as F\n"
            f"F.install()\nF.map_module('app', {str(project / 'app' / '__init__.py')!r})\n"
        )
        environment = self.install(
            prefix,
            project,
            {"_editable_impl_app.py": finder, "_editable_impl_app.pth": "import _editable_impl_app"},
        )
        assert providers(environment, "app") == ("app",)

    @pytest.mark.parametrize(
        "call", ["install({'app': '/x/app.py'}, {}, None)", "install('app', {'app'}, '/build')"]
    )
    def test_a_finder_of_compiled_projects(self, prefix: Path, project: Path, call: str) -> None:
        environment = self.install(
            prefix,
            project,
            {"_app_editable.py": f"def install(*a): ...\n{call}\n", "_app.pth": "import _app_editable\n"},
        )
        assert providers(environment, "app") == ("app",)

    @pytest.mark.parametrize(
        "source", ["MAPPING = {", "MAPPING = dict()", "MAPPING = {**x}", "\0", "(" * 5000]
    )
    def test_a_finder_that_makes_no_sense_maps_nothing(
        self, prefix: Path, project: Path, source: str
    ) -> None:
        environment = self.install(prefix, project, {"_finder.py": source, "_app.pth": "import _finder\n"})
        assert providers(environment, "app") is None

    def test_a_link_of_setup_py_develop(self, prefix: Path, project: Path) -> None:
        (project / "app.egg-info").mkdir()
        (project / "app.egg-info" / "PKG-INFO").write_text("Name: app\nVersion: 1.0\n")
        (site_packages(prefix) / "app.egg-link").write_text(f"{project}\n.")
        (site_packages(prefix) / "easy-install.pth").write_text(f"{project}\n")
        environment = inspect(str(prefix))
        assert environment.distributions[ProjectName("app")].editable == str(project)
        assert providers(environment, "app") == ("app",)
