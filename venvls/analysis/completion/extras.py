"""Extras of the release that would be chosen, else of the installed one; of the project itself, its own."""

from venvls.analysis.completion.cursor import AtExtra
from venvls.analysis.completion.question import Question, proposals
from venvls.analysis.items import CompletionItem, CompletionKind, CompletionList
from venvls.analysis.site import Site, extras_of
from venvls.model.names import extra_name
from venvls.syntax.project_table import project_tables


def complete(question: Question, cursor: AtExtra, site: Site) -> CompletionList:
    """Return the extras that begin as what is typed and are not between the brackets yet."""
    taken = {extra.name for extra in cursor.declaration.extras if extra.span != cursor.span}
    begun = extra_name(question.typed(cursor.span))
    offered = [
        name
        for name in _own_extras(question, cursor) or extras_of(site)
        if extra_name(name) not in taken and extra_name(name).startswith(begun)
    ]
    items = tuple(CompletionItem(name, name, CompletionKind.EXTRA) for name in offered)
    return proposals(question, cursor.span, items)


def _own_extras(question: Question, cursor: AtExtra) -> tuple[str, ...]:
    """Return the extras of the project that the document describes, if it names itself here."""
    tables = [table for _, table in project_tables(question.manifest)]
    if cursor.declaration.name not in {table.name for table in tables if table.name is not None}:
        return ()
    return tuple(extra.written for table in tables for extra in table.extras)
