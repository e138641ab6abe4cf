"""Whatever lies in a folder: a clear diagnostic or silence, never a traceback, never a hang."""

import asyncio
import json
import os
import sys

import pytest

from tests.support.editing import editing, isolated
from tests.support.environments import bare
from tests.support.loopback_index import serving
from tests.support.stdio import CHECKOUT, environment


async def check(folder, *options, limit=240):
    """Run `venvls check` as a person would and return its exit code, output and errors."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "venvls", "check", *options, folder),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=CHECKOUT,
        env=environment(isolated(folder.parent, None)),
    )
    output, errors = await asyncio.wait_for(process.communicate(), limit)
    return process.returncode, output.decode(), errors.decode()


@pytest.fixture
def place(tmp_path):
    folder = tmp_path / "place"
    folder.mkdir()
    return folder


def latin(folder):
    (folder / "requirements.txt").write_bytes(b"# caf\xe9\nrequests\xff>=2\n")


def zeros(folder):
    (folder / "requirements.txt").write_bytes(b"\x00" * 4096)
    (folder / "zeros.py").write_bytes(b"import os\x00\nimport \x00")


def fifty_megabytes(folder):
    (folder / "requirements.txt").write_bytes(b"requests\n" * 5_800_000)
    (folder / "huge.py").write_bytes(b"import requests\n" * 3_200_000)


def one_long_line(folder):
    (folder / "requirements.txt").write_text("a" * 5_000_000)
    (folder / "long.py").write_text("import " + ".".join("abc" for _ in range(500_000)))


def links_in_circles(folder):
    (folder / "loop").symlink_to(folder)
    (folder / "requirements.txt").symlink_to(folder / "requirements.txt")
    (folder / ".venv").symlink_to(folder / ".venv")


def an_empty_environment(folder):
    (folder / ".venv").mkdir()
    (folder / "app.py").write_text("import nothing_of_this\n")


def an_environment_without_interpreter(folder):
    bare(folder / ".venv")
    for python in (folder / ".venv" / "bin").glob("python*"):
        python.unlink()
    (folder / "app.py").write_text("import nothing_of_this\n")


def garbage_in_pyvenv_cfg(folder):
    bare(folder / ".venv")
    (folder / ".venv" / "pyvenv.cfg").write_bytes(os.urandom(3000))
    (folder / "requirements.txt").write_text("requests\n")


def includes_in_circles(folder):
    (folder / "requirements.txt").write_text("-r requirements-dev.txt\n-r missing.txt\n-r /dev/zero\n")
    (folder / "requirements-dev.txt").write_text("-r requirements.txt\n-c requirements-dev.txt\n")


def broken_manifests(folder):
    (folder / "pyproject.toml").write_text('[project\nname = "x\n[[[[\n')
    (folder / "pylock.toml").write_text("= = =")
    (folder / "uv.lock").write_bytes(b"\xff\xfe\x00")
    (folder / "app.py").write_text("import (\nfrom . import\nimport x.\n" + "(" * 50_000)


def pipes_and_sockets(folder):
    os.mkfifo(folder / "requirements.txt")
    os.mkfifo(folder / "app.py")


HOSTILE = (
    latin,
    zeros,
    fifty_megabytes,
    one_long_line,
    links_in_circles,
    an_empty_environment,
    an_environment_without_interpreter,
    garbage_in_pyvenv_cfg,
    includes_in_circles,
    broken_manifests,
    pipes_and_sockets,
)


@pytest.mark.parametrize("make", HOSTILE, ids=lambda make: make.__name__.replace("_", " "))
async def test_check_ends_with_an_answer(place, make):
    make(place)
    code, output, errors = await check(place, "--format", "json")
    assert code in (0, 1)
    assert "Traceback" not in errors
    assert "findings" in json.loads(output)


@pytest.mark.parametrize("make", HOSTILE, ids=lambda make: make.__name__.replace("_", " "))
async def test_the_server_goes_on_answering(place, make):
    make(place)
    with serving() as index:
        async with editing(place, index) as editor:
            contract = await editor.client.result("venvls/environment", {"uri": place.as_uri()})
            assert contract["state"] in ("missing", "broken", "ready")
            editor.open("beside.py", "import json, nowhere_else\n")
            await editor.client.until(lambda: editor.client.publications(editor.uri("beside.py")))
            assert await editor.hover("beside.py", 0, 8) == ""
            assert "Traceback" not in editor.server.error_output


async def test_an_unreadable_folder_is_silence(place):
    if os.geteuid() == 0:
        pytest.skip("nothing is unreadable for root")
    (place / "closed").mkdir(mode=0)
    code, _, errors = await check(place)
    assert code == 0
    assert "Traceback" not in errors


async def test_a_path_that_is_not_there_could_not_be_checked(place):
    code, _, errors = await check(place / "missing")
    assert code == 2
    assert "no such file or folder" in errors


async def test_everything_compiles(place):
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "compileall", "-q", "-f", "-o", "0", CHECKOUT / "venvls"),
        env={**os.environ, "PYTHONPYCACHEPREFIX": str(place)},
    )
    assert await asyncio.wait_for(process.wait(), 240) == 0
