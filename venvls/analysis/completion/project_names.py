"""Names of projects: what is installed, then what is declared here and in other projects, then the index's.

Both spellings match: what is typed is compared in normal form, what is inserted is the spelling of
the authors.
"""

from collections.abc import Iterator, Mapping
from heapq import nsmallest

from venvls.analysis.completion.cursor import AtName
from venvls.analysis.completion.question import Question, proposals
from venvls.analysis.items import CompletionItem, CompletionKind, CompletionList
from venvls.analysis.known_names import declared_elsewhere, declared_names, installed_names
from venvls.analysis.walking import LINE_BY_LINE
from venvls.model.names import ProjectName, project_name
from venvls.model.settings import NameLists

_FROM_INDEX = 50
_MOST = 100


def complete(question: Question, cursor: AtName) -> CompletionList:
    """Return the projects whose name begins with what is typed."""
    typed = question.typed(cursor.span)
    # The name below the cursor is a declaration too, yet not one to be proposed.
    itself = cursor.declaration.name if cursor.declaration else None
    prefix = project_name(typed)
    uri = question.document.uri
    # Naming a project twice in one list of lines is an error; another group may well repeat it.
    itself_too = question.manifest.kind not in LINE_BY_LINE
    declared = declared_names(question.snapshot, uri, prefix, without=None if itself_too else uri)
    here = {name: shown for name, shown in declared.items() if name != itself}
    there = installed_names(question.scope)
    installed = {name: shown for name, shown in there.items() if name.startswith(prefix)}
    found: dict[ProjectName, CompletionItem] = {}
    for names in (installed, here, declared_elsewhere(question.snapshot, uri, prefix)):
        # Only what is shown is made into items: a long file may declare thousands.
        for name in nsmallest(_MOST, names):
            found.setdefault(name, _item(question, name, names[name], _detail(question, name, declared)))
    for name, item in _listed(question, typed):
        found.setdefault(name, item)
    # What is typed decides what was looked up, so one more character is another question.
    return proposals(question, cursor.span, tuple(found.values())[:_MOST], incomplete=True)


def _detail(question: Question, name: ProjectName, declared: Mapping[ProjectName, str]) -> str:
    there = question.view.environment.distributions.get(name)
    if there is not None:
        return f"{there.version} installed"
    return "declared in this project" if name in declared else ""


def _listed(question: Question, typed: str) -> Iterator[tuple[ProjectName, CompletionItem]]:
    settings = question.snapshot.settings
    if not typed or settings.index_names is NameLists.OFF or settings.offline:
        return
    names = question.facts.wanted_names()
    for written in names.prefix(typed, _FROM_INDEX) if names else ():
        name = project_name(written)
        yield name, _item(question, name, written, "")


def _item(question: Question, name: ProjectName, shown: str, detail: str) -> CompletionItem:
    data = {"uri": question.document.uri, "name": name}
    return CompletionItem(shown, shown, CompletionKind.PROJECT, detail, data=data)
