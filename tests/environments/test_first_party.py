"""What a project brings itself is importable, and nothing else is claimed."""

from pathlib import Path

import pytest

from tests.support.environments import bare
from venvls.environments.first_party import first_party, siblings
from venvls.model import modules
from venvls.model.modules import ModuleTable
from venvls.model.names import ModuleName


def write(root: Path, *files: str, **contents: str) -> Path:
    for file in files:
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text("")
    for name, text in contents.items():
        (root / f"{name}.toml").write_text(text)
    return root


def resolves(root: Path, module: str) -> bool:
    return modules.resolves(ModuleName(module), first_party(str(root)))


@pytest.mark.parametrize(
    ("file", "module"),
    [
        ("app/__init__.py", "app"),
        ("app/__init__.py", "app.anything"),
        ("tool.py", "tool"),
        ("src/app/__init__.py", "app"),
        ("src/app/__init__.py", "src.app"),
        ("space/part/__init__.py", "space.part"),
        ("space/module.py", "space.module"),
        ("fast.cpython-312-x86_64-linux-gnu.so", "fast"),
        ("app/deep/er/module.py", "app.deep.er.module"),
        ("tests/support.py", "support"),
        ("tests/support.py", "tests.support"),
        ("build/__init__.py", "build"),
    ],
)
def test_a_module_of_the_project_resolves(tmp_path: Path, file: str, module: str) -> None:
    assert resolves(write(tmp_path, file), module)


@pytest.mark.parametrize(
    ("file", "module"),
    [
        ("space/part/__init__.py", "space.other"),
        ("space/part/__init__.py", "part"),
        ("assets/picture.png", "assets"),
        ("node_modules/left/pad.py", "node_modules"),
        ("build/lib/app/__init__.py", "build"),
        ("not-a-name/__init__.py", "not"),
        ("tests/__init__.py", "support"),
        ("app/__pycache__/gone.cpython-312.pyc", "app"),
    ],
)
def test_what_is_not_there_does_not_resolve(tmp_path: Path, file: str, module: str) -> None:
    assert not resolves(write(tmp_path, file), module)


@pytest.mark.parametrize(
    "pyproject",
    [
        '[tool.setuptools.packages.find]\nwhere = ["code"]',
        '[tool.setuptools]\npackage-dir = { "" = "code" }',
        '[tool.pytest.ini_options]\npythonpath = "code"',
        '[tool.pyright]\nextraPaths = ["code"]',
        '[[tool.poetry.packages]]\ninclude = "app"\nfrom = "code"',
        '[tool.uv.build-backend]\nmodule-root = "code"',
    ],
)
def test_configured_folders_are_searched(tmp_path: Path, pyproject: str) -> None:
    assert resolves(write(tmp_path, "code/app/__init__.py", pyproject=pyproject), "app")


@pytest.mark.parametrize(
    "pyproject", ["[tool", "tool = 3", "[tool]\nruff = 1", '[tool.setuptools]\npackages = "x"']
)
def test_nonsense_in_the_manifest_is_no_obstacle(tmp_path: Path, pyproject: str) -> None:
    assert resolves(write(tmp_path, "app/__init__.py", pyproject=pyproject), "app")


def test_an_environment_inside_is_not_the_projects(tmp_path: Path) -> None:
    bare(tmp_path / "py311")
    (tmp_path / "py311" / "lib" / "helper.py").touch()
    assert not resolves(tmp_path, "py311")


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path)
    write(tmp_path, "app.py")
    assert resolves(tmp_path, "app")


def test_a_huge_tree_is_not_walked_and_nothing_in_it_is_denied(tmp_path: Path) -> None:
    for number in range(2100):
        (tmp_path / "heap" / f"part{number}").mkdir(parents=True)
    write(tmp_path, "heap/module.py")
    assert resolves(tmp_path, "heap.module")


def test_the_modules_beside_a_script_are_its_siblings(tmp_path: Path) -> None:
    write(tmp_path, "scripts/run.py", "scripts/shared.py")
    assert modules.resolves(ModuleName("shared"), siblings(str(tmp_path / "scripts")))
    assert not resolves(tmp_path, "shared")


def test_a_folder_that_cannot_be_listed_has_no_modules(tmp_path: Path) -> None:
    assert first_party(str(tmp_path / "gone")).regular == {}


def test_a_file_of_a_package_is_imported_from_above_its_outermost_package(tmp_path: Path) -> None:
    package = "tests/roots/case/spam"
    write(tmp_path, f"{package}/__init__.py", f"{package}/inner/__init__.py", f"{package}/mod1.py")
    write(tmp_path, "tests/roots/case/beside.py", "tests/roots/other.py")
    found = siblings(str(tmp_path / package / "inner"))
    assert modules.resolves(ModuleName("spam.mod1"), found)
    assert modules.resolves(ModuleName("beside"), found)
    assert not modules.resolves(ModuleName("other"), found)


def test_pytest_imports_from_the_folder_of_every_conftest_above_up_to_the_project(tmp_path: Path) -> None:
    write(tmp_path, "conftest.py", "stranger.py", "project/pyproject.toml")
    write(tmp_path, "project/checks/conftest.py", "project/checks/tools.py", "project/checks/api/test_it.py")
    write(tmp_path, "project/other.py")
    found = siblings(str(tmp_path / "project/checks/api"))
    assert modules.resolves(ModuleName("tools"), found)
    assert not modules.resolves(ModuleName("other"), found)
    assert not modules.resolves(ModuleName("stranger"), found)


def test_the_root_of_the_disk_ends_the_way_up() -> None:
    assert isinstance(siblings("/"), ModuleTable)
