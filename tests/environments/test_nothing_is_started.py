"""Finding and understanding start no process, contact nobody and write nothing: shown by tracing.

Over environments of every kind and state, through the very look of the server.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.environments import bare, by_uv, install_fake, seeded, site_packages
from tests.support.tracing import Tracing

_LOOK = """
import json, os, sys
from venvls.environments.explanation import explanation
from venvls.environments.locating import explain
from venvls.environments.interpreters import interpreters
from venvls.runtime.manifests import manifests_of
from venvls.runtime.memory import Memory
from venvls.runtime.scopes import Surroundings, look, root_of
from venvls.runtime.signs import Places, signs

top = sys.argv[1]
states = {}
surroundings = Surroundings((top,), os.environ, Memory(os.environ), trusted=False)
for name in sorted(os.listdir(top)):
    root = root_of(os.path.join(top, name, "app.py"), surroundings)
    scope = look(root, surroundings, manifests_of(root))
    signs([scope], surroundings, Places())
    explanation(root, (top,), os.environ)
    states[name] = [scope.environment.state, len(scope.environment.distributions)]
interpreters(os.environ)
print(json.dumps(states))
"""


def made_by_venv(project: Path) -> None:
    install_fake(bare(project / ".venv"), "thing", modules=["thing"], requires=["part>=1"])


def made_by_virtualenv(project: Path) -> None:
    seeded(project / ".venv")


def made_by_uv(project: Path) -> None:
    by_uv(project / ".venv")


def sees_the_system(project: Path) -> None:
    bare(project / ".venv", system_site=True)


def dangling(project: Path) -> None:
    for python in (bare(project / ".venv") / "bin").glob("python*"):
        python.unlink()
        python.symlink_to("/nowhere/python")


def interrupted(project: Path) -> None:
    prefix = bare(project / ".venv")
    install_fake(prefix, "half", record=False)
    (site_packages(prefix) / "~alf").mkdir()


def hostile(project: Path) -> None:
    prefix = bare(project / ".venv")
    (site_packages(prefix) / "evil.pth").write_text("import os; os.system('touch /tmp/pwned')\n")
    python = prefix / "bin" / "python"
    python.unlink()
    python.write_text("#!/bin/sh\nexit 1\n")
    python.chmod(0o755)


def editable(project: Path) -> None:
    site = site_packages(bare(project / ".venv"))
    (site / "__editable___shop_finder.py").write_text("MAPPING = {'shop': '/srv/shop'}\nraise SystemExit\n")
    (site / "__editable__.pth").write_text("import __editable___shop_finder\n")


def conda(project: Path) -> None:
    (project / ".conda" / "conda-meta").mkdir(parents=True)
    (project / "environment.yml").write_text("name: shop\n")


def windows(project: Path) -> None:
    (project / ".venv" / "Scripts").mkdir(parents=True)
    (project / ".venv" / "Scripts" / "python.exe").touch()
    (project / ".venv" / "pyvenv.cfg").write_text("home = C:\\Python312\nversion = 3.12.1\n")


def script(project: Path) -> None:
    (project / "app.py").write_text('# /// script\n# dependencies = ["thing"]\n# ///\n')


def other_tools(project: Path) -> None:
    (project / "pyproject.toml").write_text('[tool.poetry]\nname = "shop"\n[tool.hatch]\n[tool.pdm]\n')
    (project / "Pipfile").touch()
    (project / ".python-version").write_text("3.12\n")
    (project / "requirements.txt").write_text("--index-url https://index.example/simple/\nthing\n")


ZOO: list[Callable[[Path], None]] = [
    made_by_venv,
    made_by_virtualenv,
    made_by_uv,
    sees_the_system,
    dangling,
    interrupted,
    hostile,
    editable,
    conda,
    windows,
    script,
    other_tools,
]


@pytest.fixture
def zoo(tmp_path: Path) -> Path:
    for make in ZOO:
        project = tmp_path / "zoo" / make.__name__
        project.mkdir(parents=True)
        make(project)
    return tmp_path / "zoo"


def test_looking_at_the_whole_zoo_starts_contacts_and_writes_nothing(tmp_path: Path, zoo: Path) -> None:
    tracing = Tracing(tmp_path)
    environ = {**os.environ, **tracing.environ, "VENVLS_STATE_DIR": str(tmp_path / "state")}
    finished = subprocess.run(
        [sys.executable, "-c", _LOOK, str(zoo)], env=environ, capture_output=True, text=True, timeout=60
    )
    assert finished.returncode == 0, finished.stderr
    states = json.loads(finished.stdout)
    assert len(states) == len(ZOO)
    assert states["made_by_venv"] == ["ready", 1]
    assert states["dangling"][0] == "broken"
    assert tracing.events() == []


def test_the_trace_would_have_shown_it(tmp_path: Path) -> None:
    tracing = Tracing(tmp_path)
    program = "import os, socket, subprocess, sys; subprocess.run([sys.executable, '-S', '-c', '']);"
    program += "open(sys.argv[1], 'w'); socket.socket().connect_ex(('127.0.0.1', 9))"
    command = [sys.executable, "-c", program, str(tmp_path / "written")]
    subprocess.run(command, env={**os.environ, **tracing.environ}, check=True, timeout=60)
    assert len(tracing.started()) >= 1
    assert tracing.contacted() == ["('127.0.0.1', 9)"]
    assert tracing.changed(tmp_path) == [f"open {str(tmp_path / 'written')!r}"]
