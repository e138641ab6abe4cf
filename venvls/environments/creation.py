"""Making an environment: through virtualenv, uv or the standard library, all or nothing.

Builds only into a folder that did not exist, since environments cannot be moved, and removes that
folder again when anything goes wrong. Does not choose the interpreter and does not install.
"""

import asyncio
import os
import shutil
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from venvls.environments.inspection import inspect
from venvls.model.change import Failure, FailureReason
from venvls.model.environment import Environment
from venvls.processes import Command, Ending, Finished, run

_TIME_LIMIT = 120.0
_KEPT_SETTINGS = frozenset({"VIRTUALENV_OVERRIDE_APP_DATA"})
_DROPPED = frozenset({"PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__"})
_DROPPED_PREFIXES = ("VIRTUALENV_", "UV_VENV_", "UV_PYTHON")


class Creator(StrEnum):
    """Who makes the environment; `auto` is virtualenv, then the standard library."""

    AUTO = "auto"
    VIRTUALENV = "virtualenv"
    UV = "uv"
    VENV = "venv"


@dataclass(frozen=True, slots=True)
class CreationRequest:
    """Make an environment at `prefix` that runs the Python at `interpreter`, both absolute.

    `prompt` is the name shells show, the folder's parent by default. `seeded` puts pip in, from
    what virtualenv brings along; uv and the standard library leave it out. `time_limit` is seconds.
    """

    prefix: str
    interpreter: str
    creator: Creator = Creator.AUTO
    prompt: str = ""
    seeded: bool = True
    system_site: bool = False
    time_limit: float = _TIME_LIMIT


Report = Callable[[str, int | None], None]


async def create(request: CreationRequest, report: Report, cancelled: asyncio.Event) -> Environment | Failure:
    """Make the environment and return it inspected, or why there is none; then nothing is left of it.

    An existing file or folder is never touched. Needs no network and no `ensurepip`.
    """
    if failure := _claim(request.prefix):
        return failure
    made = False
    try:
        result = await _build(request, report, cancelled)
        made = isinstance(result, Environment)
        return result
    finally:
        if not made:
            shutil.rmtree(request.prefix, ignore_errors=True)


def _claim(prefix: str) -> Failure | None:
    try:
        # Atomic: of two who want to create it, one makes the folder and the other is told.
        os.mkdir(prefix)
    except FileExistsError:
        return Failure(FailureReason.INVALID_REQUEST, f"`{prefix}` exists already, so nothing was created")
    except PermissionError as error:
        return Failure(
            FailureReason.PERMISSION, f"`{os.path.dirname(prefix)}` cannot be written to", str(error)
        )
    except OSError as error:
        return Failure(FailureReason.FAILED, f"`{prefix}` cannot be created", str(error))
    return None


async def _build(request: CreationRequest, report: Report, cancelled: asyncio.Event) -> Environment | Failure:
    finished = Finished(Ending.NOT_STARTED, -1, (f"`{request.creator}` is not there",))
    for step, (tool, command) in enumerate(_commands(request)):
        report(f"Creating `{os.path.basename(request.prefix)}` with {tool}", 10 + 20 * step)
        finished = await _run(command, request, cancelled)
        if finished.succeeded:
            return await _finish(request, report)
        if finished.ending in {Ending.CANCELLED, Ending.TIMED_OUT}:
            break
        await asyncio.to_thread(_empty, request.prefix)
    return _failure(request, finished)


async def _run(words: Sequence[str], request: CreationRequest, cancelled: asyncio.Event) -> Finished:
    with tempfile.TemporaryDirectory(prefix="venvls-create-") as folder:
        command = Command(tuple(words), _environ(os.environ), folder, request.time_limit)
        return await run(command, Path(folder, "output.log"), lambda _line: None, cancelled=cancelled)


async def _finish(request: CreationRequest, report: Report) -> Environment | Failure:
    report("Looking at what was created", 90)
    await asyncio.to_thread(_ignore_itself, request.prefix)
    environment = await asyncio.to_thread(inspect, request.prefix)
    if environment.is_ready:
        return environment
    return Failure(
        FailureReason.FAILED, f"the environment was created but cannot be used: {environment.reason}"
    )


