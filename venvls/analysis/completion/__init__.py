"""Completion: which token the cursor is in, and what could stand there.

One module per kind of token; each replaces exactly that token.
"""

from typing import assert_never

from venvls.analysis import site as sites
from venvls.analysis.answer import Answer
from venvls.analysis.completion import extras, operators, project_names, versions
from venvls.analysis.completion.cursor import (
    AtExtra,
    AtMarker,
    AtName,
    AtOperator,
    AtVersion,
    Cursor,
    cursor_at,
)
from venvls.analysis.completion.documentation import documentation
from venvls.analysis.completion.question import Question
from venvls.analysis.facts import Facts
from venvls.analysis.items import CompletionList
from venvls.analysis.snapshot import Snapshot
from venvls.model.names import Uri
from venvls.syntax.manifest import ManifestKind
from venvls.text import Position

__all__ = ["complete", "documentation"]


def complete(snapshot: Snapshot, uri: Uri, position: Position) -> Answer[CompletionList | None]:
    """Return what could stand at a position, `None` where nothing is to be completed."""
    question = _question(snapshot, uri, position)
    if question is None:
        return Answer(None)
    lines = question.manifest.kind in {ManifestKind.REQUIREMENTS, ManifestKind.CONSTRAINTS}
    cursor = cursor_at(question.block, question.offset, line_by_line=lines)
    found = _proposed(question, cursor) if cursor is not None else None
    return question.facts.answer(found)


def _question(snapshot: Snapshot, uri: Uri, position: Position) -> Question | None:
    document = snapshot.documents.get(uri)
    manifest = document.manifest if document else None
    if document is None or manifest is None or not manifest.blocks:
        return None
    scope = snapshot.scope(uri)
    view = sites.view(manifest.kind, scope, Facts(snapshot, scope.index.key if scope else ""))
    place = document.text.clamp(position)
    index = manifest.block_at(place.line)
    offset = manifest.offset(index, place)
    return Question(snapshot, document, manifest, scope, view, index, offset)


def _proposed(question: Question, cursor: Cursor) -> CompletionList | None:
    match cursor:
        case AtName():
            return project_names.complete(question, cursor)
        case AtExtra():
            site = sites.site(question.view, question.block, cursor.declaration)
            return extras.complete(question, cursor, site)
        case AtVersion():
            site = sites.site(question.view, question.block, cursor.declaration)
            return versions.complete(question, cursor, site)
        case AtOperator():
            return operators.complete(question, cursor)
        case AtMarker():
            return None
        case _:
            assert_never(cursor)
