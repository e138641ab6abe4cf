"""Where a requirement is to be taken from: schemes (PEP 508, pip's "VCS Support"), and paths on disk."""

from collections.abc import Iterator

from venvls.analysis.completion.cursor import AtAddress
from venvls.analysis.completion.paths import below_project, no_file, paths
from venvls.analysis.completion.question import Question, proposals
from venvls.analysis.items import CompletionItem, CompletionKind, CompletionList
from venvls.syntax.references import is_archive

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
    """Return the schemes until one is written, and what lies on the way that is typed."""
    typed = question.typed(cursor.span)
    items = tuple(_paths(question, cursor, typed))
    if not typed.startswith(".") and ":" not in typed and "/" not in typed:
        items += tuple(CompletionItem(text, text, CompletionKind.PATH, detail) for text, detail in _SCHEMES)
    return proposals(question, cursor.span, items) if items else None


def _paths(question: Question, cursor: AtAddress, typed: str) -> Iterator[CompletionItem]:
    name, editable = cursor.declaration.name_span, cursor.declaration.editable
    if name is not None and name.end <= cursor.span.start and not typed.lower().startswith("file:"):
        # After `name @` only an address is allowed (PEP 508).
        return
    if editable or typed.startswith((".", "file:")) or "/" in typed:
        yield from paths(question, typed, below_project(question), no_file if editable else is_archive)
