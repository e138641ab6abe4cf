"""What is said of a project's own `requires-python` is what uv says when it locks for all of it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.check import Case, uri_of
from tests.support.loopback_index import Release, serving
from venvls.analysis.diagnosing import diagnose

SHELF = (
    Release("numpy", "2.1", requires_python=">=3.10"),
    Release("numpy", "2.0", requires_python=">=3.9"),
    Release("numpy", "1.24", requires_python=">=3.8"),
    Release("flake8", "7.0", requires_python=">=3.8.1"),
    Release("capped", "1.0", requires_python=">=3.8,<3.12"),
    Release("silent", "1.0"),
    Release("exact", "1.0", requires_python="==3.11.*"),
)
CASES = [
    (">=3.8", "numpy"),
    (">=3.8", "numpy>=2"),
    (">=3.9", "numpy>=2"),
    (">=3.9,<3.13", "numpy>=2.1"),
    (">=3.10", "numpy>=2.1"),
    (">=3.8", "numpy>=2; python_version >= '3.9'"),
    (">=3.8", "flake8"),
    (">=3.8.1", "flake8"),
    ("~=3.8", "flake8"),
    (">=3.9", "flake8"),
    (">=3.8", "capped"),
    (">=3.7", "silent"),
    (">=3.10", "exact"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("declared", "requirement"), CASES)
def test_uv_cannot_lock_exactly_where_we_say_so(tmp_path: Path, declared: str, requirement: str) -> None:
    program = Path(sys.executable).parent / "uv"
    if not program.exists():
        pytest.skip("uv is not installed")
    manifest = (
        f'[project]\nname = "mine"\nversion = "1"\nrequires-python = "{declared}"\n'
        f'dependencies = ["{requirement}"]\n'
    )
    (tmp_path / "pyproject.toml").write_text(manifest)
    with serving(*SHELF) as index:
        done = subprocess.run(
            [program, "lock", "--no-config", "--default-index", index.url, "--python", sys.executable],
            cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60,
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "UV_CACHE_DIR": str(tmp_path / "cache")},
        )  # fmt: skip
    assert _said(manifest) == (done.returncode != 0), done.stderr


def _said(manifest: str) -> bool:
    listed = "".join(
        f"{one.name} {one.version}"
        + (f" 'requires-python={one.requires_python}'" if one.requires_python else "")
        + "\n"
        for one in SHELF
    )
    case = Case(f"-- pyproject.toml --\n{manifest}-- .venv --\npython 3.11.7\n-- index --\n{listed}")
    found = case.settled(lambda snapshot: diagnose(snapshot, uri_of("pyproject.toml")))
    return any(one.finding.code == "unsupported-python" for one in found)
