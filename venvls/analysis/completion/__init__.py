"""Completion: which token the cursor is in, and what could stand there.

One module per kind of token; each replaces exactly that token.
"""

from typing import assert_never

from venvls.analysis import site as sites
from venvls.analysis.answer import Answer
from venvls.analysis.completion import (
    dynamic_files,
    extras,
    group_names,
    marker_parts,
    operators,
    option_parts,
    project_names,
    schemes,
    script_keys,
    versions,
)
from venvls.analysis.completion.cursor import (
    AtAddress,
    AtExtra,
    AtMarker,
    AtName,
    AtOperator,
    AtVersion,
    Cursor,
    cursor_at,
    poetry_extra_at,
)
from venvls.analysis.completion.documentation import documentation
from venvls.analysis.completion.question import Question
from venvls.analysis.elsewhere import from_elsewhere
from venvls.analysis.facts import Facts
from venvls.analysis.items import CompletionList
from venvls.analysis.snapshot import Snapshot
from venvls.analysis.walking import LINE_BY_LINE
from venvls.model.names import Uri
from venvls.syntax.manifest import ManifestKind
from venvls.text import Position

__all__ = ["complete", "documentation"]


def complete(snapshot: Snapshot, uri: Uri, position: Position) -> Answer[CompletionList | None]:
    """Return what could stand at a position, `None` where nothing is to be completed."""
    question = _question(snapshot, uri, position)
    if question is None:
        return Answer(None)
    lines = question.manifest.kind in LINE_BY_LINE
    cursor = cursor_at(question.block, question.offset, line_by_line=lines)
    if question.manifest.kind is ManifestKind.PYPROJECT:
        cursor = poetry_extra_at(question.block, question.offset) or cursor
    if cursor is not None:
        found = _proposed(question, cursor)
    elif lines:
        found = option_parts.complete(question)
    else:
        ways = (group_names.complete, dynamic_files.complete, script_keys.complete)
        found = next((found for way in ways if (found := way(question)) is not None), None)
    return question.facts.answer(found)


def _question(snapshot: Snapshot, uri: Uri, position: Position) -> Question | None:
    document = snapshot.documents.get(uri)
    manifest = document.manifest if document else None
    if document is None or manifest is None or not manifest.blocks:
        return None
    scope = snapshot.scope(uri)
    facts = Facts(snapshot, scope.index.key if scope else "")
    elsewhere = from_elsewhere(snapshot, uri, manifest)
    view = sites.view(manifest.kind, scope, facts, elsewhere=elsewhere)
    place = document.text.clamp(position)
    index = manifest.block_at(place.line)
    if place.line - manifest.starts[index] >= manifest.blocks[index].lines:
        # The empty line after a continuation that the file ends with belongs to no block.
        return None
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
            return marker_parts.complete(question, cursor)
        case AtAddress():
            return schemes.complete(question, cursor)
        case _:
            assert_never(cursor)
