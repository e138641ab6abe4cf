"""Creating an environment gives a working one or leaves nothing behind."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from tests.support.environments import ask
from venvls.environments.creation import CreationRequest, Creator, create
from venvls.environments.interpreters import interpreters
from venvls.model.change import Failure, FailureReason
from venvls.model.environment import Environment, EnvironmentKind, EnvironmentState

BASE = os.path.realpath(sys.executable)
_ASK = "import sys, json; print(json.dumps([sys.prefix, '.'.join(map(str, sys.version_info[:3]))]))"


async def made(request: CreationRequest) -> Environment:
    result = await create(request, lambda message, percentage: None, asyncio.Event())
    assert isinstance(result, Environment), result
    return result


async def refused(request: CreationRequest, cancelled: asyncio.Event | None = None) -> Failure:
    result = await create(request, lambda message, percentage: None, cancelled or asyncio.Event())
    assert isinstance(result, Failure)
    return result


@pytest.mark.parametrize(
    ("creator", "kind", "has_pip"),
    [
        (Creator.AUTO, EnvironmentKind.VIRTUALENV, True),
        (Creator.VIRTUALENV, EnvironmentKind.VIRTUALENV, True),
        (Creator.UV, EnvironmentKind.UV, False),
        (Creator.VENV, EnvironmentKind.VENV, False),
    ],
)
async def test_every_creator_makes_a_working_environment(
    tmp_path: Path, creator: Creator, kind: EnvironmentKind, has_pip: bool
) -> None:
    environment = await made(CreationRequest(str(tmp_path / ".venv"), BASE, creator))
    assert environment.state is EnvironmentState.READY
    assert (environment.kind, environment.has_pip) == (kind, has_pip)
    assert ask(tmp_path / ".venv", _ASK) == [environment.prefix, str(environment.version)]
    assert environment.prompt == tmp_path.name


async def test_it_ignores_itself_in_version_control(tmp_path: Path) -> None:
    for creator in (Creator.VIRTUALENV, Creator.UV, Creator.VENV):
        await made(CreationRequest(str(tmp_path / creator), BASE, creator))
        assert "*" in (tmp_path / creator / ".gitignore").read_text().splitlines()


async def test_nothing_is_written_beside_it(tmp_path: Path) -> None:
    await made(CreationRequest(str(tmp_path / ".venv"), BASE))
    assert [path.name for path in tmp_path.iterdir()] == [".venv"]


async def test_an_unseeded_one_has_no_pip(tmp_path: Path) -> None:
    environment = await made(CreationRequest(str(tmp_path / ".venv"), BASE, seeded=False))
    assert not environment.has_pip


@pytest.mark.slow
@pytest.mark.parametrize("interpreter", interpreters(os.environ), ids=lambda one: str(one.version))
async def test_every_interpreter_of_this_machine_that_is_served_can_be_the_base(
    tmp_path: Path, interpreter
) -> None:
    if interpreter.version.release < (3, 8):
        pytest.skip("older than what venvls serves")
    environment = await made(CreationRequest(str(tmp_path / ".venv"), interpreter.executable))
    assert environment.version == interpreter.version
    assert ask(tmp_path / ".venv", _ASK) == [environment.prefix, str(environment.version)]


@pytest.mark.parametrize("kind", ["folder", "file", "dangling link"])
async def test_what_exists_is_never_touched(tmp_path: Path, kind: str) -> None:
    prefix = tmp_path / ".venv"
    match kind:
        case "folder":
            prefix.mkdir()
            (prefix / "mine").write_text("precious")
        case "file":
            prefix.write_text("../shared")
        case _:
            prefix.symlink_to("nowhere")
    failure = await refused(CreationRequest(str(prefix), BASE))
    assert failure.reason is FailureReason.INVALID_REQUEST
    assert failure.message == f"`{prefix}` exists already, so nothing was created"
    assert os.path.lexists(prefix)
    assert kind != "folder" or (prefix / "mine").read_text() == "precious"


async def test_cancelling_leaves_nothing(tmp_path: Path) -> None:
    cancelled = asyncio.Event()
    request = CreationRequest(str(tmp_path / ".venv"), _sleeper(tmp_path), Creator.VENV)
    creating = asyncio.create_task(refused(request, cancelled))
    await _started(tmp_path)
    cancelled.set()
    assert (await creating).reason is FailureReason.CANCELLED
    assert not os.path.lexists(tmp_path / ".venv")
    assert _is_gone(tmp_path)


async def test_a_cancelled_task_leaves_nothing(tmp_path: Path) -> None:
    request = CreationRequest(str(tmp_path / ".venv"), _sleeper(tmp_path), Creator.VENV)
    creating = asyncio.create_task(refused(request))
    await _started(tmp_path)
    creating.cancel()
    with pytest.raises(asyncio.CancelledError):
        await creating
    assert not os.path.lexists(tmp_path / ".venv")
    assert _is_gone(tmp_path)


async def test_a_creator_that_hangs_is_ended(tmp_path: Path) -> None:
    request = CreationRequest(str(tmp_path / ".venv"), _sleeper(tmp_path), Creator.VENV, time_limit=0.3)
    failure = await refused(request)
    assert failure.reason is FailureReason.TIMED_OUT
    assert failure.message == "creating the environment took longer than 0.3 seconds"
    assert not os.path.lexists(tmp_path / ".venv")


async def test_an_interpreter_that_is_none_is_said_with_its_own_words(tmp_path: Path) -> None:
    broken = _script(tmp_path, "echo 'cannot open shared object'; exit 127")
    failure = await refused(CreationRequest(str(tmp_path / ".venv"), broken))
    assert failure.reason is FailureReason.FAILED
    assert failure.message == f"no environment could be made with `{broken}`"
    assert not os.path.lexists(tmp_path / ".venv")


async def test_a_full_disk_is_named(tmp_path: Path) -> None:
    full = _script(tmp_path, "echo '[Errno 28] No space left on device' >&2; exit 1")
    failure = await refused(CreationRequest(str(tmp_path / ".venv"), full, Creator.VENV))
    assert failure.reason is FailureReason.DISK


async def test_a_parent_that_is_missing_is_not_made(tmp_path: Path) -> None:
    failure = await refused(CreationRequest(str(tmp_path / "gone" / ".venv"), BASE))
    assert failure.reason is FailureReason.FAILED
    assert not (tmp_path / "gone").exists()


def _script(folder: Path, body: str) -> str:
    script = folder / "python3.11"
    script.write_text(f"#!/bin/sh\n{body}\n")
    script.chmod(0o755)
    return str(script)


def _sleeper(folder: Path) -> str:
    return _script(
        folder, f"echo $$ > {folder}/started.part; mv {folder}/started.part {folder}/started; sleep 60"
    )


async def _started(folder: Path) -> None:
    async with asyncio.timeout(60):
        while not (folder / "started").exists():
            await asyncio.sleep(0.01)


def _is_gone(folder: Path) -> bool:
    process = int((folder / "started").read_text())
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return "Z" in Path(f"/proc/{process}/stat").read_text().split()[2]
