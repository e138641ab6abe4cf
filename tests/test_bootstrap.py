"""The set-up that `make` runs first, on checkouts and machines that are not as one would wish."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BLOCKED = "import sys\nfor name in ('ensurepip', 'pip', 'virtualenv'):\n    sys.modules[name] = None\n"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    checkout = tmp_path / "my checkout ü"
    for name in ("pyproject.toml", "constraints.txt", "tools/bootstrap.py"):
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, checkout / name)
    return checkout


@pytest.fixture
def bare(tmp_path: Path) -> Mapping[str, str]:
    """A machine whose Python has neither ensurepip nor pip nor virtualenv, and no tool beside it."""
    blocking = tmp_path / "blocking"
    blocking.mkdir()
    (blocking / "sitecustomize.py").write_text(BLOCKED)
    return {"PATH": str(tmp_path / "bin"), "PYTHONPATH": str(blocking), "HOME": str(tmp_path)}


def test_a_machine_with_nothing_to_set_up_with_is_told_what_to_install(
    checkout: Path, bare: Mapping[str, str]
) -> None:
    done = _set_up(checkout, bare)

    assert done.returncode == 1
    assert "apt install python3-venv" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_environment_that_somebody_else_made_is_left_alone(
    checkout: Path, bare: Mapping[str, str]
) -> None:
    mine = checkout / ".venv" / "mine.txt"
    mine.parent.mkdir()
    mine.write_text("precious")

    done = _set_up(checkout, bare)

    assert done.returncode == 1
    assert "move it away" in done.stderr
    assert mine.read_text() == "precious"


def test_a_virtualenv_that_lives_in_a_place_of_its_own_makes_the_environment(
    checkout: Path, bare: Mapping[str, str]
) -> None:
    _virtualenv_on_the_path(bare)

    _set_up(checkout, {**bare, "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull})

    assert (checkout / ".venv" / "pyvenv.cfg").exists()


def test_an_environment_is_kept_while_nothing_changed_and_made_again_where_the_checkout_was_moved(
    checkout: Path, bare: Mapping[str, str]
) -> None:
    (checkout / ".venv").mkdir()
    assert _set_up(checkout, bare, prepare="bootstrap.write(bootstrap.STAMP, MADE)").returncode == 0

    moved = checkout.rename(checkout.with_name("moved"))

    assert "apt install python3-venv" in _set_up(moved, bare).stderr


def _set_up(
    checkout: Path, environ: Mapping[str, str], *, prepare: str = ""
) -> "subprocess.CompletedProcess[str]":
    """Run the set-up as `make` does; `prepare` runs before it, with `MADE`, what it notes when it is done."""
    program = (
        "import sys; sys.path.insert(0, 'tools'); import bootstrap\n"
        "MADE = bootstrap.made_from(sys.executable)\n"
        f"{prepare}\nbootstrap.main()"
    )
    return subprocess.run(
        [sys._base_executable, "-c", program],  # type: ignore[attr-defined]
        cwd=checkout,
        env=environ,
        capture_output=True,
        text=True,
    )


def _virtualenv_on_the_path(environ: Mapping[str, str]) -> None:
    program = Path(environ["PATH"]) / "virtualenv"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nPYTHONPATH= exec "{sys.executable}" -m virtualenv "$@"\n')
    program.chmod(0o755)
