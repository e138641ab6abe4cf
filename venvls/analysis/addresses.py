"""Addresses of what a document names: files beside it, folders of the project, pages.

Strings only: whether something exists at an address is nobody's business here.
"""

import posixpath
import re
from urllib.parse import quote, unquote, urlsplit

from venvls.analysis.snapshot import Document, Snapshot
from venvls.model.names import Uri

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_VARIABLE = re.compile(r"\$\{[A-Z0-9_]+\}")
_LOCAL_FILE = re.compile(r"file:(?://(?:localhost)?)?(/[^/#?][^#?]*)", re.IGNORECASE)
_DRIVE = re.compile(r"[A-Za-z]:/")
_SAFE = "/-._~:@!$&'()*+,;="


def path_beside(document: Document, written: str) -> str | None:
    """Return the path of a file named relative to a document, `None` for addresses and variables."""
    folder = document.path.replace("\\", "/").rpartition("/")[0]
    return path_below(folder, written)


def name_of_place(address: str) -> str:
    """Return what a person calls an index or a folder: its host and port, never a credential."""
    try:
        parts = urlsplit(address)
        if not _SCHEME.match(address) or parts.scheme == "file":
            return parts.path or address
        port = f":{parts.port}" if parts.port else ""
        return f"{parts.hostname or ''}{port}" or parts.scheme
    except ValueError:
        return "an address that cannot be read"


def path_below(folder: str, written: str) -> str | None:
    """Return the path of a file named relative to a folder, `None` for addresses and variables.

    An address with `file:` means a path as well.
    """
    path = _local(written).replace("\\", "/")
    if not path or _VARIABLE.search(path) or (_SCHEME.match(path) and not _DRIVE.match(path)):
        return None
    return path if _DRIVE.match(path) else posixpath.normpath(posixpath.join(folder, path))


def _local(written: str) -> str:
    """Return the absolute path that a `file:` address of this machine means, other text as it is."""
    if local := _LOCAL_FILE.match(written):
        return unquote(local[1])
    return written


def address_of(snapshot: Snapshot, path: str) -> Uri:
    """Return the URI of a path: as the client names the document where it is known, else escaped."""
    known = document_at(snapshot, path)
    if known is not None:
        return known.uri
    return Uri("file://" + quote(path if path.startswith("/") else f"/{path}", safe=_SAFE))


def document_at(snapshot: Snapshot, path: str) -> Document | None:
    """Return the document at a path, if it is known."""
    return next((one for one in snapshot.documents.values() if one.path.replace("\\", "/") == path), None)
