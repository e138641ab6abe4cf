"""Processes end: by themselves, when asked to, or when their time is up."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from venvls.processes import Command, Ending, Finished, run

FOREVER = "import signal, sys, time\nprint('up', flush=True)\ntime.sleep(600)"
STUBBORN = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + FOREVER
WITH_CHILD = (
    "import subprocess, sys, time\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
    "print(child.pid, flush=True)\ntime.sleep(600)"
)


def python(program: str, folder: Path, limit: float = 30.0) -> Command:
    return Command((sys.executable, "-c", program), dict(os.environ), str(folder), limit)


async def test_every_line_is_handed_over_and_kept(tmp_path: Path) -> None:
    lines: list[str] = []
    finished = await run(
        python("import sys; print('one'); print('two', file=sys.stderr); print('three', end='')", tmp_path),
        tmp_path / "log",
        lines.append,
    )
    assert finished.succeeded
    assert sorted(finished.lines) == ["one", "three", "two"]
    assert sorted(lines) == ["one", "two"]


async def test_a_failing_process_tells_its_status(tmp_path: Path) -> None:
    finished = await run(python("raise SystemExit(3)", tmp_path), tmp_path / "log", lambda _: None)
    assert (finished.ending, finished.status, finished.succeeded) == (Ending.BY_ITSELF, 3, False)


async def test_a_missing_program_is_not_an_exception(tmp_path: Path) -> None:
    command = Command(("/nowhere/python",), {}, str(tmp_path), 1.0)
    finished = await run(command, tmp_path / "log", lambda _: None)
    assert finished.ending is Ending.NOT_STARTED


async def test_the_time_limit_ends_the_process(tmp_path: Path) -> None:
    finished = await run(python(FOREVER, tmp_path, limit=0.2), tmp_path / "log", lambda _: None)
    assert finished.ending is Ending.TIMED_OUT


async def cancelled_once_up(program: str, folder: Path) -> tuple[Finished, str]:
    cancelled, first = asyncio.Event(), []

    def note(line: str) -> None:
        first.append(line)
        cancelled.set()

    finished = await run(python(program, folder), folder / "log", note, cancelled=cancelled)
    return finished, first[0]


async def test_a_cancelled_process_ends_with_its_children(tmp_path: Path) -> None:
    finished, child = await cancelled_once_up(WITH_CHILD, tmp_path)
    assert finished.ending is Ending.CANCELLED
    await gone(int(child))


@pytest.mark.slow
async def test_a_process_that_ignores_requests_is_killed(tmp_path: Path) -> None:
    finished, _ = await cancelled_once_up(STUBBORN, tmp_path)
    assert finished.ending is Ending.CANCELLED


async def test_cancelling_the_task_ends_the_process(tmp_path: Path) -> None:
    up: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    work = asyncio.ensure_future(run(python(WITH_CHILD, tmp_path), tmp_path / "log", up.set_result))
    child = await up
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    await gone(int(child))


async def test_a_process_gets_no_terminal_and_a_session_of_its_own(tmp_path: Path) -> None:
    program = "import os, sys; print(sys.stdin.read() == '', os.getsid(0) == os.getpid())"
    finished = await run(python(program, tmp_path), tmp_path / "log", lambda _: None)
    assert finished.lines == ("True True",)


async def gone(process: int) -> None:
    async with asyncio.timeout(60):
        while (
            Path(f"/proc/{process}/stat").exists() and " Z " not in Path(f"/proc/{process}/stat").read_text()
        ):
            await asyncio.sleep(0.01)
