"""A person with an editor: a project on disk, a running server, buffers that edits are applied to.

    async with editing(tmp_path / "shop", index) as editor:
        editor.open("app.py", "import yaml\n")
        await editor.until_said("app.py", "unresolved-import")
        actions = await editor.actions("app.py", line=0, character=7)
        await editor.perform(actions[0])

The server asks the index that is given and nobody else, has a cache and a state of its own, and
looks for environments in the project alone.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from tests.support.edits import applied, edits_of, text_at
from tests.support.loopback_index import LoopbackIndex
from tests.support.raw_client import LIMIT, RawClient
from tests.support.stdio import ServerProcess, connected

CAPABILITIES: Mapping[str, Any] = {
    "general": {"positionEncodings": ["utf-16"]},
    "window": {"workDoneProgress": True, "showMessage": {}},
    "workspace": {"applyEdit": True, "workspaceEdit": {"documentChanges": True}, "configuration": False},
    "textDocument": {
        "publishDiagnostics": {"versionSupport": True, "tagSupport": {"valueSet": [1, 2]}},
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}},
        "hover": {"contentFormat": ["markdown", "plaintext"]},
    },
}
NOT_NOW = "Not now"


class Editor:
    """One window on one project."""

    def __init__(self, server: ServerProcess, folder: Path) -> None:
        self.server = server
        self.client: RawClient = server.client
        self.folder = folder
        self.buffers: dict[str, str] = {}
        self.client.answers["window/showMessageRequest"] = _not_now
        self.client.answers["workspace/applyEdit"] = self._apply

    def uri(self, name: str) -> str:
        """Return the URI of a file of the project."""
        return (self.folder / name).as_uri()

    def open(self, name: str, text: str | None = None, language: str = "") -> None:
        """Open a file; with `text` it is written first."""
        path = self.folder / name
        if text is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self.buffers[self.uri(name)] = path.read_text()
        self.client.open(self.uri(name), self.buffers[self.uri(name)], language or _language(name))

    def type(self, name: str, text: str) -> None:
        """Replace a buffer, without saving it."""
        self.buffers[self.uri(name)] = text
        self.client.replace(self.uri(name), text)

    def save(self, name: str, text: str) -> None:
        """Replace a buffer and write it to disk."""
        self.type(name, text)
        (self.folder / name).write_text(text)
        self.client.notify("textDocument/didSave", {"textDocument": {"uri": self.uri(name)}})

    def codes(self, name: str) -> list[str]:
        """Return the codes of a file's diagnostics as they stand, in order of place."""
        found = self.client.diagnostics(self.uri(name))
        found.sort(key=lambda each: (each["range"]["start"]["line"], each["range"]["start"]["character"]))
        return [each["code"] for each in found]

    async def until_said(self, name: str, code: str, limit: float = LIMIT) -> Any:
        """Wait until a diagnostic with this code stands, and return it."""

        def said() -> Any:
            return next((d for d in self.client.diagnostics(self.uri(name)) if d["code"] == code), None)

        return await self.client.until(said, limit)

    async def until_silent(self, name: str, code: str, limit: float = LIMIT) -> None:
        """Wait until diagnostics were published and none has this code."""
        uri = self.uri(name)
        await self.client.until(lambda: self.client.publications(uri) and code not in self.codes(name), limit)

    async def until_contract(self, state: str, after: int = 0, limit: float = LIMIT) -> Any:
        """Wait for a `venvls/didChangeEnvironment` of a larger generation in a state."""

        def told() -> Any:
            contracts = self.client.notifications("venvls/didChangeEnvironment")
            fitting = [c for c in contracts if c["state"] == state and c["generation"] > after]
            return fitting[-1] if fitting else None

        return await self.client.until(told, limit)

    async def actions(self, name: str, line: int, character: int) -> list[Any]:
        """Return the code actions at a place."""
        place = {"line": line, "character": character}
        params = {
            "textDocument": {"uri": self.uri(name)},
            "range": {"start": place, "end": place},
            "context": {"diagnostics": []},
        }
        return list(await self.client.result("textDocument/codeAction", params) or ())

    async def completions(self, name: str, line: int, character: int) -> list[Any]:
        """Return the items proposed at a place."""
        params = {"textDocument": {"uri": self.uri(name)}, "position": {"line": line, "character": character}}
        result = await self.client.result("textDocument/completion", params)
        return list(result["items"] if isinstance(result, dict) else result or ())

    async def hover(self, name: str, line: int, character: int) -> str:
        """Return the text of a hover, empty when there is none."""
        params = {"textDocument": {"uri": self.uri(name)}, "position": {"line": line, "character": character}}
        result = await self.client.result("textDocument/hover", params)
        return str(result["contents"]["value"]) if result else ""

    async def until_hovered(self, name: str, line: int, character: int, text: str) -> str:
        """Hover until the text is in it, and return it: a hover waits only for a moment for the index."""
        async with asyncio.timeout(LIMIT):
            while text not in (shown := await self.hover(name, line, character)):
                pass
        return shown

    async def asked(self, method: str, name: str, **params: object) -> Any:
        """Return the answer to a request about a document: `asked("foldingRange", "requirements.txt")`."""
        document = {"textDocument": {"uri": self.uri(name)}}
        return await self.client.result(f"textDocument/{method}", {**document, **params})

    def text(self, name: str, range_: Mapping[str, Any]) -> str:
        """Return what a range of a file says, in its buffer if it has one."""
        uri = self.uri(name)
        return text_at(self.buffers[uri] if uri in self.buffers else (self.folder / name).read_text(), range_)

    async def perform(self, action: Mapping[str, Any], limit: float = 120.0) -> Any:
        """Do what choosing a code action does: its edit, then its command; returns the command's result."""
        if "edit" in action:
            self._apply({"edit": action["edit"]})
        if command := action.get("command"):
            return await self.client.execute(command["command"], *command.get("arguments", ()), limit=limit)
        return None

    async def execute(self, command: str, limit: float = 120.0, **argument: object) -> Any:
        """Run a command with its argument object; `uri` is the project unless given."""
        return await self.client.execute(command, {"uri": self.folder.as_uri(), **argument}, limit=limit)

    def _apply(self, params: Mapping[str, Any]) -> Mapping[str, object]:
        for uri, edits in edits_of(params["edit"]).items():
            path = Path(unquote(uri.removeprefix("file://")))
            before = self.buffers.get(uri, path.read_text())
            after = applied(before, edits)
            path.write_text(after)
            if uri in self.buffers:
                self.buffers[uri] = after
                self.client.replace(uri, after)
        return {"applied": True}


