"""`include-group` (PEP 735) between braces, and in it the names of all groups but the one that includes."""

import re

from venvls.analysis.completion.question import Question, proposals
from venvls.analysis.items import CompletionItem, CompletionKind, CompletionList
from venvls.syntax.groups import groups_of
from venvls.syntax.toml import Table
from venvls.text import Span

# Between the braces of an element, where a key begins.
_BEGUN = re.compile(r"[\[,]\s*\{[ \t]*([A-Za-z-]*)\Z")
_FOLLOWED = re.compile(r"[A-Za-z-]|[ \t]*=")


def complete(question: Question) -> CompletionList | None:
    """Return the groups of the document, `None` when the cursor is in no include."""
    groups = groups_of(question.manifest)
    here = (one for one in groups.inclusions if one.block == question.index)
    inclusion = next((one for one in here if one.include.group.span.touches(question.offset)), None)
    if inclusion is None:
        return _key(question)
    items = tuple(
        CompletionItem(group.written, group.written, CompletionKind.GROUP)
        for group in groups.named
        if group.normal != inclusion.inside
    )
    return proposals(question, inclusion.include.group.span, items)


def _key(question: Question) -> CompletionList | None:
    text, offset = question.block.text, question.offset
    begun = _BEGUN.search(text, 0, offset)
    if begun is None or Table(0, text).path != ("dependency-groups",) or _FOLLOWED.match(text, offset):
        return None
    item = CompletionItem("include-group", 'include-group = ""', CompletionKind.KEY, "another group as well")
    return proposals(question, Span(begun.start(1), offset), (item,))
