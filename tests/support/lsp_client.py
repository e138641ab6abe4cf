"""pytest-lsp's client, which checks what it gets against the specification, at the real server.

Filled in where it lacks what every editor has (`workspace/applyEdit`, `client/registerCapability`), and
mended where lsprotocol reads a code action that has a command as a command.

    async with lsp_client(capabilities, folder) as client: ...
"""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from cattrs import Converter
from lsprotocol import types
from pygls.protocol import default_converter
from pytest_lsp import LanguageClient
from pytest_lsp.client import register_lsp_features

from tests.support.stdio import environment


def converter() -> Converter:
    """Return lsprotocol's converter with code actions told from commands."""
    made = default_converter()
    made.register_structure_hook(
        types.Command | types.CodeAction,
        lambda value, _: made.structure(
            value, types.Command if isinstance(value.get("command"), str) else types.CodeAction
        ),
    )
    return made


def make_client() -> LanguageClient:
    """Return a client that is not connected yet.

    `applied` holds the edits it was given; `refreshed` counts how often it was told to ask again.
    """
    client = LanguageClient(converter_factory=converter)
    register_lsp_features(client)
    client.applied = []
    client.refreshed = 0

    @client.feature(types.WORKSPACE_APPLY_EDIT)
    def apply(params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
        client.applied.append(params)
        return types.ApplyWorkspaceEditResult(applied=True)

    @client.feature(types.CLIENT_REGISTER_CAPABILITY)
    def register(params: types.RegistrationParams) -> None:
        client.registered = params.registrations

    @client.feature(types.WORKSPACE_INLAY_HINT_REFRESH)
    def ask_for_hints(ls: LanguageClient, params: object) -> None:
        ls.refreshed += 1

    @client.feature(types.WORKSPACE_CODE_LENS_REFRESH)
    def ask_for_lenses(ls: LanguageClient, params: object) -> None:
        ls.refreshed += 1

    @client.feature("venvls/didChangeEnvironment")
    def environment_changed(ls: LanguageClient, params: object) -> None:
        ls.environment = params

    return client


@asynccontextmanager
async def lsp_client(capabilities: types.ClientCapabilities, folder: Path) -> AsyncIterator[LanguageClient]:
    """Start `venvls server` for a folder and end it as the protocol has it."""
    client = make_client()
    outside = folder.parent
    environ = environment(
        {
            "VENVLS_OFFLINE": "1",
            "VENVLS_INDEX_NAMES": "off",
            "VENVLS_STATE_DIR": str(outside / "state"),
            "XDG_CACHE_HOME": str(outside / "cache"),
        }
    )
    await client.start_io(sys.executable, "-m", "venvls", "server", env=environ)
    try:
        await client.initialize_session(
            types.InitializeParams(
                capabilities=capabilities,
                workspace_folders=[types.WorkspaceFolder(uri=folder.as_uri(), name=folder.name)],
                initialization_options={"environment": {"offer": False}},
            )
        )
        yield client
        await client.shutdown_session()
    finally:
        await client.stop()
