"""Operators of version specifiers (PEP 440, "Version specifiers"), the usual ones first."""

from venvls.analysis.completion.cursor import AtOperator
from venvls.analysis.completion.question import Question, proposals
from venvls.analysis.items import CompletionItem, CompletionKind, CompletionList

_OPERATORS = (
    (">=", "this version or later"),
    ("==", "exactly this version"),
    ("~=", "compatible with this version"),
    ("<", "before this version"),
    ("<=", "this version or earlier"),
    (">", "after this version"),
    ("!=", "any but this version"),
    ("===", "exactly this text"),
)


def complete(question: Question, cursor: AtOperator) -> CompletionList:
    """Return all operators; the client narrows them down by what is typed."""
    items = tuple(CompletionItem(text, text, CompletionKind.OPERATOR, detail) for text, detail in _OPERATORS)
    return proposals(question, cursor.span, items)
