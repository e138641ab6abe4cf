"""The command line as a person or a CI script uses it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.editing import isolated
from tests.support.environments import bare, install_fake
from tests.support.loopback_index import Release, serving
from tests.support.stdio import connected, environment
from venvls import __version__


def venvls(*arguments, cwd, index=None, stdin=b"", **variables):
    """Run the command and return what it printed, what it complained about and its exit code."""
    return subprocess.run(
        [sys.executable, "-m", "venvls", *map(str, arguments)],
        cwd=cwd,
        env=environment({**isolated(cwd, index), **variables}),
        capture_output=True,
        input=stdin,
        timeout=60,
    )


@pytest.fixture
def shop(tmp_path):
    folder = tmp_path / "shop"
    install_fake(bare(folder / ".venv"), "requests", "2.31.0", modules=("requests",))
    (folder / "requirements.txt").write_text("requests>=2.32\n")
    return folder


def test_the_version(tmp_path):
    done = venvls("--version", cwd=tmp_path)
    assert done.stdout.decode().strip() == f"venvls {__version__}"
    assert done.returncode == 0


def test_without_a_command_it_says_what_there_is(tmp_path):
    done = venvls(cwd=tmp_path)
    assert done.returncode == 2
    assert b"check" in done.stderr


def test_check_prints_findings_where_they_are_and_exits_with_1(shop):
    with serving(Release("requests", "2.32.3")) as index:
        done = venvls("check", cwd=shop, index=index)
    assert (
        done.stdout.decode().splitlines()[0].startswith("requirements.txt:1:9: warning[version-mismatch]: ")
    )
    assert done.returncode == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("command", ["check", "environment"])
def test_an_answer_that_cannot_be_written_is_told_without_a_traceback(shop, command):
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "venvls", command],
            cwd=shop,
            env=environment({**isolated(shop, None), "PIP_NO_INDEX": "1"}),
            stdin=subprocess.DEVNULL,
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=60,
        )
    assert done.stderr == b"venvls: the answer could not be written: No space left on device\n"
    assert done.returncode == 2


def test_check_of_a_clean_project_exits_with_0(shop):
    (shop / "requirements.txt").write_text("requests\n")
    (shop / "app.py").write_text("import json, requests\n")
    with serving(Release("requests", "2.32.3")) as index:
        done = venvls("check", shop, cwd=shop, index=index)
    assert done.stdout.decode() == "0 findings in 2 files\n"
    assert done.returncode == 0


def test_check_of_a_file_that_cannot_be_read_could_not_run(shop):
    os.mkfifo(shop / "constraints.txt")
    done = venvls("check", "constraints.txt", cwd=shop)
    assert done.returncode == 2
    assert b"cannot be read" in done.stderr
    assert done.stdout == b""


def test_check_tells_what_it_left_out_of_a_folder(shop):
    (shop / "requirements.txt").write_text("requests\n")
    os.mkfifo(shop / "constraints.txt")
    with serving(Release("requests", "2.32.3")) as index:
        done = venvls("check", cwd=shop, index=index)
    assert done.stderr.decode().strip().endswith(str(shop / "constraints.txt"))
    assert done.stdout.decode().strip() == "0 findings in 1 file"
    assert done.returncode == 0


def test_check_looks_at_a_file_once_however_often_it_is_named(shop):
    with serving(Release("requests", "2.32.3")) as index:
        done = venvls("check", ".", "requirements.txt", shop, cwd=shop, index=index)
    assert done.stdout.decode().splitlines()[-1] == "1 finding in 1 file"


def test_check_of_a_folder_looks_at_what_its_manifests_include(shop):
    (shop / "requirements.txt").write_text("-r odd.list\n-r ../outside.list\n")
    (shop / "odd.list").write_text("requests >> 2\n")
    (shop.parent / "outside.list").write_text("requests >> 3\n")
    with serving(Release("requests", "2.31.0")) as index:
        done = venvls("check", cwd=shop, index=index)
    first, last = done.stdout.decode().splitlines()
    assert first.startswith("odd.list:1:10: error[invalid-requirement]: ")
    assert last == "1 finding in 2 files"


def test_check_leaves_the_environment_itself_alone(shop):
    (shop / ".venv" / "broken.py").write_text("import nowhere_at_all\n")
    (shop / "other").mkdir()
    bare(shop / "other" / "environment")
    (shop / "other" / "environment" / "broken.py").write_text("import nowhere_at_all\n")
    with serving(Release("requests", "2.32.3")) as index:
        done = venvls("check", cwd=shop, index=index)
    assert "nowhere" not in done.stdout.decode()


def test_check_as_json(shop):
    with serving(Release("requests", "2.32.3")) as index:
        done = venvls("check", "--format", "json", cwd=shop, index=index)
    found = json.loads(done.stdout)["findings"]
    assert [each["code"] for each in found] == ["version-mismatch"]
    assert found[0]["path"] == str(shop / "requirements.txt")
    assert found[0]["start"] == {"line": 1, "column": 9}


def test_environment_prints_the_contract(shop):
    done = venvls("environment", "requirements.txt", cwd=shop)
    contract = json.loads(done.stdout)
    assert contract["state"] == "ready"
    assert contract["sysPrefix"] == str(shop / ".venv")
    assert contract["scopeUri"] == shop.as_uri()
    assert done.returncode == 0


def test_environment_as_text(shop):
    done = venvls("environment", "--format", "text", cwd=shop)
    assert "ready" in done.stdout.decode()
    assert "why" in done.stdout.decode()


def test_a_command_runs_inside_of_the_environment(shop):
    program = "import sys, os; print(sys.prefix, os.environ['VIRTUAL_ENV'])"
    done = venvls("environment", ".", "--exec", "python", "-c", program, cwd=shop)
    assert done.stdout.decode().split() == [str(shop / ".venv")] * 2
    done = venvls("environment", ".", "--exec", "python", "-c", "raise SystemExit(7)", cwd=shop)
    assert done.returncode == 7


def test_a_command_that_cannot_run_is_told(shop, tmp_path):
    done = venvls("environment", ".", "--exec", "no-such-command", cwd=shop)
    assert done.returncode == 2
    assert b"cannot be run" in done.stderr
    (tmp_path / "empty").mkdir()
    done = venvls("environment", ".", "--exec", "python", cwd=tmp_path / "empty")
    assert done.returncode == 2
    assert b"no environment" in done.stderr


def test_the_doctor_names_origins_and_masks_credentials(shop):
    (shop / "requirements.txt").write_text(
        "--extra-index-url https://me:secret@index.example/simple\nrequests\n"
    )
    done = venvls("doctor", cwd=shop, PIP_NO_INDEX="", PIP_INDEX_URL="https://you:hidden@mine.example/simple")
    output = done.stdout.decode()
    assert "mine.example/simple (" in output
    assert "PIP_INDEX_URL" in output
    assert "not asked, since only this folder names it" in output
    assert "requirements.txt:1" in output
    assert "secret" not in output + done.stderr.decode()
    assert "hidden" not in output + done.stderr.decode()


def test_the_doctor_names_everything_that_decides_how_indexes_are_asked(shop, tmp_path):
    written = tmp_path / "pip.conf"
    written.write_text("[global]\ntimeout = 7\ntrusted-host = mine.example\nonly-binary = :all:\n")
    done = venvls(
        "doctor", cwd=shop, PIP_CONFIG_FILE=str(written), PIP_PROXY="me:hidden@proxy.example:3128",
        PIP_CERT="/ca.pem", PIP_UPLOADED_PRIOR_TO="P7D", HTTPS_PROXY="http://me:hidden@other.example",
    )  # fmt: skip
    output = done.stdout.decode()
    assert f"  timeout: 7 ({written}:2)" in output
    assert f"  trusted-host: mine.example ({written}:3)" in output
    assert f"  only-binary: :all: ({written}:4)" in output
    assert "  proxy: ****@proxy.example:3128 (variable PIP_PROXY)" in output
    assert "  cert: /ca.pem (variable PIP_CERT)" in output
    assert "  uploaded-prior-to: P7D (variable PIP_UPLOADED_PRIOR_TO)" in output
    assert "  HTTPS_PROXY: http://****@other.example" in output
    assert "  no-index: 1 (variable PIP_NO_INDEX)" in output
    assert "hidden" not in output + done.stderr.decode()


def test_the_doctor_names_indexes_that_are_asked_last(shop):
    (shop / "pyproject.toml").write_text('[[tool.poetry.source]]\nname = "PyPI"\npriority = "supplemental"\n')
    output = venvls("doctor", cwd=shop).stdout.decode()
    assert "  asked where others do not list a project: " in output
    assert "(the default index)" in output


def test_the_doctor_finds_what_is_wrong(shop):
    for python in (shop / ".venv" / "bin").glob("python*"):
        python.unlink()
    done = venvls("doctor", cwd=shop)
    assert done.returncode == 1
    assert "broken-environment; repair: recreate" in done.stdout.decode()


@pytest.mark.parametrize("command", ["check", "environment", "doctor"])
def test_what_is_not_there_could_not_be_looked_at(shop, command):
    done = venvls(command, "missing", cwd=shop)
    assert done.returncode == 2
    assert b"no such file or folder" in done.stderr


@pytest.mark.parametrize("address", ["nonsense", "127.0.0.1:", "127.0.0.1:99999", "192.0.2.1:0"])
def test_an_address_that_is_not_one_or_not_ours_is_refused(shop, address):
    done = venvls("server", "--tcp", address, cwd=shop)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_a_log_file_that_cannot_be_written_is_refused(shop):
    done = venvls("server", "--log-file", shop / "missing" / "log", cwd=shop)
    assert done.returncode == 2
    assert b"log file" in done.stderr


def test_the_log_goes_where_it_is_told(shop, tmp_path):
    done = venvls("server", "--stdio", "--log-file", tmp_path / "log", "--log-level", "debug", cwd=shop)
    assert done.returncode == 1
    assert (tmp_path / "log").exists()


async def test_the_log_tells_a_session_in_a_few_lines(shop, tmp_path):
    log = tmp_path / "log"
    arguments = ("server", "--log-file", str(log), "--log-level", "info")
    async with connected(*arguments, environ=isolated(shop, None)) as server:
        await server.client.initialize(rootUri=shop.as_uri())
        await server.client.execute("venvls.explainEnvironment", {"uri": shop.as_uri()})
        await server.client.shut_down()
    told = [line.split(": ", 1)[1] for line in log.read_text().splitlines()]
    assert told[0].startswith(f"venvls {__version__} with Python 3.")
    assert "the command `venvls.explainEnvironment` was given" in told
