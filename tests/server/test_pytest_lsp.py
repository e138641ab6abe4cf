"""The real server on a project, as each editor would use it, checked against the specification.

pytest-lsp warns of everything that a client did not say it understands, and warnings are errors here.
"""

import pytest
from lsprotocol import types
from lsprotocol.converters import get_converter
from pytest_lsp import client_capabilities

from tests.support.lsp_client import lsp_client
from tests.support.recorded_clients import NAMES, initialize_params

USUAL = {"neovim-0.12.4", "emacs-30.1-eglot-1.17.30", "vscode-1.139.1-languageclient-11.0.0"}

OLDER = ("visual_studio_code", "neovim", "emacs")

EDITORS = [
    *(pytest.param(name, marks=() if name in USUAL else pytest.mark.slow) for name in NAMES),
    *(pytest.param(name, marks=pytest.mark.slow) for name in OLDER),
]


@pytest.fixture
async def project(tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "pyproject.toml").write_text('[project]\nname = "mine"\nversion = "1"\n')
    return folder


@pytest.fixture(params=EDITORS)
async def client(request, project):
    async with lsp_client(capabilities_of(request.param, project), project) as connected:
        yield connected


def capabilities_of(name, project):
    if name in OLDER:
        return client_capabilities(name.replace("_", "-"))
    sent = initialize_params(name, project)["capabilities"]
    return get_converter().structure(sent, types.ClientCapabilities)


async def test_an_editor_opens_a_manifest_and_is_served(client, project):
    file = project / "requirements.txt"
    document = types.TextDocumentIdentifier(file.as_uri())
    client.text_document_did_open(
        types.DidOpenTextDocumentParams(
            types.TextDocumentItem(file.as_uri(), "pip-requirements", 1, "requests>=2\nflask=>3\n")
        )
    )
    while not client.diagnostics.get(document.uri):
        await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    (found,) = client.diagnostics[document.uri]
    assert (found.code, found.source, found.range.start.line) == ("invalid-requirement", "venvls", 1)

    place = types.Position(0, 3)
    hover = await client.text_document_hover_async(types.HoverParams(document, place))
    assert "requests" in hover.contents.value

    completion = await client.text_document_completion_async(types.CompletionParams(document, place))
    assert isinstance(completion, types.CompletionList)

    actions = await client.text_document_code_action_async(
        types.CodeActionParams(document, found.range, types.CodeActionContext([]))
    )
    assert actions is not None

    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            types.VersionedTextDocumentIdentifier(2, document.uri),
            [types.TextDocumentContentChangeWholeDocument("requests>=2\n")],
        )
    )
    while client.diagnostics[document.uri]:
        await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)


MANIFEST = """\
[project]
name = "mine"
version = "1"
dependencies = ["requests >=2", "tool @ https://files.example/tool.whl"]

[dependency-groups]
test = ["pytest"]
all = [{ include-group = "test" }]
"""
WHOLE = types.Range(types.Position(0, 0), types.Position(9, 0))
GROUP = types.Position(6, 2)


async def test_an_editor_reads_a_manifest_with_everything_it_knows(client, project):
    file = project / "pyproject.toml"
    document = types.TextDocumentIdentifier(file.as_uri())
    client.text_document_did_open(
        types.DidOpenTextDocumentParams(types.TextDocumentItem(document.uri, "toml", 1, MANIFEST))
    )
    outline = await client.text_document_document_symbol_async(types.DocumentSymbolParams(document))
    assert {"dependencies", "group test"} <= {symbol.name for symbol in outline}
    assert await client.text_document_folding_range_async(types.FoldingRangeParams(document))
    (link,) = await client.text_document_document_link_async(types.DocumentLinkParams(document))
    assert link.target == "https://files.example/tool.whl"
    (selection,) = await client.text_document_selection_range_async(
        types.SelectionRangeParams(document, [GROUP])
    )
    assert selection.parent is not None
    assert not await client.text_document_inlay_hint_async(types.InlayHintParams(document, WHOLE))
    assert not await client.text_document_code_lens_async(types.CodeLensParams(document))
    (edit,) = await client.text_document_formatting_async(
        types.DocumentFormattingParams(document, types.FormattingOptions(tab_size=4, insert_spaces=True))
    )
    assert edit.new_text == ""


async def test_an_editor_follows_and_renames_a_group(client, project):
    file = project / "pyproject.toml"
    document = types.TextDocumentIdentifier(file.as_uri())
    client.text_document_did_open(
        types.DidOpenTextDocumentParams(types.TextDocumentItem(document.uri, "toml", 1, MANIFEST))
    )
    used = types.Position(7, 28)
    (definition,) = await client.text_document_definition_async(types.DefinitionParams(document, used))
    assert definition.range.start == types.Position(6, 0)
    references = await client.text_document_references_async(
        types.ReferenceParams(types.ReferenceContext(include_declaration=True), document, GROUP)
    )
    assert len(references) == 2
    edit = await client.text_document_rename_async(
        types.RenameParams(new_name="checks", text_document=document, position=GROUP)
    )
    changed = edit.changes[document.uri] if edit.changes else edit.document_changes[0].edits
    assert {each.new_text for each in changed} == {"checks"}
