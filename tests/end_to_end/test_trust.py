"""A folder that the editor does not trust is only read; an agreement ends when what was agreed to changes.

What the server does is traced, not asked: every process, connection and file of it and its children.
"""

import json
import os
import stat
from pathlib import Path

import pytest

from tests.support.editing import editing
from tests.support.environments import bare, install_fake, site_packages
from tests.support.loopback_index import Release, serving
from tests.support.tracing import Tracing
from venvls.runtime.commands import NAMES

READING = {
    "venvls.explainEnvironment",
    "venvls.freeze",
    # These ask the user's own index and change text in the editor.
    "venvls.checkUpgrades",
    "venvls.clearUpgrades",
    "venvls.applyUpgrade",
}
ARGUMENT = {
    "requirements": ["thing"],
    "code": "unsatisfied-dependency",
    "prefix": "/opt/env",
    "line": 0,
    "character": 0,
}


@pytest.fixture
def shop(tmp_path):
    folder = tmp_path / "shop"
    install_fake(bare(folder / ".venv"), "thing", "1.0", modules=("thing",), requires=("part>=1",))
    (site_packages(folder / ".venv") / "evil.pth").write_text(
        f"import pathlib; pathlib.Path({str(tmp_path / 'pwned')!r}).touch()\n"
    )
    # Whoever runs this environment's interpreter is found out, too.
    python = folder / ".venv" / "bin" / "python"
    target = python.resolve()
    python.unlink()
    python.write_text(f'#!/bin/sh\ntouch {tmp_path}/pwned\nexec {target} "$@"\n')
    python.chmod(python.stat().st_mode | stat.S_IXUSR)
    return folder


async def ask_everything(editor):
    """Do what a person does who reads, writes and tries every command."""
    await editor.hover("requirements.txt", 1, 2)
    await editor.completions("requirements.txt", 1, 3)
    await editor.actions("requirements.txt", 1, 2)
    await editor.actions("app.py", 0, 8)
    await editor.asked("inlayHint", "requirements.txt", range=WHOLE)
    await editor.client.result("venvls/environment", {"uri": editor.uri("app.py")})


WHOLE = {"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}}


async def refusal(editor, command):
    """Return the sentence with which a command is refused, empty when it was carried out."""
    argument = {"uri": editor.folder.as_uri(), **ARGUMENT}
    response = await editor.client.request(
        "workspace/executeCommand", {"command": command, "arguments": [argument]}, limit=60
    )
    return response.get("error", {}).get("message", "")


async def test_an_untrusted_folder_is_only_read(shop, tmp_path):
    tracing = Tracing(tmp_path)
    with serving(Release("thing", "2.0"), Release("missing", "1.0")) as mine, serving() as theirs:
        (shop / "requirements.txt").write_text(f"--extra-index-url {theirs.url}\nthing==2.0\n")
        async with editing(shop, mine, settings={"trusted": False}, environ=tracing.environ) as editor:
            editor.open("requirements.txt")
            editor.open("app.py", "import missing\n")
            await editor.until_said("requirements.txt", "environment-defect")
            await editor.until_said("app.py", "unresolved-import")
            await ask_everything(editor)
            refusals = {command: await refusal(editor, command) for command in NAMES}
            await editor.client.shut_down()
            await editor.server.exit_code()
        asked = [request["method"] for request in editor.client.requests("window/showMessageRequest")]
        assert asked == []
        others = {said for command, said in refusals.items() if command not in READING}
        assert others == {f"the editor says that this folder is not trusted, so nothing runs: `{shop}`"}
        assert theirs.paths == []
        port = mine.base.rpartition(":")[2]
        assert [one for one in tracing.contacted() if port not in one] == []
        started = [one for one in tracing.started() if "venvls.index.worker" not in one]
        assert started == []
        assert tracing.changed(shop) == []
        assert not (tmp_path / "pwned").exists()


async def test_the_same_is_carried_out_where_the_client_says_that_it_is_trusted(tmp_path):
    shop = tmp_path / "shop"
    install_fake(bare(shop / ".venv"), "thing", "1.0", modules=("thing",), requires=("part>=1",))
    with serving(Release("part", "1.5"), Release("thing", "1.0", requires=("part>=1",))) as index:
        (shop / "requirements.txt").write_text("thing\n")
        async with editing(shop, index, settings={"trusted": True}) as editor:
            editor.open("requirements.txt")
            await editor.until_said("requirements.txt", "environment-defect")
            result = await editor.execute("venvls.install", requirements=["part"])
            assert result["failure"] is None


async def test_an_agreement_ends_when_the_index_lines_change(shop):
    with serving() as mine, serving(Release("private", "1.0")) as theirs, serving() as others:
        manifest = shop / "requirements.txt"
        manifest.write_text(f"--index-url {theirs.url}\nprivate==2.0\n")
        async with editing(shop, mine) as editor:
            editor.open("requirements.txt")
            await editor.until_said("requirements.txt", "not-installed")
            assert await editor.execute("venvls.trust") == {"agreed": [theirs.url]}
            await editor.until_said("requirements.txt", "no-matching-release")
        theirs.forget()
        async with editing(shop, mine) as editor:
            editor.open("requirements.txt")
            await editor.until_said("requirements.txt", "no-matching-release")
            assert await editor.execute("venvls.trust") == {"agreed": []}
        manifest.write_text(f"--index-url {others.url}\nprivate==2.0\n")
        theirs.forget()
        async with editing(shop, mine) as editor:
            editor.open("requirements.txt")
            await editor.until_said("requirements.txt", "not-installed")
            assert theirs.paths == others.paths == mine.paths == []
            assert await editor.execute("venvls.trust") == {"agreed": [others.url]}


async def test_an_agreement_ends_in_a_running_server_too(shop):
    with serving() as mine, serving(Release("private", "1.0")) as theirs, serving() as others:
        manifest = shop / "requirements.txt"
        manifest.write_text(f"--index-url {theirs.url}\nprivate==2.0\n")
        async with editing(shop, mine) as editor:
            editor.open("requirements.txt")
            await editor.until_said("requirements.txt", "not-installed")
            await editor.execute("venvls.trust")
            await editor.until_said("requirements.txt", "no-matching-release")
            changed = f"--index-url {others.url}\nprivate==2.0\n"
            manifest.write_text(changed)
            editor.type("requirements.txt", changed)
            editor.client.notify(
                "textDocument/didSave", {"textDocument": {"uri": editor.uri("requirements.txt")}}
            )
            await editor.until_silent("requirements.txt", "no-matching-release")
            assert others.paths == []
            assert await editor.execute("venvls.trust") == {"agreed": [others.url]}


async def test_an_agreement_lies_in_the_users_state_and_not_in_the_project(shop, tmp_path):
    with serving() as mine, serving() as theirs:
        (shop / "requirements.txt").write_text(f"--index-url {theirs.url}\n")
        before = sorted(os.listdir(shop))
        async with editing(shop, mine) as editor:
            await editor.execute("venvls.trust")
        decisions = json.loads(Path(tmp_path / "venvls-state" / "decisions.json").read_text())
        assert list(decisions["index-agreed"]) == [str(shop)]
        assert sorted(os.listdir(shop)) == before
