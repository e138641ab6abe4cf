"""Documents by one name, whatever way a client spells it.

`file:///c%3A/me%40home/x.txt` and `file:///C:/me@home/x.txt` are one file, and each client has its own
way to escape (RFC 3986, section 6.2). Inside, a file has the one spelling of `runtime.uris`, so that
a manifest in a buffer is never taken for another than the one on disk; what is sent about an open document
has the client's own.
"""

from functools import lru_cache

from venvls.model.names import Uri
from venvls.runtime.uris import path_of, uri_of


class Spelling:
    """How one client spells the documents that it has open."""

    __slots__ = ("_written",)

    def __init__(self) -> None:
        self._written: dict[Uri, str] = {}

    def opened(self, written: str) -> Uri:
        """Return our name of a document, and remember the client's."""
        uri = canonical(written)
        self._written[uri] = written
        return uri

    def closed(self, uri: Uri) -> None:
        """Forget how the client spells a document."""
        self._written.pop(uri, None)

    def of(self, uri: Uri) -> str:
        """Return the client's name of a document; ours is as good where it has none."""
        return self._written.get(uri, uri)


@lru_cache(maxsize=1_024)
def canonical(written: str) -> Uri:
    """Return our name of a document or folder. What is no file is named as the client names it."""
    path = path_of(written)
    return uri_of(path) if path else Uri(written)
