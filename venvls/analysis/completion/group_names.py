"""Groups and extras of the project: in `include-group` (PEP 735), and where the table of a tool lists them.

A group is not offered to itself. Between braces the key `include-group` is offered.
"""

import re
from collections.abc import Iterable

from venvls.analysis.completion.question import Question, proposals
from venvls.analysis.items import CompletionItem, CompletionKind, CompletionList
from venvls.syntax.project_table import Named, ProjectTable, project_tables
from venvls.syntax.toml import Table
from venvls.text import Span

# Between the braces of an element, where a key begins.
_BEGUN = re.compile(r"[\[,]\s*\{[ \t]*([A-Za-z-]*)\Z")
_FOLLOWED = re.compile(r"[A-Za-z-]|[ \t]*=")


def complete(question: Question) -> CompletionList | None:
    """Return the groups or extras of the document, `None` when the cursor is where none is named."""
    tables = dict(project_tables(question.manifest))
    here = tables.get(question.index, ProjectTable())
    inclusion = next((one for one in here.includes if one.group.span.touches(question.offset)), None)
    if inclusion is not None:
        return _groups(question, tables.values(), inclusion.group, inclusion.inside)
    if (group := _touched(question, here.used_groups)) is not None:
        return _groups(question, tables.values(), group)
    if (extra := _touched(question, here.used_extras)) is not None:
        named = (one for table in tables.values() for one in table.extras)
        return _names(question, extra, named, CompletionKind.EXTRA)
    return _key(question)


def _touched(question: Question, named: Iterable[Named]) -> Named | None:
    return next((one for one in named if one.span.touches(question.offset)), None)


def _groups(
    question: Question, tables: Iterable[ProjectTable], here: Named, inside: str = ""
) -> CompletionList:
    named = (one for table in tables for one in table.groups if one.normal != inside)
    return _names(question, here, named, CompletionKind.GROUP)


def _names(question: Question, here: Named, named: Iterable[Named], kind: CompletionKind) -> CompletionList:
    items = tuple(CompletionItem(one.written, one.written, kind) for one in named)
    return proposals(question, here.span, items)


def _key(question: Question) -> CompletionList | None:
    text, offset = question.block.text, question.offset
    begun = _BEGUN.search(text, 0, offset)
    if begun is None or Table(0, text).path != ("dependency-groups",) or _FOLLOWED.match(text, offset):
        return None
    item = CompletionItem("include-group", 'include-group = ""', CompletionKind.KEY, "another group as well")
    return proposals(question, Span(begun.start(1), offset), (item,))
