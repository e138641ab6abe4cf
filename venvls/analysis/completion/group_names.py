"""Names of dependency groups in `include-group` (PEP 735): every group but the one that includes."""

from venvls.analysis.completion.question import Question, proposals
from venvls.analysis.items import CompletionItem, CompletionKind, CompletionList
from venvls.syntax.groups import groups_of


def complete(question: Question) -> CompletionList | None:
    """Return the groups of the document, `None` when the cursor is in no include."""
    groups = groups_of(question.manifest)
    here = (one for one in groups.inclusions if one.block == question.index)
    inclusion = next((one for one in here if one.include.group.span.touches(question.offset)), None)
    if inclusion is None:
        return None
    items = tuple(
        CompletionItem(group.written, group.written, CompletionKind.GROUP)
        for group in groups.named
        if group.normal != inclusion.inside
    )
    return proposals(question, inclusion.include.group.span, items)
