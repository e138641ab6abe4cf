"""Our values as lsprotocol's, for what does not happen at every keystroke.

Each function takes the text that our positions refer to; the client counts its columns differently.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from lsprotocol import types

from venvls.analysis.items import Action, Diagnostic, Hover, Invocation, Location
from venvls.analysis.markdown import unmarked
from venvls.analysis.snapshot import Document
from venvls.model.names import Uri
from venvls.server.capabilities import ClientCapabilities
from venvls.server.coordinates import View
from venvls.server.diagnostics import SEVERITIES, SOURCE
from venvls.server.spelling import Spelling
from venvls.text import Position, PositionEncoding, Range, Text, TextEdit

DocumentOf = Callable[[Uri], Document | None]


def position(view: View, value: Position) -> types.Position:
    """Return LSP's `Position`."""
    return types.Position(line=value.line, character=view.character(value))


def range_(view: View, value: Range) -> types.Range:
    """Return LSP's `Range`."""
    return types.Range(start=position(view, value.start), end=position(view, value.end))


def locations(
    found: Iterable[Location], document_of: DocumentOf, spelling: Spelling, encoding: PositionEncoding
) -> Sequence[types.Location]:
    """Return LSP's `Location`s, in documents that need not be open."""
    return [
        types.Location(
            uri=spelling.of(each.uri), range=range_(_view(each.uri, document_of, encoding), each.range)
        )
        for each in found
    ]


def hover(value: Hover, view: View, *, markdown: bool) -> types.Hover:
    """Return LSP's `Hover`."""
    return types.Hover(contents=markup(value.markdown, markdown=markdown), range=range_(view, value.range))


def markup(text: str, *, markdown: bool) -> types.MarkupContent:
    """Return LSP's `MarkupContent`, without its marks for a client that would show them."""
    if markdown:
        return types.MarkupContent(kind=types.MarkupKind.Markdown, value=text)
    return types.MarkupContent(kind=types.MarkupKind.PlainText, value=unmarked(text))


def workspace_edit(
    edits: Mapping[Uri, Sequence[TextEdit]],
    document_of: DocumentOf,
    spelling: Spelling,
    encoding: PositionEncoding,
    *,
    versioned: bool,
) -> types.WorkspaceEdit:
    """Return LSP's `WorkspaceEdit`; with `versioned` it names the versions it was made for."""
    changes = {
        uri: [_text_edit(edit, _view(uri, document_of, encoding)) for edit in of_document]
        for uri, of_document in edits.items()
    }
    if not versioned:
        return types.WorkspaceEdit(changes={spelling.of(uri): made for uri, made in changes.items()})
    return types.WorkspaceEdit(
        document_changes=[
            types.TextDocumentEdit(
                text_document=types.OptionalVersionedTextDocumentIdentifier(
                    uri=spelling.of(uri), version=_version(uri, document_of)
                ),
                edits=list(of_document),
            )
            for uri, of_document in changes.items()
        ]
    )


def action(
    value: Action,
    view: View,
    document_of: DocumentOf,
    spelling: Spelling,
    client: ClientCapabilities,
) -> types.CodeAction:
    """Return LSP's `CodeAction` with the diagnostics that it resolves, as they were published."""
    made = types.CodeAction(title=value.title, kind=value.kind)
    if client.action_preferred and value.preferred:
        made.is_preferred = True
    if value.edits:
        made.edit = workspace_edit(
            value.edits, document_of, spelling, view.encoding, versioned=client.versioned_edits
        )
    if value.invocation is not None:
        made.command = command(value.title, value.invocation)
    if value.fixes:
        made.diagnostics = [diagnostic(each, view) for each in value.fixes]
    return made


def diagnostic(value: Diagnostic, view: View) -> types.Diagnostic:
    """Return LSP's `Diagnostic`, for a code action to name it."""
    return types.Diagnostic(
        range=range_(view, value.range),
        severity=types.DiagnosticSeverity(SEVERITIES[value.finding.severity]),
        code=value.finding.code,
        source=SOURCE,
        message=value.finding.message,
    )


def command(title: str, invocation: Invocation) -> types.Command:
    """Return LSP's `Command` with its one argument object."""
    return types.Command(title=title, command=invocation.command, arguments=[dict(invocation.argument)])


def _text_edit(edit: TextEdit, view: View) -> types.TextEdit:
    return types.TextEdit(range=range_(view, edit.range), new_text=edit.text)


def _view(uri: Uri, document_of: DocumentOf, encoding: PositionEncoding) -> View:
    # Columns of a document that nobody knows are taken as they are: most lines are ASCII.
    document = document_of(uri)
    return View(document.text if document is not None else Text(()), encoding)


def _version(uri: Uri, document_of: DocumentOf) -> int | None:
    document = document_of(uri)
    return document.version if document is not None else None