@asynccontextmanager
async def editing(
    folder: Path,
    index: LoopbackIndex | None,
    *,
    settings: Mapping[str, object] | None = None,
    environ: Mapping[str, str] | None = None,
    capabilities: Mapping[str, Any] = CAPABILITIES,
    before: Callable[[Editor], object] = lambda editor: None,
) -> AsyncIterator[Editor]:
    """Start a server on a project folder, which is made when it is not there.

    `before` is called before the server hears anything.
    """
    folder.mkdir(parents=True, exist_ok=True)
    variables = {**isolated(folder.parent, index), **(environ or {})}
    async with connected("server", environ=variables, cwd=folder) as server:
        editor = Editor(server, folder)
        before(editor)
        options = {"index": {"names": "off"}, "environment": {"pollInterval": 0.2}, **(settings or {})}
        await editor.client.initialize(folder, capabilities, initializationOptions=options)
        yield editor


def isolated(place: Path, index: LoopbackIndex | None) -> dict[str, str]:
    """Return the variables of a server that asks `index` alone and remembers nothing of before."""
    pip = {"PIP_INDEX_URL": index.url} if index else {"PIP_NO_INDEX": "1"}
    return {
        **pip,
        "PIP_CONFIG_FILE": os.devnull,
        "VENVLS_CACHE_DIR": str(place / "venvls-cache"),
        "VENVLS_STATE_DIR": str(place / "venvls-state"),
    }


def _language(name: str) -> str:
    return "python" if name.endswith(".py") else "toml" if name.endswith(".toml") else "requirements"


def _not_now(params: Mapping[str, Any]) -> Any:
    return next((action for action in params["actions"] if action["title"] == NOT_NOW), None)
