"""A script with requirements of its own has its own environment, in a cache and not in the workspace."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.environments import bare
from venvls.environments.scripts import find_for_script, script_block, script_prefix
from venvls.model.environment import EnvironmentState

BLOCK = '# /// script\n# dependencies = ["six"]\n#\n# ///\n'


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "my tool.py"
    path.write_text(f"#!/usr/bin/env python\n{BLOCK}import six\n")
    return path


@pytest.mark.parametrize(
    ("source", "block"),
    [
        (BLOCK, 'dependencies = ["six"]\n\n'),
        (BLOCK.replace("\n", "\r\n"), 'dependencies = ["six"]\n\n'),
        ("import six\n", None),
        ("# /// script\n# dependencies = []\n", None),
        ("# /// script\nx = 1\n# ///\n", None),
        ("# /// other\n# x = 1\n# ///\n", None),
        ("x = 1\n" + BLOCK + "y = 2\n", 'dependencies = ["six"]\n\n'),
    ],
)
def test_the_block_is_read_as_the_standard_has_it(source: str, block: str | None) -> None:
    assert script_block(source) == block


def test_a_script_without_a_block_has_none_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "plain.py").write_text("import six\n")
    assert find_for_script(str(tmp_path / "plain.py"), {}) is None
    assert find_for_script(str(tmp_path / "gone.py"), {}) is None


def test_one_that_is_to_be_made_says_where(script: Path, tmp_path: Path) -> None:
    environ = {"HOME": str(tmp_path / "home")}
    environment = find_for_script(str(script), environ)
    assert environment is not None
    assert environment.state is EnvironmentState.MISSING
    assert environment.prefix.startswith(str(tmp_path / "home"))
    bare(Path(environment.prefix))
    made = find_for_script(str(script), environ)
    assert made is not None
    assert (made.is_ready, made.prefix) == (True, environment.prefix)
    assert made.why == (
        "`my tool.py` declares its own requirements (PEP 723)",
        "venvls made it for this block",
    )


def test_another_block_or_place_means_another_environment(script: Path) -> None:
    one = script_prefix(str(script), "a", {})
    assert one != script_prefix(str(script), "b", {})
    assert one != script_prefix(str(script.with_name("other.py")), "a", {})
    assert one == script_prefix(str(script), "a", {})


def test_the_one_that_uv_made_is_taken_when_it_is_the_only_one(script: Path, tmp_path: Path) -> None:
    script.write_text(
        script.read_text().replace('"six"', "").replace("import six", "import sys; print(sys.prefix)")
    )
    environ = {"HOME": str(tmp_path / "home"), "UV_CACHE_DIR": str(tmp_path / "cache")}
    command = [
        sys.executable,
        "-m",
        "uv",
        "run",
        "--offline",
        "--quiet",
        "--python",
        sys.executable,
        "--script",
    ]
    told = subprocess.run(
        [*command, str(script)],
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    environment = find_for_script(str(script), environ)
    assert environment is not None
    assert environment.prefix == told.stdout.strip()
    assert environment.is_ready
    (Path(environment.prefix).parent / "my-tool-0123456789abcdef").mkdir()
    again = find_for_script(str(script), environ)
    assert again is not None
    assert again.state is EnvironmentState.MISSING
