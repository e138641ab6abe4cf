"""An interpreter is asked what its files do not tell: once, in the background, only where it is trusted."""

import asyncio
import os
from collections.abc import Coroutine
from pathlib import Path

import pytest

from tests.support.environments import bare, python_of
from venvls.analysis.snapshot import Scope
from venvls.runtime.looking import Looking
from venvls.runtime.memory import Memory
from venvls.runtime.scopes import Surroundings
from venvls.runtime.uris import uri_of
from venvls.session.changes import Change, ScopeInspected


class Session:
    """Real looks at one project, with what they delivered and what they left to do in the background."""

    def __init__(self, project: Path, trusted: bool | None) -> None:
        environ = {"HOME": str(project), "PATH": os.environ["PATH"]}
        surroundings = Surroundings((str(project),), environ, Memory(environ), trusted=trusted)
        self.scopes: list[Scope] = []
        self.asked: list[asyncio.Future[object]] = []
        self.root = uri_of(str(project))
        self.looking = Looking(surroundings, self._heard, lambda scope: scope, self._spawned)

    async def look(self) -> Scope:
        await self.looking.inspect(self.root)
        await asyncio.gather(*self.asked)
        return self.scopes[-1]

    def _heard(self, change: Change) -> None:
        assert isinstance(change, ScopeInspected)
        self.scopes.append(change.scope)

    def _spawned(self, work: Coroutine[object, object, object], name: str) -> None:
        self.asked.append(asyncio.ensure_future(work))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a Python of which the files name only the version, and which counts its starts."""
    prefix = bare(tmp_path / ".venv")
    python = python_of(prefix)
    real = python.resolve()
    python.unlink()
    python.write_text(f'#!/bin/sh\necho >> {tmp_path}/starts\nexec {real} "$@"\n')
    python.chmod(0o755)
    with (prefix / "pyvenv.cfg").open("a") as configuration:
        configuration.write("implementation = SomePython\n")
    return tmp_path


def starts(project: Path) -> int:
    file = project / "starts"
    return file.read_text().count("\n") if file.exists() else 0


async def test_what_the_files_do_not_tell_is_asked_once(project: Path) -> None:
    session = Session(project, trusted=True)
    found = await session.look()
    assert not session.scopes[0].tags
    assert "py3-none-any" in found.tags
    assert (await session.look()).tags == found.tags
    assert starts(project) == 1


@pytest.mark.parametrize("trusted", [None, False])
async def test_nothing_is_started_without_a_word_of_trust(project: Path, trusted: bool | None) -> None:
    assert not (await Session(project, trusted).look()).tags
    assert starts(project) == 0


async def test_nothing_is_asked_where_the_files_tell(tmp_path: Path) -> None:
    bare(tmp_path / ".venv")
    session = Session(tmp_path, trusted=True)
    assert (await session.look()).tags
    assert session.asked == []


async def test_what_gives_no_answer_is_not_asked_again_until_it_is_another(project: Path) -> None:
    python = python_of(project / ".venv")
    works = python.read_text()
    python.write_text(f"#!/bin/sh\necho >> {project}/starts\nexit 1\n")
    session = Session(project, trusted=True)
    for _ in range(2):
        assert not (await session.look()).tags
    assert starts(project) == 1
    python.write_text(works)
    assert (await session.look()).tags
