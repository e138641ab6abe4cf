"""What files do not tell is asked of the interpreter itself: isolated, with a limit, without its packages."""

import os
import sys
from dataclasses import replace
from pathlib import Path

from packaging.tags import sys_tags

from tests.support.environments import bare, by_uv, site_packages
from venvls.environments.accepted_wheels import accepted_tags
from venvls.environments.inspection import inspect
from venvls.environments.probing import interpreter_stamp, probed_tags
from venvls.model.environment import Environment


async def test_the_interpreter_names_the_tags_that_its_files_tell(tmp_path: Path) -> None:
    environment = inspect(str(bare(tmp_path / ".venv")))
    assert await probed_tags(environment, os.environ) == frozenset(map(str, sys_tags()))
    assert await probed_tags(environment, os.environ) == accepted_tags(environment)


async def test_nothing_of_the_environments_packages_is_run(tmp_path: Path) -> None:
    prefix = by_uv(tmp_path / ".venv")
    site, trace = site_packages(prefix), tmp_path / "run"
    (site / "evil.pth").write_text(f"import os; os.mkdir({str(trace)!r})\n")
    for name in ("sitecustomize.py", "packaging.py", "usercustomize.py"):
        (site / name).write_text(f"import os; os.mkdir({str(trace)!r})\n")
    assert await probed_tags(inspect(str(prefix)), {**os.environ, "PYTHONPATH": str(site)})
    assert not trace.exists()


async def test_one_that_fails_or_says_something_else_tells_nothing(tmp_path: Path) -> None:
    for text in ("exit 3", "echo hello; echo not a tag", "echo a-b-c; exit 1"):
        assert await probed_tags(script(tmp_path, text), os.environ) == frozenset()
    gone = replace(script(tmp_path, ""), interpreter=str(tmp_path / "gone"))
    assert await probed_tags(gone, os.environ) == frozenset()


async def test_one_that_does_not_answer_is_ended(tmp_path: Path) -> None:
    asked = script(tmp_path, f"echo $$ > {tmp_path}/process; exec sleep 60")
    assert await probed_tags(asked, os.environ, limit=0.5) == frozenset()
    process = int((tmp_path / "process").read_text())
    assert not Path(f"/proc/{process}").exists()


def test_an_answer_holds_for_one_interpreter_as_it_is(tmp_path: Path) -> None:
    one = script(tmp_path, "exit 0")
    before = interpreter_stamp(one)
    assert interpreter_stamp(one) == before
    Path(one.interpreter).write_text("#!/bin/sh\nexit 1 # other\n")
    assert interpreter_stamp(one) != before
    assert interpreter_stamp(replace(one, interpreter=sys.executable)) != before
    assert interpreter_stamp(replace(one, interpreter=str(tmp_path / "gone"))) == ()


def script(folder: Path, text: str) -> Environment:
    """Return an environment whose interpreter is a shell script."""
    file = folder / "python"
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o755)
    return replace(inspect(str(folder)), interpreter=str(file))
