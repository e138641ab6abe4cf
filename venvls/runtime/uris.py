"""Document addresses and paths, both ways (RFC 8089, and as editors really write them).

Knows nothing of documents. A URI of another scheme (`untitled:`, `vscode-notebook-cell:`) has no
path, and its documents belong to no project.
"""

import os
import re
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from venvls.model.names import Uri

_DRIVE = re.compile(r"/[A-Za-z]:(/|$)")


def path_of(uri: Uri | str) -> str:
    """Return the path of a `file:` URI, empty for any other."""
    parts = urlsplit(uri)
    if parts.scheme != "file":
        return ""
    path = unquote(parts.path, errors="surrogateescape")
    if _DRIVE.match(path):
        path = path[1].upper() + path[2:]
    elif parts.netloc and parts.netloc != "localhost":
        path = f"//{parts.netloc}{path}"
    return os.path.normpath(path) if path else ""


def uri_of(path: str | Path) -> Uri:
    """Return the `file:` URI of an absolute path, escaped as RFC 3986 wants it."""
    text = os.fspath(path).replace(os.sep, "/")
    if not text.startswith("/"):
        text = f"/{text}"
    return Uri("file://" + quote(os.fsencode(text), safe="/-._~:@!$&'()*+,;="))
