"""Keys of inline script metadata (PEP 723), at the beginning of a line of the comment."""

import re

from venvls.analysis.completion.question import Question, proposals
from venvls.analysis.items import CompletionItem, CompletionKind, CompletionList
from venvls.syntax.manifest import ManifestKind
from venvls.syntax.script import OPENING
from venvls.text import Span

_KEYS = (
    ("dependencies", "dependencies = []", "what the script needs"),
    ("requires-python", 'requires-python = ">=3.11"', "the versions of Python it runs on"),
    ("[tool]", "[tool.", "settings of a tool"),
)
_LINE = re.compile(r"# ([A-Za-z-]*)\Z")


def complete(question: Question) -> CompletionList | None:
    """Return the keys, `None` when the cursor is not where a key begins."""
    text, offset = question.block.text, question.offset
    if question.manifest.kind is not ManifestKind.SCRIPT or not text.startswith(OPENING):
        return None
    start = text.rfind("\n", 0, offset) + 1
    typed = _LINE.match(text[start:offset])
    if typed is None or text[offset:].partition("\n")[0].strip():
        return None
    items = tuple(
        CompletionItem(key, inserted, CompletionKind.KEY, detail) for key, inserted, detail in _KEYS
    )
    return proposals(question, Span(start + typed.start(1), offset), items)
