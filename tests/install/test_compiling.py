"""Bytecode is written after the fact."""

from pathlib import Path

from tests.support.environments import bare, install_fake
from venvls.environments.inspection import inspect
from venvls.install.compiling import compile_installed
from venvls.model.change import Step, StepKind
from venvls.model.names import ProjectName


async def test_the_modules_of_what_was_added_are_compiled_and_no_others(tmp_path: Path) -> None:
    prefix = bare(tmp_path / ".venv")
    install_fake(prefix, "added", files={"added/__init__.py": "", "added/deep/inside.py": "x = 1\n"})
    install_fake(prefix, "other", files={"other/__init__.py": ""})
    step = Step(StepKind.ADD, ProjectName("added"), after="1.0")
    assert await compile_installed(inspect(str(prefix)), (step,))
    compiled = sorted(path.name.partition(".")[0] for path in prefix.rglob("*.pyc"))
    assert compiled == ["__init__", "inside"]


async def test_a_module_that_does_not_compile_is_not_an_error_of_ours(tmp_path: Path) -> None:
    prefix = bare(tmp_path / ".venv")
    install_fake(prefix, "added", files={"added/__init__.py": "", "added/template.py": "{{ name }} =\n"})
    step = Step(StepKind.ADD, ProjectName("added"), after="1.0")
    assert not await compile_installed(inspect(str(prefix)), (step,))
    assert list(prefix.rglob("__init__*.pyc"))


async def test_what_was_removed_needs_no_compiling(tmp_path: Path) -> None:
    prefix = bare(tmp_path / ".venv")
    step = Step(StepKind.REMOVE, ProjectName("gone"), before="1.0")
    assert await compile_installed(inspect(str(prefix)), (step,))