def _commands(request: CreationRequest) -> Iterator[tuple[str, list[str]]]:
    if request.creator is Creator.UV:
        if uv := uv_executable():
            yield "uv", _uv_command(uv, request)
        return
    if request.creator in {Creator.AUTO, Creator.VIRTUALENV}:
        yield "virtualenv", _virtualenv_command(request)
    if request.creator in {Creator.AUTO, Creator.VENV}:
        yield "venv", _venv_command(request)


def uv_executable() -> str | None:
    """Return uv as installed beside us or on PATH."""
    beside = os.path.join(sysconfig.get_path("scripts"), "uv.exe" if os.name == "nt" else "uv")
    return beside if os.access(beside, os.X_OK) else shutil.which("uv")


def _virtualenv_command(request: CreationRequest) -> list[str]:
    command = [sys.executable, "-m", "virtualenv", "--quiet", "--python", request.interpreter]
    command += ["--no-download", "--no-periodic-update", "--no-venv-redirect"]
    command += ["--prompt", _prompt(request)]
    command += [] if request.seeded else ["--no-seed"]
    command += ["--system-site-packages"] if request.system_site else []
    return [*command, request.prefix]


def _uv_command(uv: str, request: CreationRequest) -> list[str]:
    command = [
        uv,
        "venv",
        "--quiet",
        "--no-project",
        "--no-python-downloads",
        "--python",
        request.interpreter,
    ]
    command += ["--prompt", _prompt(request)]
    command += ["--system-site-packages"] if request.system_site else []
    return [*command, request.prefix]


def _venv_command(request: CreationRequest) -> list[str]:
    # `-I`: the folder we happen to be in must not shadow the standard library.
    command = [request.interpreter, "-I", "-m", "venv", "--without-pip", "--prompt", _prompt(request)]
    command += ["--system-site-packages"] if request.system_site else []
    return [*command, request.prefix]


def _prompt(request: CreationRequest) -> str:
    return request.prompt or os.path.basename(os.path.dirname(request.prefix)) or "venv"


def _environ(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the variables without those that would make the tools do something else."""
    kept = {
        name: value
        for name, value in environ.items()
        if name in _KEPT_SETTINGS or (name not in _DROPPED and not name.startswith(_DROPPED_PREFIXES))
    }
    return kept | {"VIRTUALENV_CONFIG_FILE": os.devnull, "PYTHONIOENCODING": "utf-8"}


def _ignore_itself(prefix: str) -> None:
    path = os.path.join(prefix, ".gitignore")
    with open(path, "w", encoding="utf-8") as ignore:
        ignore.write("# Made for this machine alone: it ignores itself.\n*\n")


def _empty(prefix: str) -> None:
    shutil.rmtree(prefix, ignore_errors=True)
    os.makedirs(prefix, exist_ok=True)


def _failure(request: CreationRequest, finished: Finished) -> Failure:
    detail = "\n".join(finished.lines).strip()[-2000:]
    match finished.ending:
        case Ending.CANCELLED:
            return Failure(FailureReason.CANCELLED, "the environment was not created: you cancelled it")
        case Ending.TIMED_OUT:
            message = f"creating the environment took longer than {request.time_limit:g} seconds"
            return Failure(FailureReason.TIMED_OUT, message, detail)
        case Ending.NOT_STARTED | Ending.BY_ITSELF:
            return _classified(request, detail)


def _classified(request: CreationRequest, detail: str) -> Failure:
    lowered = detail.lower()
    if "no space left" in lowered or "disk quota" in lowered:
        return Failure(FailureReason.DISK, f"the disk is full where `{request.prefix}` was to be", detail)
    if "permission denied" in lowered or "read-only file system" in lowered:
        return Failure(FailureReason.PERMISSION, f"`{request.prefix}` cannot be written to", detail)
    return Failure(FailureReason.FAILED, f"no environment could be made with `{request.interpreter}`", detail)
