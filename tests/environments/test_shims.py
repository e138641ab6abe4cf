"""Modules that a `.pth` file makes importable although no distribution lists them."""

from pathlib import Path

from tests.support.environments import bare, install_fake, site_packages
from venvls.environments.inspection import inspect
from venvls.model.modules import resolves
from venvls.model.names import ModuleName, ProjectName

PRECEDENCE = "import os; enabled = True; enabled and __import__('_distutils_hack').add_shim(); \n"


def with_setuptools(prefix: Path, copied: str) -> Path:
    bare(prefix)
    files = {"distutils-precedence.pth": PRECEDENCE, f"setuptools/{copied}/__init__.py": ""}
    install_fake(prefix, "setuptools", "80.0", ("setuptools", "_distutils_hack"), files=files)
    return prefix


def test_setuptools_brings_distutils_where_python_has_none(tmp_path: Path) -> None:
    modules = inspect(str(with_setuptools(tmp_path / ".venv", "_distutils"))).modules
    assert resolves(ModuleName("distutils.core"), modules)
    assert modules.providers(ModuleName("distutils")) == (ProjectName("setuptools"),)


def test_a_shim_without_the_copy_brings_nothing(tmp_path: Path) -> None:
    modules = inspect(str(with_setuptools(tmp_path / ".venv", "other"))).modules
    assert not resolves(ModuleName("distutils"), modules)


def test_a_path_file_that_is_left_over_brings_nothing(tmp_path: Path) -> None:
    bare(tmp_path / ".venv")
    (site_packages(tmp_path / ".venv") / "distutils-precedence.pth").write_text(PRECEDENCE)
    assert not resolves(ModuleName("distutils"), inspect(str(tmp_path / ".venv")).modules)
