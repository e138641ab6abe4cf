"""The main job as a person sees it in an editor. Every line shown comes from the server.

Each step waits for a state and fails loudly when it is not reached.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demo.screen import Screen
from tests.support.raw_client import RawClient
from tests.support.stdio import ServerProcess

LONG = 300.0
REQUIREMENTS = "# what the shop needs\nrequests>=2.31\nrequests==\nflask >=3.0 !\n"
MODULE = "import json\n\nimport yaml\n\nprint(json.dumps(yaml.__name__))\n"
CAPABILITIES = {
    "window": {"workDoneProgress": True, "showMessage": {}},
    "workspace": {"applyEdit": True, "workspaceEdit": {"documentChanges": True}},
    "textDocument": {
        "publishDiagnostics": {"versionSupport": True},
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}},
    },
}


@dataclass(frozen=True, slots=True)
class Stage:
    """A project on disk, the editor that has it open, and the screen on which its story is told."""

    client: RawClient
    project: Path
    screen: Screen

    @property
    def manifest(self) -> Path:
        """The requirements file that is typed in."""
        return self.project / "requirements.txt"

    @property
    def module(self) -> Path:
        """The module whose import is missing."""
        return self.project / "app.py"


async def tell(server: ServerProcess, project: Path, screen: Screen) -> None:
    """Play the whole story on a new project in `project`."""
    stage = Stage(server.client, project, screen)
    project.mkdir()
    stage.manifest.write_text("# what the shop needs\nrequests>=2.31\n")
    stage.module.write_text(MODULE)
    ready = await _an_environment_is_made(stage)
    await _a_manifest_is_typed(stage)
    fix = await _an_import_is_missing(stage)
    await _the_fix_is_applied(stage, fix)
    await _others_are_told(stage, ready)
    await stage.client.shut_down()
    assert await server.exit_code() == 0


async def _an_environment_is_made(stage: Stage) -> Any:
    client, screen = stage.client, stage.screen
    screen.step("An editor opens a project that has no environment")
    client.answers["window/showMessageRequest"] = _create
    await client.initialize(stage.project, CAPABILITIES)
    client.open(stage.module.as_uri(), MODULE, "python")
    question = await client.until(lambda: client.requests("window/showMessageRequest"))
    screen.say(f"venvls asks: {question[0]['message']}")
    screen.say(f"answers: {', '.join(action['title'] for action in question[0]['actions'])}")

    screen.step("It is created, with progress")
    await client.until(lambda: _contract(client, "ready"), LONG)
    _show_progress(client, screen, 0)
    ready = _contract(client, "ready")
    screen.say(
        f"environment: {ready['sysPrefix']} (Python {_version(ready)}, generation {ready['generation']})"
    )
    return ready


async def _a_manifest_is_typed(stage: Stage) -> None:
    client, manifest, screen = stage.client, stage.manifest, stage.screen
    screen.step("requirements.txt is opened and typed in: diagnostics with carets")
    client.open(manifest.as_uri(), REQUIREMENTS)
    await client.until(lambda: _codes(client, manifest) >= {"invalid-requirement", "not-installed"}, LONG)
    screen.file(manifest.name, REQUIREMENTS, client.diagnostics(manifest.as_uri()))

    screen.step("Completion of the version after `requests==`")
    labels = await _completion(client, manifest)
    screen.say(", ".join(labels[:6]) + (" ..." if len(labels) > 6 else ""))
    client.replace(manifest.as_uri(), manifest.read_text())


async def _an_import_is_missing(stage: Stage) -> Any:
    client, module, screen = stage.client, stage.module, stage.screen
    screen.step("app.py imports a module that is not there")
    await client.until(lambda: "unresolved-import" in _codes(client, module), LONG)
    screen.file(module.name, MODULE, client.diagnostics(module.as_uri()))

    screen.step("The quick fixes, offered because a wheel was proved to contain the module")
    return await _fix(client, module, screen)


async def _the_fix_is_applied(stage: Stage, fix: Any) -> None:
    client, manifest, module, screen = stage.client, stage.manifest, stage.module, stage.screen
    screen.step("The fix is applied: plan, progress, manifest edit")
    seen = len(client.messages)
    client.answers["workspace/applyEdit"] = lambda params: _apply(params, client, manifest)
    result = await client.execute(fix["command"]["command"], *fix["command"]["arguments"], limit=LONG)
    _show_progress(client, screen, seen)
    for step in result["added"]:
        screen.say(f"added {step['name']} {step['after']}")
    assert result["failure"] is None, result
    assert result["declared"], result
    screen.file(manifest.name, manifest.read_text())

    screen.step("The import is resolved, and the interpreter agrees")
    await client.until(lambda: "unresolved-import" not in _codes(client, module), LONG)
    screen.file(module.name, MODULE, client.diagnostics(module.as_uri()))
    await _really_import(stage.project, module, screen)


async def _others_are_told(stage: Stage, ready: Any) -> None:
    stage.screen.step("The activation contract, as other tools get it")
    contract = await stage.client.result("venvls/environment", {"uri": stage.module.as_uri()})
    assert contract["generation"] > ready["generation"]
    stage.screen.value(contract)


def _create(params: Any) -> Any:
    return next(action for action in params["actions"] if action["title"].startswith("Create"))


def _contract(client: RawClient, state: str) -> Any:
    contracts = client.notifications("venvls/didChangeEnvironment")
    return next((contract for contract in reversed(contracts) if contract["state"] == state), None)


def _version(contract: Any) -> str:
    return ".".join(str(contract["version"][part]) for part in ("major", "minor", "patch"))


def _codes(client: RawClient, path: Path) -> set[str]:
    return {diagnostic["code"] for diagnostic in client.diagnostics(path.as_uri())}


def _show_progress(client: RawClient, screen: Screen, after: int) -> None:
    for message in client.messages[after:]:
        if message.get("method") == "$/progress":
            value = message["params"]["value"]
            percentage = f"{value['percentage']:>3} %" if value.get("percentage") is not None else "     "
            screen.say(f"[{percentage}] {value.get('title') or value.get('message') or value['kind']}")


async def _completion(client: RawClient, manifest: Path) -> list[str]:
    position = {"line": 2, "character": len("requests==")}
    params = {"textDocument": {"uri": manifest.as_uri()}, "position": position}
    items = await _asked_until_answered(client, "textDocument/completion", params)
    return [item["label"] for item in items]


async def _fix(client: RawClient, module: Path, screen: Screen) -> Any:
    unresolved = [d for d in client.diagnostics(module.as_uri()) if d["code"] == "unresolved-import"]
    params = {
        "textDocument": {"uri": module.as_uri()},
        "range": unresolved[0]["range"],
        "context": {"diagnostics": unresolved},
    }
    actions = await _asked_until_answered(client, "textDocument/codeAction", params)
    for action in actions:
        screen.say(f"fix: {action['title']}")
    return next(action for action in actions if "requirements.txt" in action["title"])


async def _asked_until_answered(client: RawClient, method: str, params: Any) -> list[Any]:
    """Ask as an editor asks again with the next keystroke: a slow index does not hold up the first."""
    async with asyncio.timeout(60):
        while True:
            result = await client.result(method, params)
            if items := result["items"] if isinstance(result, dict) else result:
                return list(items)


def _apply(params: Any, client: RawClient, manifest: Path) -> Any:
    """Apply an edit as an editor does: to its buffer, which it then tells and saves."""
    edit = params["edit"]
    changes = edit.get("changes", {}).get(manifest.as_uri()) or edit["documentChanges"][0]["edits"]
    lines = manifest.read_text().splitlines(keepends=True)
    lines.append("")
    for change in reversed(changes):
        start, end = change["range"]["start"], change["range"]["end"]
        before = "".join(lines[: start["line"]]) + lines[start["line"]][: start["character"]]
        after = lines[end["line"]][end["character"] :] + "".join(lines[end["line"] + 1 :])
        text = before + change["newText"] + after
    manifest.write_text(text)
    client.replace(manifest.as_uri(), text)
    return {"applied": True}


async def _really_import(project: Path, module: Path, screen: Screen) -> None:
    python = project / ".venv" / "bin" / "python"
    process = await asyncio.create_subprocess_exec(
        python, module, cwd=project, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    output, _ = await asyncio.wait_for(process.communicate(), 60)
    screen.say(f"$ .venv/bin/python app.py\n   {output.decode().strip()}")
    assert process.returncode == 0, output.decode()
