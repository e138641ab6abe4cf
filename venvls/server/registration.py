"""Which feature answers which method: the one table that a new feature is added to.

`RAW` features read their parameters themselves (`raw`), the others get lsprotocol's classes. The
methods of a session's life (`initialize`, `shutdown`, ...) are `session`'s.

What the first diagnostics and keys need is imported with this module. All else is named as in `features`,
and is loaded when it is first asked for, or in a quiet moment before that (`preloading`).
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib import import_module
from typing import Any, TypeAlias

from lsprotocol import types

from venvls.server.context import Context
from venvls.server.features import completion, documents, environment, workspace
from venvls.server.mends.protocol import Handler

Feature: TypeAlias = Callable[[Context, Any], object]

RAW: Mapping[str, Feature] = {
    "initialized": workspace.initialized,
    "textDocument/didOpen": documents.opened,
    "textDocument/didChange": documents.changed,
    "textDocument/didClose": documents.closed,
    "textDocument/completion": completion.complete,
    "venvls/environment": environment.environment,
}

TYPED: Mapping[str, Feature | str] = {
    types.TEXT_DOCUMENT_DID_SAVE: documents.saved,
    types.TEXT_DOCUMENT_HOVER: "hover.hover",
    types.TEXT_DOCUMENT_CODE_ACTION: "code_action.code_action",
    types.TEXT_DOCUMENT_DEFINITION: "definition.definition",
    types.TEXT_DOCUMENT_REFERENCES: "definition.references",
    types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT: "document_highlight.document_highlight",
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: "document_symbol.document_symbol",
    types.TEXT_DOCUMENT_DOCUMENT_LINK: "document_link.document_link",
    types.TEXT_DOCUMENT_FOLDING_RANGE: "folding_range.folding_range",
    types.TEXT_DOCUMENT_SELECTION_RANGE: "selection_range.selection_range",
    types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL: "semantic_tokens.full",
    types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE: "semantic_tokens.of_range",
    types.TEXT_DOCUMENT_INLAY_HINT: "inlay_hint.inlay_hint",
    types.TEXT_DOCUMENT_CODE_LENS: "code_lens.code_lens",
    types.TEXT_DOCUMENT_FORMATTING: "formatting.formatting",
    types.TEXT_DOCUMENT_PREPARE_RENAME: "rename.prepare",
    types.TEXT_DOCUMENT_RENAME: "rename.rename",
    types.COMPLETION_ITEM_RESOLVE: completion.resolve,
    types.WORKSPACE_EXECUTE_COMMAND: "execute_command.execute_command",
    types.WORKSPACE_DID_CHANGE_CONFIGURATION: workspace.configured,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: workspace.watched,
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: workspace.folders_changed,
    types.WINDOW_WORK_DONE_PROGRESS_CANCEL: workspace.progress_cancelled,
}


def bound(features: Mapping[str, Feature | str], context: Context) -> dict[str, Handler]:
    """Return handlers of one session."""
    return {method: partial(_call, feature, context) for method, feature in features.items()}


def loaded(feature: str) -> Feature:
    """Return the feature of this name, importing its module if nobody has."""
    module, _, function = feature.partition(".")
    found: Feature = getattr(import_module(f"{_FEATURES}.{module}"), function)
    return found


def named() -> Iterator[str]:
    """Yield the features that are loaded on use, those first that a person waits for."""
    yield from (each for each in TYPED.values() if isinstance(each, str))


_FEATURES = "venvls.server.features"


def _call(feature: Feature | str, context: Context, params: object) -> object:
    return (loaded(feature) if isinstance(feature, str) else feature)(context, params)
