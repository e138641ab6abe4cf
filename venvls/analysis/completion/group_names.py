"""Names of dependency groups in `include-group` (PEP 735): every group but the one that includes."""

from venvls.analysis.completion.question import Question, proposals
from venvls.analysis.items import CompletionItem, CompletionKind, CompletionList
from venvls.syntax.manifest import ManifestKind
from venvls.syntax.project_table import project_table


def complete(question: Question) -> CompletionList | None:
    """Return the groups of the document, `None` when the cursor is in no include."""
    if question.manifest.kind is not ManifestKind.PYPROJECT:
        return None
    table = project_table(question.block.text)
    include = next((one for one in table.includes if one.group.span.touches(question.offset)), None)
    if include is None:
        return None
    items = tuple(
        CompletionItem(group.written, group.written, CompletionKind.GROUP)
        for group in table.groups
        if group.normal != include.inside
    )
    return proposals(question, include.group.span, items)
