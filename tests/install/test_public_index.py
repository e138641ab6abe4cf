"""The configured index itself, because generated pages and files know no surprises."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.environments import ask, bare, python_of
from tests.support.installing import Place
from venvls.install.request import Install, Uninstall
from venvls.model.settings import InstallerChoice

pytestmark = pytest.mark.network


async def test_a_project_of_the_index_is_planned_as_pip_plans_it_and_imported(
    tmp_path: Path, choice: InstallerChoice
) -> None:
    place = Place(bare(tmp_path / ".venv"), choice=choice)
    command = (sys.executable, "-m", "pip", "--python", str(python_of(place.prefix)))
    options = ("install", "--dry-run", "--quiet", "--report", "-", "jinja2")
    report = subprocess.run((*command, *options), capture_output=True, check=True, timeout=120).stdout
    expected = {entry["metadata"]["version"] for entry in json.loads(report)["install"]}
    plan = await place.planned(Install(("jinja2",)))
    assert {step.after for step in plan.steps} == expected
    await place.install("jinja2")
    assert ask(place.prefix, "import json, jinja2; print(json.dumps(jinja2.Template('{{ 2 }}').render()))")
    outcome = await place.carry_out(Uninstall(("jinja2",)))
    assert outcome.failure is None
    assert "jinja2" not in place.versions
