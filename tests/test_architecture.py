"""The layers hold, and every room stays small."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "venvls").rglob("*.py"))


def test_imports_point_down():
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_says_what_it_is_for_and_stays_small(path):
    source = path.read_text()
    tree = ast.parse(source)
    assert ast.get_docstring(tree), "a module without a docstring"
    assert len(source.splitlines()) <= 500
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            first = (
                function.body[1] if ast.get_docstring(function) and function.body[1:] else function.body[0]
            )
            assert function.end_lineno - first.lineno + 1 <= 60, function.name
