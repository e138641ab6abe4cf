"""Schemes of direct references (PEP 508, and pip's "VCS Support"), the usual ones first."""

from venvls.analysis.completion.cursor import AtAddress
from venvls.analysis.completion.question import Question, proposals
from venvls.analysis.items import CompletionItem, CompletionKind, CompletionList

_SCHEMES = (
    ("https://", "an archive or wheel"),
    ("git+https://", "a git repository"),
    ("git+ssh://", "a git repository by SSH"),
    ("file:///", "a local archive or folder"),
    ("hg+https://", "a Mercurial repository"),
    ("svn+https://", "a Subversion repository"),
    ("bzr+https://", "a Bazaar repository"),
)


def complete(question: Question, cursor: AtAddress) -> CompletionList | None:
    """Return the schemes, `None` once one is written."""
    if ":" in question.typed(cursor.span):
        return None
    items = tuple(CompletionItem(text, text, CompletionKind.PATH, detail) for text, detail in _SCHEMES)
    return proposals(question, cursor.span, items)
