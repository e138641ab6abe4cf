"""Extras of the release that would be chosen, else of the installed one."""

from venvls.analysis.completion.cursor import AtExtra
from venvls.analysis.completion.question import Question, proposals
from venvls.analysis.items import CompletionItem, CompletionKind, CompletionList
from venvls.analysis.site import Site, extras_of
from venvls.model.names import extra_name


def complete(question: Question, cursor: AtExtra, site: Site) -> CompletionList:
    """Return the extras that begin as what is typed and are not between the brackets yet."""
    taken = {extra.name for extra in cursor.declaration.extras if extra.span != cursor.span}
    begun = extra_name(question.typed(cursor.span))
    offered = [
        name
        for name in extras_of(site)
        if extra_name(name) not in taken and extra_name(name).startswith(begun)
    ]
    items = tuple(CompletionItem(name, name, CompletionKind.EXTRA) for name in offered)
    return proposals(question, cursor.span, items)
