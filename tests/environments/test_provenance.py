"""Who installed what stands in files that are opened only when somebody asks."""

from pathlib import Path

from tests.support.environments import bare, install_fake
from venvls.environments.inspection import inspect
from venvls.environments.provenance import Provenance, installers_of, provenance_of
from venvls.model.names import ProjectName


def test_installer_and_wish_are_those_that_were_written_down(tmp_path: Path) -> None:
    prefix = bare(tmp_path / ".venv")
    install_fake(prefix, "wanted", installer="uv")
    install_fake(prefix, "brought", requested=False)
    there = inspect(str(prefix)).distributions
    assert provenance_of(there[ProjectName("wanted")]) == Provenance("uv", requested=True)
    assert provenance_of(there[ProjectName("brought")]) == Provenance("pip", requested=False)


def test_an_installer_that_says_nothing_is_nobody(tmp_path: Path) -> None:
    prefix = bare(tmp_path / ".venv")
    (install_fake(prefix, "silent") / "INSTALLER").unlink()
    (install_fake(prefix, "empty") / "INSTALLER").write_text("\n")
    assert installers_of(inspect(str(prefix)).distributions.values()) == ()


def test_installers_are_counted_most_first(tmp_path: Path) -> None:
    prefix = bare(tmp_path / ".venv")
    for name, installer in (("one", "uv"), ("two", "pip"), ("three", "uv")):
        install_fake(prefix, name, installer=installer)
    assert installers_of(inspect(str(prefix)).distributions.values()) == (("uv", 2), ("pip", 1))
