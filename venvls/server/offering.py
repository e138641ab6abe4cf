"""Features that are offered for some files only, where a client can be told so (`client/registerCapability`).

Elsewhere they are offered for whatever the client gives us, in the answer to `initialize`.
"""

from collections.abc import Sequence

from lsprotocol import types

from venvls.server.capabilities import ClientCapabilities

_MANIFESTS = (
    "**/*requirements*.{txt,in}",
    "**/*constraints*.{txt,in}",
    "**/requirements/*.{txt,in}",
    "**/pyproject.toml",
)
_LANGUAGES = ("pip-requirements", "requirements")


def offered(client: ClientCapabilities) -> Sequence[types.Registration]:
    """Return the features to register with a client.

    A Python file has a formatter already, and a second one makes an editor ask which to take.
    """
    if not client.formatting_on_demand:
        return ()
    selector: list[types.TextDocumentFilterPattern | types.TextDocumentFilterLanguage] = [
        *(types.TextDocumentFilterPattern(pattern=glob) for glob in _MANIFESTS),
        *(types.TextDocumentFilterLanguage(language=language) for language in _LANGUAGES),
    ]
    method = types.TEXT_DOCUMENT_FORMATTING
    options = types.DocumentFormattingRegistrationOptions(document_selector=selector)
    return (types.Registration(id=f"venvls {method}", method=method, register_options=options),)
