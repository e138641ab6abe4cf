"""What the client can do, read from its `initialize` request, and what we say that we can.

Nothing here needs more than the standard library: the answer to `initialize` is made before the rest
of the server is loaded. What is absent counts as "cannot", except where LSP says otherwise.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from venvls.runtime.commands import NAMES

ENCODINGS = ("utf-8", "utf-16", "utf-32")
"""The ways of counting columns that we know (LSP 3.17, `PositionEncodingKind`)."""

TRIGGERS = ("=", "<", ">", "~", "!", "[", ",", ";", "-", "/", '"', "'")
"""Characters after which a completion is asked for that no word character begins."""

ACTION_KINDS = ("quickfix", "refactor", "source")

TOKEN_TYPES = ("class", "parameter", "operator", "number", "macro", "keyword", "string", "comment")
"""The legend of semantic tokens: `analysis.items.TokenKind`, spelled where nothing is loaded."""

# LSP 3.17, `CompletionClientCapabilities.completionItemKind`: what a client knows that says nothing.
_FIRST_KINDS = tuple(range(1, 19))


class ClientCapabilities(NamedTuple):
    """The capabilities that make a difference to us, by what they allow."""

    name: str = ""
    encoding: str = "utf-16"
    # workspace
    configuration: bool = False
    watches_files: bool = False
    configuration_on_demand: bool = False
    edits: bool = False
    versioned_edits: bool = False
    refreshes_hints: bool = False
    refreshes_lenses: bool = False
    # window
    progress: bool = False
    # textDocument/completion
    item_defaults: bool = False
    item_kinds: tuple[int, ...] = _FIRST_KINDS
    item_tags: bool = False
    item_deprecated: bool = False
    # textDocument/documentSymbol, documentLink, rename, formatting, semanticTokens
    symbol_trees: bool = False
    link_tooltips: bool = False
    rename_checks: bool = False
    formatting_on_demand: bool = False
    tokens_of_documents: bool = False
    tokens_of_ranges: bool = False
    # textDocument/codeAction
    action_literals: bool = False
    action_preferred: bool = False
    # text formats
    hover_markdown: bool = False
    item_markdown: bool = False
    # textDocument/publishDiagnostics
    diagnostic_tags: tuple[int, ...] = ()


def read(params: Mapping[str, Any]) -> ClientCapabilities:
    """Return what an `initialize` request says; a part of the wrong type counts as absent."""
    client = _at(params, "capabilities")
    workspace, window, document = (_at(client, part) for part in ("workspace", "window", "textDocument"))
    completion = _at(document, "completion")
    item = _at(completion, "completionItem")
    action = _at(document, "codeAction")
    return ClientCapabilities(
        name=str(_at(params, "clientInfo").get("name", "")),
        encoding=chosen_encoding(_list(_at(client, "general").get("positionEncodings"))),
        configuration=_is(workspace, "configuration"),
        watches_files=_is(_at(workspace, "didChangeWatchedFiles"), "dynamicRegistration"),
        configuration_on_demand=_is(_at(workspace, "didChangeConfiguration"), "dynamicRegistration"),
        edits=_is(workspace, "applyEdit"),
        versioned_edits=_is(_at(workspace, "workspaceEdit"), "documentChanges"),
        refreshes_hints=_is(_at(workspace, "inlayHint"), "refreshSupport"),
        refreshes_lenses=_is(_at(workspace, "codeLens"), "refreshSupport"),
        progress=_is(window, "workDoneProgress"),
        item_defaults="editRange" in _list(_at(completion, "completionList").get("itemDefaults")),
        item_kinds=tuple(_list(_at(completion, "completionItemKind").get("valueSet"))) or _FIRST_KINDS,
        item_tags=1 in _list(_at(item, "tagSupport").get("valueSet")),
        item_deprecated=_is(item, "deprecatedSupport"),
        symbol_trees=_is(_at(document, "documentSymbol"), "hierarchicalDocumentSymbolSupport"),
        link_tooltips=_is(_at(document, "documentLink"), "tooltipSupport"),
        rename_checks=_is(_at(document, "rename"), "prepareSupport"),
        formatting_on_demand=_is(_at(document, "formatting"), "dynamicRegistration"),
        tokens_of_documents=_reads_tokens(_at(document, "semanticTokens"), "full"),
        tokens_of_ranges=_reads_tokens(_at(document, "semanticTokens"), "range"),
        action_literals="codeActionLiteralSupport" in action,
        action_preferred=_is(action, "isPreferredSupport"),
        hover_markdown=_prefers_markdown(_at(document, "hover").get("contentFormat")),
        item_markdown=_prefers_markdown(item.get("documentationFormat")),
        diagnostic_tags=_tags(_at(document, "publishDiagnostics").get("tagSupport")),
    )


def chosen_encoding(offered: list[Any]) -> str:
    """Return the client's first choice that we know.

    It is the cheapest one: a client lists first what its own buffers count in, and we count most
    lines in no time whatever the encoding, since they are ASCII. UTF-16 is mandatory.
    """
    return next((encoding for encoding in offered if encoding in ENCODINGS), "utf-16")


def initialize_result(client: ClientCapabilities, version: str) -> dict[str, object]:
    """Return the answer to `initialize`, with only what this client understands."""
    # A client of before LSP 3.17 knows one encoding and no word for it.
    encoding = {} if client.encoding == "utf-16" else {"positionEncoding": client.encoding}
    return {
        "capabilities": {
            **encoding,
            "textDocumentSync": {"openClose": True, "change": 2, "save": {"includeText": False}},
            "completionProvider": {"triggerCharacters": TRIGGERS, "resolveProvider": True},
            "hoverProvider": True,
            **_readings(client),
            # Where a client can be told later which files it is for, it is (`offering`).
            **({} if client.formatting_on_demand else {"documentFormattingProvider": True}),
            "renameProvider": {"prepareProvider": True} if client.rename_checks else True,
            "codeActionProvider": {"codeActionKinds": ACTION_KINDS} if client.action_literals else True,
            "executeCommandProvider": {"commands": NAMES, "workDoneProgress": True},
            "workspace": {"workspaceFolders": {"supported": True, "changeNotifications": True}},
        },
        "serverInfo": {"name": "venvls", "version": version},
    }


def _readings(client: ClientCapabilities) -> dict[str, object]:
    # Many clients use more than they announce, so only what needs an agreement depends on them.
    return {
        "definitionProvider": True,
        "referencesProvider": True,
        "documentHighlightProvider": True,
        "documentSymbolProvider": True,
        "documentLinkProvider": {"resolveProvider": False},
        "foldingRangeProvider": True,
        "selectionRangeProvider": True,
        "inlayHintProvider": True,
        "codeLensProvider": {"resolveProvider": False},
        **_tokens(client),
    }


def _tokens(client: ClientCapabilities) -> dict[str, object]:
    legend = {"tokenTypes": TOKEN_TYPES, "tokenModifiers": ()}
    # A client that may ask for all of a long document does so after every edit.
    if client.tokens_of_ranges:
        return {"semanticTokensProvider": {"legend": legend, "range": True}}
    if client.tokens_of_documents:
        return {"semanticTokensProvider": {"legend": legend, "full": True}}
    return {}


def _at(parent: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = parent.get(key)
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _is(parent: Mapping[str, Any], key: str) -> bool:
    return parent.get(key) is True


def _reads_tokens(support: Mapping[str, Any], extent: str) -> bool:
    # Each kind of request is announced by `true` or by an object that says more.
    asks = _at(support, "requests").get(extent)
    return "relative" in _list(support.get("formats")) and (asks is True or isinstance(asks, dict))


def _prefers_markdown(formats: object) -> bool:
    return _list(formats)[:1] == ["markdown"]


def _tags(support: object) -> tuple[int, ...]:
    # Before LSP 3.16 it was a plain `true`, which means the tags of that time.
    if support is True:
        return (1, 2)
    return tuple(_list(support.get("valueSet"))) if isinstance(support, dict) else ()
