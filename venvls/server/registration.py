"""Which feature answers which method: the one table that a new feature is added to.

`RAW` features read their parameters themselves (`raw`), the others get lsprotocol's classes. The
methods of a session's life (`initialize`, `shutdown`, ...) are `session`'s.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeAlias

from lsprotocol import types

from venvls.server.context import Context
from venvls.server.features import (
    code_action,
    completion,
    documents,
    environment,
    execute_command,
    hover,
    workspace,
)
from venvls.server.protocol import Handler

Feature: TypeAlias = Callable[[Context, Any], object]

RAW: Mapping[str, Feature] = {
    "initialized": workspace.initialized,
    "textDocument/didOpen": documents.opened,
    "textDocument/didChange": documents.changed,
    "textDocument/didClose": documents.closed,
    "textDocument/completion": completion.complete,
    "venvls/environment": environment.environment,
}

TYPED: Mapping[str, Feature] = {
    types.TEXT_DOCUMENT_DID_SAVE: documents.saved,
    types.TEXT_DOCUMENT_HOVER: hover.hover,
    types.TEXT_DOCUMENT_CODE_ACTION: code_action.code_action,
    types.COMPLETION_ITEM_RESOLVE: completion.resolve,
    types.WORKSPACE_EXECUTE_COMMAND: execute_command.execute_command,
    types.WORKSPACE_DID_CHANGE_CONFIGURATION: workspace.configured,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: workspace.watched,
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: workspace.folders_changed,
    types.WINDOW_WORK_DONE_PROGRESS_CANCEL: workspace.progress_cancelled,
}


def bound(features: Mapping[str, Feature], context: Context) -> dict[str, Handler]:
    """Return handlers of one session."""
    return {method: partial(feature, context) for method, feature in features.items()}
