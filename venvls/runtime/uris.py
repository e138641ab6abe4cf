"""Document addresses and paths, both ways (RFC 8089, and as editors really write them).

Knows nothing of documents. A URI of another scheme (`untitled:`, `vscode-notebook-cell:`) has no
path, and its documents belong to no project.
"""

import os
import re
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes, urlsplit

from venvls.model.names import Uri

_DRIVE = re.compile(r"/[A-Za-z]:(/|$)")


def path_of(uri: Uri | str) -> str:
    """Return the path of a `file:` URI, empty for any other and for what can be no path."""
    try:
        parts = urlsplit(uri)
        # The bytes of a URI are those of the path on disk (RFC 3986, section 2.5), whatever the locale.
        path = os.fsdecode(unquote_to_bytes(parts.path))
    except ValueError:
        return ""
    if parts.scheme != "file" or "\0" in path:
        return ""
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
    return Uri("file://" + quote(_encoded(text), safe="/-._~:@!$&'()*+,;="))


def _encoded(path: str) -> bytes:
    try:
        return os.fsencode(path)
    except UnicodeEncodeError:
        # Not from the disk, but from a text, in a locale that cannot name it.
        return path.encode("utf-8", "surrogateescape")
