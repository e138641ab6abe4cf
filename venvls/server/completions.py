"""Completion lists as plain JSON of the protocol, in the shape the client understands.

A list may hold a thousand items and is wanted between two keystrokes, so it never becomes objects of
lsprotocol. The order is that of the list: `sortText` counts.
"""

from typing import Any

from venvls.analysis.items import CompletionItem, CompletionKind, CompletionList
from venvls.server.capabilities import ClientCapabilities
from venvls.server.coordinates import View

# LSP 3.17, `CompletionItemKind`.
_TEXT = 1
_KINDS = {
    CompletionKind.PROJECT: 9,
    CompletionKind.VERSION: 12,
    CompletionKind.EXTRA: 5,
    CompletionKind.OPERATOR: 24,
    CompletionKind.MARKER: 6,
    CompletionKind.OPTION: 10,
    CompletionKind.PATH: 17,
    CompletionKind.GROUP: 22,
    CompletionKind.KEY: 10,
}
_DEPRECATED_TAG = 1


def completion_list(found: CompletionList, view: View, client: ClientCapabilities) -> dict[str, Any]:
    """Return LSP's `CompletionList`."""
    extent = view.extent(found.replace)
    items = [_item(index, item, found.typed, client) for index, item in enumerate(found.items)]
    answer: dict[str, Any] = {"isIncomplete": found.incomplete, "items": items}
    if client.item_defaults:
        answer["itemDefaults"] = {"editRange": extent}
        for item, made in zip(found.items, items, strict=True):
            if item.text != item.label:
                made["textEditText"] = item.text
    else:
        for item, made in zip(found.items, items, strict=True):
            made["textEdit"] = {"range": extent, "newText": item.text}
    return answer


def _item(index: int, item: CompletionItem, typed: str, client: ClientCapabilities) -> dict[str, Any]:
    kind = _KINDS[item.kind]
    made: dict[str, Any] = {
        "label": item.label,
        "kind": kind if kind in client.item_kinds else _TEXT,
        "sortText": f"{index:05d}",
        "filterText": filter_text(item.text, typed),
    }
    if item.detail:
        made["detail"] = item.detail
    if item.data:
        made["data"] = dict(item.data)
    if item.deprecated and client.item_tags:
        made["tags"] = [_DEPRECATED_TAG]
    elif item.deprecated and client.item_deprecated:
        made["deprecated"] = True
    return made


def filter_text(text: str, typed: str) -> str:
    """Return what the client is to compare with what is typed now and with what will be.

    `typing_ext` means `typing-extensions`: the item then begins as the user writes it, and goes on
    as it is spelled, so that neither this character nor the next one filters it away.
    """
    if text.lower().startswith(typed.lower()):
        return text
    return typed + text[len(typed) :]
