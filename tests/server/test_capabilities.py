"""What is said at `initialize`, without anything loaded, is what the loaded server does."""

import subprocess
import sys

from venvls.analysis.items import TokenKind
from venvls.server import conversion
from venvls.server.capabilities import TOKEN_TYPES, ClientCapabilities, initialize_result, read
from venvls.server.registration import RAW, TYPED

METHODS = {
    "completionProvider": "textDocument/completion",
    "hoverProvider": "textDocument/hover",
    "codeActionProvider": "textDocument/codeAction",
    "definitionProvider": "textDocument/definition",
    "referencesProvider": "textDocument/references",
    "documentSymbolProvider": "textDocument/documentSymbol",
    "documentHighlightProvider": "textDocument/documentHighlight",
    "documentLinkProvider": "textDocument/documentLink",
    "foldingRangeProvider": "textDocument/foldingRange",
    "selectionRangeProvider": "textDocument/selectionRange",
    "inlayHintProvider": "textDocument/inlayHint",
    "codeLensProvider": "textDocument/codeLens",
    "documentFormattingProvider": "textDocument/formatting",
    "renameProvider": "textDocument/rename",
    "semanticTokensProvider": "textDocument/semanticTokens/full",
    "executeCommandProvider": "workspace/executeCommand",
}


def test_every_provider_has_a_feature_behind_it():
    client = ClientCapabilities(tokens_of_documents=True)
    said = initialize_result(client, "1")["capabilities"]
    assert {name for name in said if name.endswith("Provider")} == set(METHODS)
    assert set(METHODS.values()) <= {*RAW, *TYPED}


def test_the_legend_has_every_kind_of_token():
    assert set(TOKEN_TYPES) == set(TokenKind)


def test_capabilities_of_the_wrong_type_count_as_absent():
    for wrong in (None, True, 3, "x", [], {"requests": 1, "formats": 2}, {"requests": [], "formats": {}}):
        parts = ("documentSymbol", "documentLink", "rename", "semanticTokens", "codeAction", "hover")
        found = read({"capabilities": {"textDocument": dict.fromkeys(parts, wrong)}})
        assert found == ClientCapabilities()


def test_saying_it_loads_nothing_heavy():
    program = (
        "import sys; from venvls.server import capabilities as c;"
        "c.initialize_result(c.read({'capabilities': {}}), '1');"
        "heavy = ('lsprotocol', 'pygls', 'asyncio', 'packaging', 'venvls.analysis', 'venvls.session');"
        "print([name for name in heavy if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert shown.stdout == "[]\n"


def test_a_client_that_renders_no_markdown_is_sent_none():
    assert conversion.markup("**a\\-b**", markdown=True).value == "**a\\-b**"
    sent = conversion.markup("**a\\-b**", markdown=False)
    assert (sent.kind.value, sent.value) == ("plaintext", "a-b")
