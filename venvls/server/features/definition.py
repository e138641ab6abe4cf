"""`textDocument/definition` and `textDocument/references`.

Places are plain locations: every client can follow these, links only some.
"""

from collections.abc import Sequence

from lsprotocol import types

from venvls.analysis import navigation
from venvls.server import conversion
from venvls.server.context import Context
from venvls.server.spelling import canonical


def definition(context: Context, params: types.DefinitionParams) -> Sequence[types.Location] | None:
    """Return where the thing at a place is defined."""
    uri = canonical(params.text_document.uri)
    view = context.view(uri)
    if view is None:
        return None
    snapshot = context.engine.rested(uri)
    found = navigation.definition(snapshot, uri, view.position(params.position))
    return conversion.locations(found, snapshot.documents.get, context.spelling, view.encoding)


def references(context: Context, params: types.ReferenceParams) -> Sequence[types.Location] | None:
    """Return the places that mean the thing at a place, its definitions only if they are wanted."""
    uri = canonical(params.text_document.uri)
    view = context.view(uri)
    if view is None:
        return None
    snapshot, position = context.engine.current(uri), view.position(params.position)
    found = navigation.references(snapshot, uri, position, definitions=params.context.include_declaration)
    return conversion.locations(found, snapshot.documents.get, context.spelling, view.encoding)
