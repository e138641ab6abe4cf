"""Manifests made to break their reader get an answer from `venvls check`, in bounded time and memory."""

import asyncio
import json
import resource
import sys

import pytest

from tests.support.editing import isolated
from tests.support.stdio import CHECKOUT, environment

# Far more than any of them takes alone on a quiet machine.
SECONDS = 240
BYTES = 2 * 1024**3

TABLE = b"[project]\ndependencies = "
HOSTILE = {
    "markers nested 100,000 deep": ("requirements.txt", b"a; " + b"(" * 100_000),
    "arrays nested 100,000 deep": ("pyproject.toml", TABLE + b"[" * 100_000),
    "inline tables nested 100,000 deep": ("pyproject.toml", TABLE + b"{a=" * 100_000),
    "a header of 100,000 keys": ("pyproject.toml", b"[" + b"a." * 100_000 + b"a]\n"),
    "arrays nested 100,000 deep in a script": (
        "script.py",
        b"# /// script\n# dependencies = " + b"[" * 100_000 + b"\n# ///\n",
    ),
    "one line of 10 MB": ("requirements.txt", b"a" * 10_000_000),
    "one line of 10 MB in options": ("requirements.txt", b"a " + b"--hash=sha256:0 " * 625_000),
    "one string of 10 MB": ("pyproject.toml", TABLE + b'["' + b"a" * 10_000_000 + b'"]\n'),
    "200,000 lines": ("requirements.txt", b"a==1\n" * 200_000),
    "200,000 broken lines": ("requirements.txt", b"a==\n" * 200_000),
    "200,000 lines of a table": ("pyproject.toml", TABLE + b"[\n" + b"'a',\n" * 200_000 + b"]\n"),
    "100,000 tables": ("pyproject.toml", b"".join(b"[tool.t%d]\nx = 1\n" % one for one in range(100_000))),
    "100,000 tables of one name": ("pyproject.toml", b"[tool.t]\nx = 1\n" * 100_000),
    "NUL bytes": ("requirements.txt", b"a\x00==\x001\n" * 1_000),
    "NUL bytes in TOML": ("pyproject.toml", TABLE + b"['a\x00']\n\x00"),
    "lone surrogates": ("requirements.txt", b"a\xed\xa0\x80==1\n" * 1_000),
    "lone surrogates in TOML": ("pyproject.toml", TABLE + b"['a\xed\xa0\x80', '\\ud800']\n"),
}


@pytest.mark.slow
@pytest.mark.timeout(2 * SECONDS)
@pytest.mark.parametrize("what", HOSTILE)
async def test_a_hostile_manifest_is_answered(what, tmp_path):
    name, content = HOSTILE[what]
    folder = tmp_path / "place"
    folder.mkdir()
    (folder / name).write_bytes(content)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "venvls", "check", "--format", "json", folder),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=CHECKOUT,
        env=environment(isolated(tmp_path, None)),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES)),
    )
    output, errors = await asyncio.wait_for(process.communicate(), SECONDS)
    assert process.returncode in (0, 1), errors.decode()
    assert b"Traceback" not in errors
    assert "findings" in json.loads(output)
